using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Payments.AspNetCore.Bodies;

/// <summary>Reads the query of an address as strictly as a body is read: a misspelt parameter that was silently ignored would answer another question.</summary>
internal sealed class QueryFields
{
    private const int MaxNameShown = 64;

    private readonly IQueryCollection _query;
    private readonly FieldProblems _problems;

    private QueryFields(IQueryCollection query, FieldProblems problems)
    {
        _query = query;
        _problems = problems;
    }

    /// <summary>Takes a query apart; ASP.NET bounds how many parameters it may have.</summary>
    public static QueryFields Read(IQueryCollection query, FieldProblems problems, string[] known)
    {
        foreach (var (name, values) in query)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                problems.Malformed(name.Length <= MaxNameShown ? name : $"{name.AsSpan(0, MaxNameShown)}…", "is not a parameter the API has; names are case-sensitive.");
            }
            else if (values.Count > 1)
            {
                problems.Malformed(name, "appears more than once.");
            }
        }

        return new QueryFields(query, problems);
    }

    /// <summary>The parameter's text; an empty one counts as absent.</summary>
    public string? Text(string name, bool required)
    {
        var text = _query[name] is [{ Length: > 0 } value, ..] ? value : null;
        if (text is null && required)
        {
            _problems.Malformed(name, "is missing.");
        }

        return text;
    }

    public long? Integer(string name, bool required)
    {
        if (Text(name, required) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        _problems.Malformed(name, "must be an integer of at most 64 bits, without point or exponent.");
        return null;
    }
}
