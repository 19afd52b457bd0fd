using Payments.Recon.Runs;
using Payments.Reconciliation;

namespace Payments.Recon.Breaks;

/// <summary>Brings what a run found into the store. Doing it again with the same findings writes nothing.</summary>
internal sealed class BreakBook(IReconciliationStore store, TimeProvider time)
{
    private const int BatchSize = 500;
    private const int PageSize = 1_000;
    private const int MostTries = 10;
    private const int MostDaysHeld = 90; // lines are held for at most 30 days, and days may be left out

    /// <summary>Opens, changes and clears breaks.</summary>
    /// <param name="run">The run.</param>
    /// <param name="lines">What it put into other buckets than matched.</param>
    /// <param name="findings">What looking into lines came to.</param>
    /// <param name="carried">The breaks whose records the run carried, by the record's number.</param>
    /// <param name="cancellationToken">Gives up; doing it again goes on.</param>
    public async Task ApplyAsync(
        ReconciliationRun run,
        IAsyncEnumerable<BreakLine> lines,
        Findings findings,
        IReadOnlyDictionary<string, Break> carried,
        CancellationToken cancellationToken)
    {
        var existing = await ReadDayAsync(run, cancellationToken).ConfigureAwait(false);
        foreach (var each in carried.Values)
        {
            existing[each.BreakId] = each;
        }

        var decider = new BreakDecider(run, findings, time.GetUtcNow());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var repeats = new Dictionary<string, int>(StringComparer.Ordinal);
        var batch = new List<Wish>(BatchSize);
        await foreach (var line in lines.ConfigureAwait(false))
        {
            if (line.Bucket is ReconciliationBucket.Matched or ReconciliationBucket.MatchedWithinTolerance)
            {
                continue;
            }

            var key = BreakIds.KeyOf(line, repeats);
            var origin = line.Bucket is ReconciliationBucket.Duplicate or ReconciliationBucket.Malformed ? null : carried.GetValueOrDefault(line.AttemptNo);
            var breakId = origin?.BreakId ?? BreakIds.Of(run.ChannelAccount, run.Kind, run.Day, key);
            if (seen.Add(breakId))
            {
                await AddAsync(batch, new Wish(breakId, row => decider.Seen(row, breakId, line, key)), existing, cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var finding in findings.Settled)
        {
            var breakId = BreakIds.Of(run.ChannelAccount, run.Kind, finding.Day, finding.Key);
            seen.Add(breakId);
            if (!existing.ContainsKey(breakId) && await store.FindBreakAsync(breakId, cancellationToken).ConfigureAwait(false) is { } other)
            {
                existing[breakId] = other;
            }

            await AddAsync(batch, new Wish(breakId, row => decider.Settled(row, breakId, finding)), existing, cancellationToken).ConfigureAwait(false);
        }

        foreach (var row in existing.Values.Where(row => !seen.Contains(row.BreakId)).OrderBy(row => row.BreakId, StringComparer.Ordinal).ToList())
        {
            await AddAsync(batch, new Wish(row.BreakId, decider.Unseen), existing, cancellationToken).ConfigureAwait(false);
        }

        await WriteAsync(batch, existing, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The lines that days before a day hold and no run before it settled.</summary>
    public async Task<IReadOnlyDictionary<string, Break>> ReadCarriedAsync(ReconciliationRun run, CancellationToken cancellationToken)
    {
        var carried = new Dictionary<string, Break>(StringComparer.Ordinal);
        var query = new ReadBreaks { ChannelAccount = run.ChannelAccount, Kind = run.Kind, HeldUntil = run.Day, From = run.Day.AddDays(-MostDaysHeld) };
        await foreach (var row in ReadAllAsync(query, cancellationToken).ConfigureAwait(false))
        {
            // One that a person settled is nobody's to wait for any more.
            if (row.Held is { } record && (row.State != BreakState.Resolved || row.SettledDay is not null))
            {
                carried[record.AttemptNo] = row;
            }
        }

        return carried;
    }

    /// <summary>The numbers of records of a day that the bill of an earlier day had.</summary>
    public async Task<HashSet<string>> ReadEarlyAsync(ReconciliationRun run, CancellationToken cancellationToken)
    {
        var early = new HashSet<string>(StringComparer.Ordinal);
        var query = new ReadBreaks { ChannelAccount = run.ChannelAccount, Kind = run.Kind, From = run.Day, To = run.Day };
        await foreach (var row in ReadAllAsync(query, cancellationToken).ConfigureAwait(false))
        {
            if (row.Held is { } record && row.SettledDay < run.Day)
            {
                early.Add(record.AttemptNo);
            }
        }

        return early;
    }

    private async Task<Dictionary<string, Break>> ReadDayAsync(ReconciliationRun run, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<string, Break>(StringComparer.Ordinal);
        var query = new ReadBreaks { ChannelAccount = run.ChannelAccount, Kind = run.Kind, From = run.Day, To = run.Day };
        await foreach (var row in ReadAllAsync(query, cancellationToken).ConfigureAwait(false))
        {
            rows[row.BreakId] = row;
        }

        return rows;
    }

    private async IAsyncEnumerable<Break> ReadAllAsync(ReadBreaks query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (BreakCursor? after = null; ;)
        {
            var page = await store.ReadBreaksAsync(query with { After = after, Max = PageSize }, cancellationToken).ConfigureAwait(false);
            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            after = new BreakCursor(page[^1].Day, page[^1].BreakId);
        }
    }

    private async ValueTask AddAsync(List<Wish> batch, Wish wish, Dictionary<string, Break> existing, CancellationToken cancellationToken)
    {
        batch.Add(wish);
        if (batch.Count == BatchSize)
        {
            await WriteAsync(batch, existing, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes what changes; where a person was faster, reads again and decides again.</summary>
    private async Task WriteAsync(List<Wish> batch, Dictionary<string, Break> existing, CancellationToken cancellationToken)
    {
        for (var tries = 0; batch.Count > 0; tries++)
        {
            if (tries == MostTries)
            {
                throw new InvalidOperationException("Breaks changed without pause while a run wrote them. It is done again later.");
            }

            // A change of several steps is several versions: one step is written at a time.
            var steps = batch.Select(wish => (Wish: wish, Next: wish.Decide(existing.GetValueOrDefault(wish.BreakId)))).Where(step => step.Next is not null).ToList();
            batch.Clear();
            if (steps.Count == 0)
            {
                return;
            }

            var refused = (await store.CommitBreaksAsync([.. steps.Select(step => step.Next!)], cancellationToken).ConfigureAwait(false)).ToHashSet(StringComparer.Ordinal);
            foreach (var (wish, next) in steps)
            {
                if (refused.Contains(wish.BreakId))
                {
                    if (await store.FindBreakAsync(wish.BreakId, cancellationToken).ConfigureAwait(false) is { } there)
                    {
                        existing[wish.BreakId] = there;
                    }
                }
                else
                {
                    existing[wish.BreakId] = next!;
                }

                batch.Add(wish);
            }
        }
    }

    /// <param name="BreakId">The break.</param>
    /// <param name="Decide">Its next version, given how it stands; <see langword="null"/> when it is as it shall be.</param>
    private sealed record Wish(string BreakId, Func<Break?, Break?> Decide);
}
