namespace Payments.Simulators.Scenarios;

/// <summary>The kinds' names on the wire: camel case out; in, any case, with or without dashes, underscores and blanks.</summary>
internal static class ScenarioNames
{
    private static readonly Dictionary<string, ScenarioKind> ByName = Enum.GetValues<ScenarioKind>()
        .ToDictionary(NameOf, static kind => kind, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> All => ByName.Keys;

    public static string NameOf(ScenarioKind kind)
    {
        var name = kind.ToString();
        return string.Concat(name[..1].ToLowerInvariant(), name.AsSpan(1));
    }

    public static bool TryParse(string? name, out ScenarioKind kind)
    {
        var plain = string.Concat((name ?? "").Where(char.IsAsciiLetterOrDigit));
        return ByName.TryGetValue(plain, out kind) || ByName.TryGetValue($"error{plain}", out kind);
    }
}
