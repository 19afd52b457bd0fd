using Payments.Recon.Runs;
using Payments.Reconciliation;

namespace Payments.Recon.Breaks;

/// <summary>What a run makes of a break: each answers the next version, or nothing when the break is as it shall be. Pure.</summary>
internal sealed class BreakDecider(ReconciliationRun run, Findings findings, DateTimeOffset now)
{
    /// <summary>The run put the line into a bucket that is none of the matched.</summary>
    public Break? Seen(Break? row, string breakId, BreakLine line, string key)
    {
        if (row is null)
        {
            return Open(breakId, line, key);
        }

        var isHeld = line.Bucket == ReconciliationBucket.HeldByCutoff;
        if (row.State == BreakState.Resolved)
        {
            // Settled by a person, or by the run of a later day: doing an earlier one again changes nothing. Cleared because it was gone, it is there again.
            return row.Resolution == BreakResolution.Cleared && row.SettledDay is null
                ? BreakRules.Change(Facts(row, line), "reopened", isHeld ? BreakState.Held : BreakState.Open, "The run finds it again.", Where(), now)
                : null;
        }

        if (isHeld)
        {
            return null;
        }

        if (row.Held is not null && row.Bucket == ReconciliationBucket.HeldByCutoff)
        {
            var after = Facts(row, line) with { SettledDay = run.Day };
            return BreakRules.Change(after, "fell due", row.State == BreakState.Held ? BreakState.Open : row.State, $"It was held from {row.Day:yyyy-MM-dd}, and no bill until {run.Day:yyyy-MM-dd} has it as we do.", Where(), now);
        }

        var facts = Facts(row, line);
        return facts == row with { RunId = run.RunId } ? null : BreakRules.Change(facts, "changed", row.State, $"The run finds: {line.Detail}", Where(), now);
    }

    /// <summary>Looking into the line settled it: the order was completed, or the two sides have it on different days.</summary>
    public Break? Settled(Break? row, string breakId, SettledLine finding)
    {
        if (row is null)
        {
            return Open(breakId, finding.Line, finding.Key) with { Day = finding.Day, Held = finding.Record };
        }

        return row.State == BreakState.Resolved
            ? null
            : BreakRules.Change(
                row with { SettledDay = finding.Record is null ? row.SettledDay : run.Day, Held = row.Held ?? finding.Record, RunId = run.RunId, Proposal = null },
                finding.Resolution == BreakResolution.CompleteOrder ? "repaired" : "cleared",
                BreakState.Resolved,
                finding.Reason,
                finding.Evidence,
                now,
                finding.Resolution);
    }

    /// <summary>The run does not find it any more.</summary>
    public Break? Unseen(Break? row)
    {
        if (row is null || row.State == BreakState.Resolved)
        {
            return null;
        }

        var isCarried = row.Day < run.Day;
        return BreakRules.Change(
            row with { SettledDay = isCarried ? run.Day : row.SettledDay, Proposal = null, RunId = run.RunId },
            "cleared",
            BreakState.Resolved,
            isCarried ? $"The bill of {run.Day:yyyy-MM-dd} has it." : "The run no longer finds it.",
            Where(),
            now,
            BreakResolution.Cleared);
    }

    private Break Open(string breakId, BreakLine line, string key)
    {
        var isHeld = line.Bucket == ReconciliationBucket.HeldByCutoff;
        var (cause, evidence) = findings.CauseOf(line, key);
        var state = isHeld ? BreakState.Held : BreakState.Open;
        return new Break
        {
            BreakId = breakId,
            ChannelAccount = run.ChannelAccount,
            Kind = run.Kind,
            Day = run.Day,
            RunId = run.RunId,
            Bucket = line.Bucket,
            State = state,
            OrderNo = Optional(line.OrderNo),
            AttemptNo = Optional(line.AttemptNo),
            ChannelTransactionId = Optional(line.ChannelTransactionId),
            OursMinor = line.OursMinor,
            TheirsMinor = line.TheirsMinor,
            Currency = findings.CurrencyOf(line),
            Detail = line.Detail,
            Cause = cause,
            CauseEvidence = evidence,
            Held = isHeld ? findings.OwnOf(line.AttemptNo) : null,
            OpenedAt = now,
            UpdatedAt = now,
            Version = 1,
            History = [new BreakChange(now, BreakChange.System, isHeld ? "held" : "opened", state, line.Detail, Where())],
        };
    }

    private Break Facts(Break row, BreakLine line) => row with
    {
        RunId = run.RunId,
        Bucket = line.Bucket,
        OursMinor = line.OursMinor,
        TheirsMinor = line.TheirsMinor,
        Detail = line.Detail,
    };

    private string Where() => $"run {run.RunId}, bill {run.BillSha256 ?? "none"}";

    private static string? Optional(string text) => text.Length == 0 ? null : text;
}
