using System.Globalization;

namespace Payments.Drill;

/// <summary>How long and how hard.</summary>
internal sealed record DrillOptions
{
    public const string Usage = """
        ./build.sh drill [KIND ...] [--rate ORDERS_PER_SECOND] [--outage SECONDS]
        KIND: down, slow, resets, 5xx, garbage; all of them without one. The rate is 10 to 1000 (200), the outage 5 to 300 seconds (60).
        """;

    // With the engine's own pause of 30 s the first probe would come after a short outage is over.
    private static readonly TimeSpan LeastOutageForDefaults = TimeSpan.FromSeconds(40);

    public IReadOnlyList<OutageKind> Kinds { get; init; } = OutageKinds.All;

    /// <summary>Orders a second.</summary>
    public int Rate { get; init; } = 200;

    public TimeSpan Outage { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Load before the outage; its second half says what is usual.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(16);

    /// <summary>Load after traffic returned.</summary>
    public TimeSpan Tail { get; init; } = TimeSpan.FromSeconds(8);

    /// <summary>How long traffic may take to return before the load is stopped.</summary>
    public TimeSpan ReturnWithin { get; init; } = TimeSpan.FromSeconds(65);

    /// <summary>How long what is open may take to end after the load.</summary>
    public TimeSpan SettleWithin { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Whether the engine's pauses are shortened with the outage.</summary>
    public bool IsShort => Outage < LeastOutageForDefaults;

    /// <returns><see langword="null"/> when the arguments make no sense.</returns>
    public static DrillOptions? Parse(string[] args)
    {
        var options = new DrillOptions();
        var kinds = new List<OutageKind>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--rate" or "--outage")
            {
                var isRate = args[i] == "--rate";
                if (++i == args.Length || !int.TryParse(args[i], NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value < (isRate ? 10 : 5) || value > (isRate ? 1_000 : 300))
                {
                    return null;
                }

                options = isRate ? options with { Rate = value } : options with { Outage = TimeSpan.FromSeconds(value) };
            }
            else if (OutageKinds.Find(args[i]) is { } kind)
            {
                kinds.Add(kind);
            }
            else
            {
                return null;
            }
        }

        return kinds.Count == 0 ? options : options with { Kinds = [.. kinds.Distinct()] };
    }
}
