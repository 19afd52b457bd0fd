using System.Security.Cryptography;
using Payments.Recon.Bills;
using Payments.Recon.Distributed;
using Payments.Recon.Engine;
using Payments.Recon.Partitions;
using Payments.Recon.Listing;
using Payments.Recon.Scanning;

namespace Payments.Recon.Matching;

/// <summary>One run from its files to its results: scan, match by number, match what is left by transaction, list.</summary>
internal sealed class MatchRun(ReconciliationJob job, RunFolder folder, IProgress<ReconciliationProgress>? progress, INumberMatch? elsewhere = null) : IAsyncDisposable
{
    private const int LeastChunk = 4 * 1024;
    private const int MostChunk = 64 * 1024;

    /// <summary>What a partition should come to at the most, with records of about 32 bytes.</summary>
    private const long PartitionBytes = 24L << 20;
    private const long BytesPerRecord = 64;

    private readonly List<BillSource> _sources = [];
    private readonly int _threads = job.Rules.Threads > 0 ? job.Rules.Threads : Environment.ProcessorCount;
    private readonly int _utcOffset = (int)(job.Rules.UtcOffset.Ticks / TimeSpan.TicksPerSecond);
    private readonly EntrySorter _entries = new(folder.Work, "entries");
    private readonly EntrySorter _leftovers = new(folder.Work, "leftovers");
    private readonly Tally _tally = new();
    private ChunkPool? _pool;

