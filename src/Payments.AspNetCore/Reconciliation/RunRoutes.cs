using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.AspNetCore.Webhooks;
using Payments.Channels;
using Payments.Reconciliation;

namespace Payments.AspNetCore.Reconciliation;

/// <summary><c>/payments/reconciliation/runs…</c>.</summary>
internal static class RunRoutes
{
    private const int MostPerson = 128;

    private static readonly string[] ListParameters = ["account", "state", "from", "to", "after", "max"];
    private static readonly string[] StartMembers = ["account", "day", "kind", "person"];

    public static async Task ListAsync(HttpContext context)
    {
        var problems = new FieldProblems();
        var query = QueryFields.Read(context.Request.Query, problems, ListParameters);
        var question = new ReadRuns
        {
            ChannelAccount = query.Text("account", required: false),
            State = ReconciliationFields.Word<ReconciliationRunState>(query.Text("state", required: false), "state", problems),
            From = ReconciliationFields.Day(query.Text("from", required: false), "from", problems),
            To = ReconciliationFields.Day(query.Text("to", required: false), "to", problems),
            Max = Paging.Max(query, problems),
        };
        if (query.Text("after", required: false) is { } after)
        {
            question = question with { After = await Desk(context).FindRunAsync(after, context.RequestAborted) };
            if (question.After is null)
            {
                problems.Limit("after", "is the id of a run: the next of the page before.");
            }
        }

        if (problems.ToProblem("a question for runs") is { } problem)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var found = await Desk(context).ReadRunsAsync(question, context.RequestAborted);
        var list = new RunList(found, found.Count == question.Max ? found[^1].RunId : null);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, list, ApiJson.Instance.RunList);
    }

    public static async Task StartAsync(HttpContext context)
    {
        if ((await ReadAsync(context)).IsWrong(out var problem, out var wish))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        switch (await Desk(context).StartAsync(wish.Account, wish.Day, wish.Kind, wish.Person, context.RequestAborted))
        {
            case ReconciliationResult<ReconciliationRun>.Done done:
                await Responses.WriteAsync(context, StatusCodes.Status202Accepted, done.Value, ApiJson.Instance.ReconciliationRun);
                break;
            case ReconciliationResult<ReconciliationRun>.Refused refused:
                await Responses.WriteAsync(context, Problem.Of(refused.Error));
                break;
        }
    }

    public static async Task GetAsync(HttpContext context)
    {
        if (await Desk(context).FindRunAsync(IdOf(context), context.RequestAborted) is { } run)
        {
            await Responses.WriteAsync(context, StatusCodes.Status200OK, run, ApiJson.Instance.ReconciliationRun);
            return;
        }

        await Responses.WriteAsync(context, ReconciliationProblems.RunNotFound());
    }

    /// <summary>Sends a file as it was archived. A content that was changed ends the answer before its end: the length and the hash do not match.</summary>
    public static async Task DownloadAsync(HttpContext context)
    {
        if (await Desk(context).FindRunAsync(IdOf(context), context.RequestAborted) is not { } run)
        {
            await Responses.WriteAsync(context, ReconciliationProblems.RunNotFound());
            return;
        }

        var name = context.Request.RouteValues["name"] as string ?? "";
        if (run.Files.FirstOrDefault(file => file.Name == name) is not { } known
            || await Desk(context).OpenFileAsync(run.RunId, name, context.RequestAborted) is not { } content)
        {
            await Responses.WriteAsync(context, ReconciliationProblems.FileNotFound());
            return;
        }

        await using (content)
        {
            var response = context.Response;
            Responses.Protect(response);
            response.ContentType = TypeOf(name);
            response.ContentLength = known.Bytes;
            response.Headers.ETag = $"\"{known.Sha256}\"";

            // A report is a page of its own, in no host's name: nothing in it may run against the host.
            response.Headers.ContentSecurityPolicy = "sandbox allow-scripts allow-downloads allow-modals; frame-ancestors 'self'";
            response.Headers.ContentDisposition = $"{(name.EndsWith(".html", StringComparison.Ordinal) ? "inline" : "attachment")}; filename=\"{run.RunId}-{name}\"";
            await content.CopyToAsync(response.Body, context.RequestAborted);
        }
    }

    internal static IReconciliation Desk(HttpContext context) => context.RequestServices.GetRequiredService<IReconciliation>();

    private static string IdOf(HttpContext context) => context.Request.RouteValues["runId"] as string ?? "";

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".json" => "application/json; charset=utf-8",
        ".csv" => "text/csv",
        _ => "application/octet-stream",
    };

    private static ValueTask<StrictBody<Wish>> ReadAsync(HttpContext context) => StrictBody.ReadAsync(context, "a wish for a run", StartMembers, (body, problems) =>
    {
        var day = ReconciliationFields.Day(body.Text("day", required: true), "day", problems);
        var person = ReconciliationFields.Person(context, body);
        if (string.IsNullOrWhiteSpace(person) || person.Length > MostPerson)
        {
            problems.Limit("person", $"names who asks: 1 to {MostPerson} characters.");
        }

        return new Wish(body.Text("account", required: true) ?? "", day ?? default, ReconciliationFields.Kind(body.Text("kind", required: false), problems), person);
    });

    private sealed record Wish(string Account, DateOnly Day, StatementKind Kind, string Person);
}
