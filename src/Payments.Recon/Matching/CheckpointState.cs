using System.Text.Json.Serialization;

namespace Payments.Recon.Matching;

/// <summary>A finished scan.</summary>
internal sealed record ScanState
{
    public required string Identity { get; init; }

    public required ulong FirstKey { get; init; }

    public required ulong SecondKey { get; init; }

    public required long Malformed { get; init; }

    public required int[] BlockLines { get; init; }

    public required IReadOnlyList<long> OursBytes { get; init; }

    public required IReadOnlyList<long> OursRecords { get; init; }

    public required IReadOnlyList<long> TheirsBytes { get; init; }

    public required IReadOnlyList<long> TheirsRecords { get; init; }

    public required TallyState Tally { get; init; }
}

/// <summary>A <see cref="Tally"/> as it is written down.</summary>
internal sealed record TallyState
{
    public required long[] Counts { get; init; }

    public required long[] Lines { get; init; }

    public required long[] Placed { get; init; }

    public required long OutOfScope { get; init; }

    public required long BillLines { get; init; }

    public required Int128 BillPayments { get; init; }

    public required Int128 BillRefunds { get; init; }

    public required Dictionary<int, long> OursDays { get; init; }

    public required Dictionary<int, long> TheirsDays { get; init; }

    public required Dictionary<ushort, Int128[]> Currencies { get; init; }

    public static TallyState Of(Tally tally) => new()
    {
        Counts = tally.Counts,
        Lines = tally.Lines,
        Placed = tally.Placed,
        OutOfScope = tally.OutOfScope,
        BillLines = tally.BillLines,
        BillPayments = tally.BillPayments,
        BillRefunds = tally.BillRefunds,
        OursDays = tally.Days[0].ToDictionary(),
        TheirsDays = tally.Days[1].ToDictionary(),
        Currencies = tally.Currencies.ToDictionary(static each => each.Currency, static each => each.Sums.ToArray()),
    };

    public void AddTo(Tally tally)
    {
        for (var bucket = 0; bucket < Counts.Length; bucket++)
        {
            tally.Counts[bucket] += Counts[bucket];
        }

        for (var side = 0; side < Lines.Length; side++)
        {
            tally.Lines[side] += Lines[side];
            tally.Placed[side] += Placed[side];
        }

        tally.OutOfScope += OutOfScope;
        tally.BillLines += BillLines;
        tally.BillPayments += BillPayments;
        tally.BillRefunds += BillRefunds;
        tally.Days[0].Add(OursDays);
        tally.Days[1].Add(TheirsDays);
        foreach (var (currency, sums) in Currencies)
        {
            tally.Of(currency).Add(sums);
        }
    }
}

[JsonSerializable(typeof(ScanState))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