    public async Task<ReconciliationSummary> RunAsync(CancellationToken cancellationToken)
    {
        var hashes = HashAsync(cancellationToken);
        try
        {
            Open(cancellationToken);
        }
        catch (ReconciliationException)
        {
            await ((Task)hashes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        var checkpoint = new Checkpoint(folder, job, _sources, _utcOffset);
        var partitions = PartitionCount();
        _pool = new ChunkPool(ChunkBudget(), ChunkSize(partitions));
        var (ours, theirs) = (new PartitionStore(_pool, partitions, folder.Work, "ours"), new PartitionStore(_pool, partitions, folder.Work, "bill"));
        var scan = new Scan(_sources, _utcOffset, _entries, _leftovers);
        var hasher = checkpoint.TryRestore(scan, ours, theirs) ?? await ScanAsync(scan, ours, theirs, checkpoint, cancellationToken).ConfigureAwait(false);
        _tally.Add(scan.Tally);
        var rules = job.Rules;
        var verdicts = new Verdicts(rules.ToleranceMinor, (int)(rules.CutoffWindow.Ticks / TimeSpan.TicksPerSecond), rules.HeldDays);
        await (elsewhere is null
            ? JoinAsync(ours, theirs, verdicts, byTransaction: false, checkpoint, cancellationToken)
            : JoinElsewhereAsync(elsewhere, ours, theirs, cancellationToken)).ConfigureAwait(false);
        var today = job.Day?.DayNumber ?? scan.Tally.Days[0].Common ?? scan.Tally.Days[1].Common ?? 0;
        using (var writer = new BreakWriter(folder.Temporary(ReconciliationResults.BreaksFile), folder.Temporary(ReconciliationResults.HeldFile), scan, verdicts, today, _utcOffset, _tally))
        {
            await MatchLeftoversAsync(writer, hasher, verdicts, cancellationToken).ConfigureAwait(false);
            List(writer, cancellationToken);
        }

        foreach (var source in _sources)
        {
            source.File.ShouldBeUnchanged();
        }

        return await FinishAsync(DateOnly.FromDayNumber(today), hashes).ConfigureAwait(false);
    }

    /// <summary>Lets the inputs and the memory go.</summary>
    public void Close()
    {
        foreach (var source in _sources)
        {
            source.Dispose();
        }

        _sources.Clear();
        _pool?.Dispose();
        _pool = null;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private void Open(CancellationToken cancellationToken)
    {
        var layout = BillMapping.Find(job.Format, job.MappingPath);
        if (job.CarriedPath is { } carried)
        {
            _sources.Add(BillSource.Open(carried, carried, BillLayouts.Ours with { CoversPayments = layout.CoversPayments, CoversRefunds = layout.CoversRefunds }, Source.Carried, BillSummaryPolicy.Optional));
        }

        _sources.Add(BillSource.Open(job.OursPath, job.OursPath, BillLayouts.Ours with { CoversPayments = layout.CoversPayments, CoversRefunds = layout.CoversRefunds }, Source.Ours, BillSummaryPolicy.Optional));
        var unpacked = new BillUnpacker(job.BillPath, job.Rules.MaxBillBytes).Unpack(job.BillPath, Path.Combine(folder.Work, "bill.unpacked"), cancellationToken);
        _sources.Add(BillSource.Open(unpacked, job.BillPath, layout, Source.Bill, job.Rules.Summary));
    }

    private async Task<KeyHasher> ScanAsync(Scan scan, PartitionStore ours, PartitionStore theirs, Checkpoint checkpoint, CancellationToken cancellationToken)
    {
        checkpoint.Start();
        var hasher = new KeyHasher(checkpoint.FirstKey, checkpoint.SecondKey);
        await scan.RunAsync(ours, theirs, hasher, _threads, Report("scan"), cancellationToken).ConfigureAwait(false);
        if (ours.IsSpilled || theirs.IsSpilled)
        {
            ours.Flush();
            theirs.Flush();
            checkpoint.Save(scan, ours, theirs);
        }

        return hasher;
    }

    private async Task JoinAsync(PartitionStore ours, PartitionStore theirs, Verdicts verdicts, bool byTransaction, Checkpoint? checkpoint, CancellationToken cancellationToken)
    {
        var (next, done) = (-1, 0L);
        var report = Report("match");
        await Task.WhenAll(Enumerable.Range(0, Math.Min(_threads, ours.Partitions)).Select(_ => Task.Run(Work, cancellationToken))).ConfigureAwait(false);

        void Work()
        {
            for (var partition = Interlocked.Increment(ref next); partition < ours.Partitions; partition = Interlocked.Increment(ref next))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var tally = new Tally();
                var found = checkpoint?.TryReadPartition(partition, tally);
                if (found is null)
                {
                    using var join = new PartitionJoin(verdicts, tally, byTransaction);
                    join.Run(ours, theirs, partition);
                    found = (join.Entries, join.Leftovers);
                    checkpoint?.SavePartition(partition, tally, join.Entries, join.Leftovers);
                }

                lock (_tally)
                {
                    _tally.Add(tally);
                    _entries.Add(found.Value.Entries);
                    _leftovers.AddPositions(found.Value.Leftovers);
                }

                report(Interlocked.Increment(ref done), ours.Partitions);
            }
        }
    }

    private async Task JoinElsewhereAsync(INumberMatch match, PartitionStore ours, PartitionStore theirs, CancellationToken cancellationToken)
    {
        Report("match")(0, ours.Partitions);
        var found = await match.MatchAsync(ours, theirs, folder.Work, job.Rules.ToleranceMinor, _tally, cancellationToken).ConfigureAwait(false);
        _entries.Add(found.Entries);
        _leftovers.AddPositions(found.Leftovers);
    }

    private async Task MatchLeftoversAsync(BreakWriter reader, KeyHasher hasher, Verdicts verdicts, CancellationToken cancellationToken)
    {
        if (_leftovers.Count == 0)
        {
            return;
        }

        var partitions = PartitionCount();
        var (ours, theirs) = (new PartitionStore(_pool!, partitions, folder.Work, "left.ours"), new PartitionStore(_pool!, partitions, folder.Work, "left.bill"));
        var leftovers = new LeftoverMatch(hasher, ours, theirs);
        foreach (var entry in _leftovers.Sorted())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var line = reader.Gather(entry.Position, out _);
            leftovers.Add(entry.Position, line);
        }

        leftovers.Complete();
        await JoinAsync(ours, theirs, verdicts, byTransaction: true, checkpoint: null, cancellationToken).ConfigureAwait(false);
    }

    private void List(BreakWriter writer, CancellationToken cancellationToken)
    {
        var (report, done) = (Report("report"), 0L);
        foreach (var entry in _entries.Sorted())
        {
            writer.Write(entry);
            if (++done % 100_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report(done, _entries.Count);
            }
        }
    }

    private async Task<ReconciliationSummary> FinishAsync(DateOnly day, Task<(string? Ours, string? Bill)> hashing)
    {
        var hashes = await hashing.ConfigureAwait(false);
        var summary = SummaryBuilder.Build(_tally, job, day, _sources[^1].Declared);
        if (job.Rules.Summary == BillSummaryPolicy.Agrees && summary.BillSummary is { Agrees: false } check && (check.DeclaredLines != check.CountedLines || summary.Counts[Reconciliation.ReconciliationBucket.Malformed] == 0))
        {
            throw new ReconciliationException(
                ReconciliationErrorCodes.BillSummaryMismatch,
                $"{job.BillPath}: its summary says {check.DeclaredLines} lines, {check.DeclaredPaymentsMinor} paid and {check.DeclaredRefundsMinor} refunded in minor units; its lines come to {check.CountedLines}, {check.CountedPaymentsMinor} and {check.CountedRefundsMinor}. Download it again.");
        }

        return summary with { OursSha256 = hashes.Ours, BillSha256 = hashes.Bill };
    }

    private async Task<(string? Ours, string? Bill)> HashAsync(CancellationToken cancellationToken)
    {
        if (!job.HashInputs && job.ExpectedBillSha256 is null)
        {
            return (null, null);
        }

        var bill = await HashAsync(job.BillPath, cancellationToken).ConfigureAwait(false);
        if (job.ExpectedBillSha256 is { } expected && !string.Equals(expected, bill, StringComparison.OrdinalIgnoreCase))
        {
            throw new ReconciliationException(ReconciliationErrorCodes.BillHashMismatch, $"{job.BillPath} has the SHA-256 {bill}, and {expected} was announced. Download it again.");
        }

        return (job.HashInputs ? await HashAsync(job.OursPath, cancellationToken).ConfigureAwait(false) : null, job.HashInputs ? bill : null);
    }

    private static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20, FileOptions.SequentialScan);
            await using (file.ConfigureAwait(false))
            {
                return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.InputUnreadable, $"{path} cannot be read: {fault.Message} Correct the path or the rights, and run again.", fault);
        }
    }

    private Action<long, long> Report(string phase) =>
        (done, total) => progress?.Report(new ReconciliationProgress(phase, done, total, _tally.Lines[0] + _tally.Lines[1]));

    // More than asked for where the parts would not fit into memory one by one.
    private int PartitionCount()
    {
        var bytes = _sources.Sum(static source => source.DataEnd - source.DataStart);
        return (int)Math.Clamp(Math.Max(job.Rules.Partitions, bytes / BytesPerRecord * 32 / PartitionBytes), 1, 10_000);
    }

    private long ChunkBudget() => job.Rules.MemoryLimit - (job.Rules.MemoryLimit / 6);

    private int ChunkSize(int partitions)
    {
        var open = (long)partitions * 2 * _threads;
        var size = ChunkBudget() / 8 / open;
        return (int)Math.Clamp(size / LeastChunk * LeastChunk, LeastChunk, MostChunk);
    }
}
