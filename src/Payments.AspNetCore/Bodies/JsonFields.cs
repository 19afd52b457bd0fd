using System.Text.Json;

namespace Payments.AspNetCore.Bodies;

/// <summary>
/// Reads one JSON object member by member and collects everything that is wrong with it: unknown and repeated members, wrong types,
/// missing members. A member that is <c>null</c> counts as absent.
/// </summary>
internal sealed class JsonFields
{
    private const int MaxNameShown = 64;

    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly FieldProblems _problems;

    private JsonFields(string path, FieldProblems problems)
    {
        _path = path;
        _problems = problems;
    }

    /// <summary>Takes an object apart.</summary>
    /// <param name="element">An object.</param>
    /// <param name="path">Where it is, with the dot that follows; empty for the body itself.</param>
    /// <param name="problems">Collects what is wrong.</param>
    /// <param name="known">The members it may have.</param>
    public static JsonFields Read(JsonElement element, string path, FieldProblems problems, ReadOnlySpan<string> known)
    {
        var fields = new JsonFields(path, problems);
        foreach (var member in element.EnumerateObject())
        {
            if (problems.IsFull)
            {
                break;
            }

            fields.Add(member, known);
        }

        return fields;
    }

    public string? Text(string name, bool required)
    {
        if (!TryGet(name, required, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            return Wrong<string>(name, "a string");
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return Wrong<string>(name, "text of Unicode characters"); // invalid UTF-8 or a lone surrogate
        }
    }

    public long? Integer(string name, bool required)
    {
        if (!TryGet(name, required, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number))
        {
            return number;
        }

        Wrong<string>(name, "an integer of at most 64 bits, without point or exponent");
        return null;
    }

    /// <summary>The member's strings; none when it is absent.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!TryGet(name, required: false, out var value))
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(static item => item.ValueKind != JsonValueKind.String))
        {
            return Wrong<string[]>(name, "an array of strings") ?? [];
        }

        try
        {
            return [.. value.EnumerateArray().Select(static item => item.GetString()!)];
        }
        catch (InvalidOperationException)
        {
            return Wrong<string[]>(name, "text of Unicode characters") ?? []; // invalid UTF-8 or a lone surrogate
        }
    }

    public JsonFields? Object(string name, bool required, ReadOnlySpan<string> known)
    {
        if (!TryGet(name, required, out var value))
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object
            ? Read(value, $"{_path}{name}.", _problems, known)
            : Wrong<JsonFields>(name, "an object");
    }

    public string PathOf(string name) => _path + name;

    private void Add(JsonProperty member, ReadOnlySpan<string> known)
    {
        if (NameOf(member) is not { } name)
        {
            _problems.Malformed(PathOf("(a name that is not Unicode text)"), "is not a member the API has.");
        }
        else if (!known.Contains(name))
        {
            _problems.Malformed(PathOf(name.Length <= MaxNameShown ? name : $"{name.AsSpan(0, MaxNameShown)}…"), "is not a member the API has; names are case-sensitive.");
        }
        else if (!_members.TryAdd(name, member.Value))
        {
            _problems.Malformed(PathOf(name), "appears more than once.");
        }
    }

    private bool TryGet(string name, bool required, out JsonElement value)
    {
        if (_members.TryGetValue(name, out value) && (required || value.ValueKind != JsonValueKind.Null))
        {
            return true;
        }

        if (required)
        {
            _problems.Malformed(PathOf(name), "is missing.");
        }

        return false;
    }

    private T? Wrong<T>(string name, string wanted)
        where T : class
    {
        _problems.Malformed(PathOf(name), $"must be {wanted}.");
        return null;
    }

    private static string? NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // invalid UTF-8 or a lone surrogate
        }
    }
}
