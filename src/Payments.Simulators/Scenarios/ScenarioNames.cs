namespace Payments.Simulators.Scenarios;

internal static class ScenarioNames
{
    private static readonly Dictionary<string, ScenarioKind> ByName = Enum.GetValues<ScenarioKind>()
        .ToDictionary(NameOf, kind => kind, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> All => ByName.Keys;

    public static string NameOf(ScenarioKind kind)
    {
        var name = kind.ToString();
        return string.Concat(name[..1].ToLowerInvariant(), name.AsSpan(1));
    }

    public static bool TryParse(string? name, out ScenarioKind kind) => ByName.TryGetValue(name ?? "", out kind);
}
