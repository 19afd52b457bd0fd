using System.Globalization;
using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Bodies;
using Payments.Channels;

namespace Payments.AspNetCore.Reconciliation;

/// <summary>Reads the words of reconciliation.</summary>
internal static class ReconciliationFields
{
    public static DateOnly? Day(string? text, string name, FieldProblems problems)
    {
        if (text is null)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        problems.Limit(name, "is a day, as 2026-03-04.");
        return null;
    }

    /// <summary>Who asks: whoever is signed in, and only where the host signs nobody in the one the body names.</summary>
    public static string Person(HttpContext context, JsonFields body)
    {
        var signedIn = context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : null;
        return body.Text("person", required: signedIn is null) is { } named ? signedIn ?? named : signedIn ?? "";
    }

    public static StatementKind Kind(string? text, FieldProblems problems) => Word<StatementKind>(text, "kind", problems) ?? StatementKind.Trades;

    /// <summary>A word of a closed set, in any case.</summary>
    public static T? Word<T>(string? text, string name, FieldProblems problems)
        where T : struct, Enum
    {
        if (text is null)
        {
            return null;
        }

        foreach (var word in Enum.GetValues<T>())
        {
            if (string.Equals(word.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                return word;
            }
        }

        problems.Limit(name, $"is one of {string.Join(", ", Enum.GetNames<T>())}.");
        return null;
    }

    /// <summary>Words of a closed set, divided by commas.</summary>
    public static IReadOnlyList<T> Words<T>(string? text, string name, FieldProblems problems)
        where T : struct, Enum =>
        [.. (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(word => Word<T>(word, name, problems)).OfType<T>()];
}
