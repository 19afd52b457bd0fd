using Payments.Reconciliation;

namespace Payments.Recon.Runs;

/// <summary>What looking into a run's lines came to.</summary>
internal sealed class Findings
{
    private readonly Dictionary<string, (BreakCause Cause, string Evidence)> _causes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OwnRecord> _own = new(StringComparer.Ordinal);
    private readonly List<SettledLine> _settled = [];

    /// <summary>The only currency of the run; <see langword="null"/> where it has several.</summary>
    public string? Currency { get; set; }

    /// <summary>Lines that need nobody any more.</summary>
    public IReadOnlyList<SettledLine> Settled => _settled;

    /// <summary>Our records of other days that this day's bill has.</summary>
    public IEnumerable<OwnRecord> Extra => _settled.Select(line => line.Record).OfType<OwnRecord>();

    /// <summary>How many orders were completed.</summary>
    public int Repaired => _settled.Count(line => line.Resolution == BreakResolution.CompleteOrder);

    public void Settle(SettledLine line) => _settled.Add(line);

    public void Suspect(string key, BreakCause cause, string evidence) => _causes[key] = (cause, evidence);

    public void Suspect(string key, (BreakCause Cause, string Evidence) suspicion) => _causes[key] = suspicion;

    public void Own(OwnRecord record) => _own[record.AttemptNo] = record;

    public OwnRecord? OwnOf(string attemptNo) => _own.GetValueOrDefault(attemptNo);

    /// <summary>The guess of a line's cause, and what it rests on.</summary>
    public (BreakCause Cause, string? Evidence) CauseOf(BreakLine line, string key)
    {
        if (_causes.TryGetValue(key, out var found))
        {
            return found;
        }

        return line.Bucket switch
        {
            ReconciliationBucket.HeldByCutoff => (BreakCause.Cutoff, OwnOf(line.AttemptNo) is { } own
                ? $"The money moved at {own.OccurredAt:HH:mm:ss} UTC, at the end of the day."
                : "It is at the end of the day."),
            ReconciliationBucket.Duplicate => (BreakCause.Duplicate, "The number is there more than once."),
            ReconciliationBucket.Fee => (BreakCause.FeeChange, line.Detail),
            _ => (BreakCause.Unknown, null),
        };
    }

    /// <summary>The currency a line is in: what its words end with, or the run's only one.</summary>
    public string? CurrencyOf(BreakLine line)
    {
        var last = line.Detail.AsSpan(line.Detail.LastIndexOf(';') + 1).Trim();
        return line.Bucket != ReconciliationBucket.Currency && last.Length == 3 && Payments.Currency.TryParse(last, out var currency) ? currency.Code : Currency;
    }
}

/// <summary>A line that looking into it settled.</summary>
/// <param name="Line">The line.</param>
/// <param name="Key">What tells it from others of its day.</param>
/// <param name="Day">The day its break belongs to.</param>
/// <param name="Resolution">How.</param>
/// <param name="Record">Our record, where it is one of another day.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="Evidence">What proves it.</param>
internal sealed record SettledLine(BreakLine Line, string Key, DateOnly Day, BreakResolution Resolution, OwnRecord? Record, string Reason, string Evidence);
