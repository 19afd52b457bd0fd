using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Bodies;

/// <summary>A JSON body read strictly, or what is wrong with it: a misspelt member that was silently ignored would be a payment other than the one meant.</summary>
internal readonly struct StrictBody<T>
    where T : class
{
    private readonly T? _value;
    private readonly Problem? _problem;

    public StrictBody(T value) => _value = value;

    public StrictBody(Problem problem) => _problem = problem;

    public bool IsWrong([NotNullWhen(true)] out Problem? problem, [NotNullWhen(false)] out T? value)
    {
        (problem, value) = (_problem, _value);
        return problem is not null;
    }
}

/// <summary>Reads bodies as <see cref="StrictBody{T}"/>.</summary>
internal static class StrictBody
{
    private const int MaxDepth = 8;

    /// <summary>Reads the request's body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="what">What it is to be, as "an order".</param>
    /// <param name="members">The members it may have.</param>
    /// <param name="read">Makes of the members what was asked for; what it makes is dropped when it found problems.</param>
    public static async ValueTask<StrictBody<T>> ReadAsync<T>(HttpContext context, string what, string[] members, Func<JsonFields, FieldProblems, T> read)
        where T : class
    {
        if (JsonBody.CheckMediaType(context.Request) is { } refused)
        {
            return new StrictBody<T>(refused);
        }

        var body = await JsonBody.ReadAsync(context);
        return body.Problem is { } problem ? new StrictBody<T>(problem) : Parse(body.Bytes, what, members, read);
    }

    private static StrictBody<T> Parse<T>(ReadOnlyMemory<byte> json, string what, string[] members, Func<JsonFields, FieldProblems, T> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new StrictBody<T>(NotJson("it is not an object"));
            }

            var problems = new FieldProblems();
            var value = read(JsonFields.Read(document.RootElement, "", problems, members), problems);
            return problems.ToProblem(what) is { } problem ? new StrictBody<T>(problem) : new StrictBody<T>(value);
        }
        catch (JsonException exception)
        {
            return new StrictBody<T>(NotJson($"reading stops at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}"));
        }
    }

    private static Problem NotJson(string fault) => Problem.InvalidRequest(
        StatusCodes.Status400BadRequest,
        $"The body is not a JSON object: {fault}.",
        "Send one JSON object in UTF-8, without byte order mark, comments or trailing commas.");
}
