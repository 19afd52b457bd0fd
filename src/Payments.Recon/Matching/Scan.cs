using Payments.Recon.Bills;
using Payments.Recon.Partitions;
using Payments.Recon.Scanning;

namespace Payments.Recon.Matching;

/// <summary>Reads all sources, block by block on all threads, into the partitions.</summary>
internal sealed class Scan
{
    private const int Block = LineScanner<RecordSink>.Block;

    private readonly IReadOnlyList<BillSource> _sources;
    private readonly int _utcOffsetSeconds;
    private readonly int[] _firstBlocks;
    private readonly int[] _lines;
    private readonly int[] _next;
    private long _done;

    public Scan(IReadOnlyList<BillSource> sources, int utcOffsetSeconds, EntrySorter malformed, EntrySorter leftovers)
    {
        (Malformed, Leftovers) = (malformed, leftovers);
        (_sources, _utcOffsetSeconds) = (sources, utcOffsetSeconds);
        _firstBlocks = new int[sources.Count + 1];
        for (var index = 0; index < sources.Count; index++)
        {
            _firstBlocks[index + 1] = _firstBlocks[index] + (int)((sources[index].DataEnd - sources[index].DataStart + Block - 1) / Block);
        }

        _lines = new int[_firstBlocks[^1]];
        _next = [.. _firstBlocks[..^1]];
    }

    /// <summary>Lines that cannot be read.</summary>
    public EntrySorter Malformed { get; }

    /// <summary>Lines with a transaction and no number.</summary>
    public EntrySorter Leftovers { get; }

    public Tally Tally { get; } = new();

    public async Task RunAsync(PartitionStore ours, PartitionStore theirs, KeyHasher hasher, int threads, Action<long, long>? progress, CancellationToken cancellationToken)
    {
        var total = _sources.Sum(static source => source.DataEnd - source.DataStart);
        await Task.WhenAll(Enumerable.Range(0, threads).Select(_ => Task.Run(() => Work(ours, theirs, hasher, done => progress?.Invoke(done, total), cancellationToken), cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>How many lines each block has: with an entry's number in its block, its number in the file.</summary>
    public int[] BlockLines => _lines;

    /// <summary>The number of a malformed line in its file, from 1.</summary>
    public long LineNumber(in Entry entry)
    {
        var index = IndexOf(Source.Of(entry.Position));
        var number = _sources[index].LinesBefore + entry.Other;
        var block = _firstBlocks[index] + (int)((Source.Offset(entry.Position) - _sources[index].DataStart) / Block);
        for (var before = _firstBlocks[index]; before < block; before++)
        {
            number += _lines[before];
        }

        return number;
    }

    public BillSource SourceOf(long position) => _sources[IndexOf(Source.Of(position))];

    private int IndexOf(int source)
    {
        for (var index = 0; ; index++)
        {
            if (_sources[index].Source == source)
            {
                return index;
            }
        }
    }

    private void Work(PartitionStore ours, PartitionStore theirs, KeyHasher hasher, Action<long> progress, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        var sinks = _sources.Select(source => new RecordSink(
            new LineParser(source.Header, _utcOffsetSeconds), source.Source == Source.Bill ? theirs : ours, hasher, tally, source.Source)).ToArray();
        for (var index = 0; index < sinks.Length; index++)
        {
            using var scanner = new LineScanner<RecordSink>(sinks[index], _sources[index].Header.Layout.Delimiter);
            ReadBlocks(index, sinks[index], scanner, progress, cancellationToken);
            sinks[index].Complete();
        }

        lock (Tally)
        {
            Tally.Add(tally);
        }
    }

    private void Collect(RecordSink sink)
    {
        if (sink.Entries.Count + sink.Numberless.Count == 0)
        {
            return;
        }

        lock (Malformed)
        {
            Malformed.Add(sink.Entries);
            Leftovers.AddPositions(sink.Numberless);
        }

        sink.Entries.Clear();
        sink.Numberless.Clear();
    }

    // Each thread goes on to the next source when the blocks of one are taken: nobody waits.
    private int Take(int index)
    {
        var block = Interlocked.Increment(ref _next[index]) - 1;
        return block < _firstBlocks[index + 1] ? block : -1;
    }

    private void ReadBlocks(int index, RecordSink sink, LineScanner<RecordSink> scanner, Action<long> progress, CancellationToken cancellationToken)
    {
        var source = _sources[index];
        for (var block = Take(index); block >= 0; block = Take(index))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var from = source.DataStart + ((long)(block - _firstBlocks[index]) * Block);
            var to = Math.Min(from + Block, source.DataEnd);
            sink.StartBlock();
            _lines[block] = (int)scanner.Scan(source.File, from, to, source.DataStart, source.DataEnd, ref sink.BufferPosition);
            Collect(sink);
            progress(Interlocked.Add(ref _done, to - from));
        }
    }
}
