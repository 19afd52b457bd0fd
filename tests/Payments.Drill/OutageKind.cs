namespace Payments.Drill;

/// <summary>How the primary account is sick.</summary>
internal enum OutageKind
{
    /// <summary>Nobody listens: connections are refused, those that are open are cut.</summary>
    Down,

    /// <summary>Calls take effect and are answered after 30 seconds.</summary>
    Slow,

    /// <summary>Connections are reset.</summary>
    Resets,

    /// <summary>Calls take effect and are answered 500.</summary>
    Errors,

    /// <summary>Calls are answered 200 with a page that is no answer.</summary>
    Garbage,
}

internal static class OutageKinds
{
    public static IReadOnlyList<OutageKind> All { get; } = Enum.GetValues<OutageKind>();

    public static string NameOf(OutageKind kind) => kind == OutageKind.Errors ? "5xx" : kind.ToString().ToLowerInvariant();

    public static OutageKind? Find(string name) => All.Where(kind => NameOf(kind) == name).Select(kind => (OutageKind?)kind).FirstOrDefault();
}
