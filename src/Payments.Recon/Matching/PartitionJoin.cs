using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Payments.Recon.Bills;
using Payments.Recon.Partitions;
using Payments.Reconciliation;

namespace Payments.Recon.Matching;

/// <summary>
/// Brings the two sides of a partition together. One for each thread, used for one partition after the other. What it finds does not depend on the order
/// of the records: of several with one number the first in its file is the one that counts. By transaction, it sees what is left: a further line with a
/// number of its own is no duplicate, but a line alone.
/// </summary>
internal sealed unsafe class PartitionJoin(Verdicts verdicts, Tally tally, bool byTransaction) : IDisposable
{
    private const int Group = 16;

    private readonly NativeBuffer _oursBuffer = new();
    private readonly NativeBuffer _theirsBuffer = new();
    private readonly NativeBuffer _tableBuffer = new();
    private Slot* _table;
    private uint _mask;

    /// <summary>Everything that is decided and not simply matched.</summary>
    public List<Entry> Entries { get; } = [];

    /// <summary>Lines that found nobody by number, and may by transaction.</summary>
    public List<long> Leftovers { get; } = [];

    public void Dispose()
    {
        _oursBuffer.Dispose();
        _theirsBuffer.Dispose();
        _tableBuffer.Dispose();
    }

    public void Run(PartitionStore ours, PartitionStore theirs, int partition)
    {
        var (mine, others) = (ours.Load(partition, _oursBuffer), theirs.Load(partition, _theirsBuffer));
        Clear(ours.RecordsOf(partition) + theirs.RecordsOf(partition));
        foreach (var segment in mine)
        {
            Insert(segment, isOurs: true);
        }

        foreach (var segment in others)
        {
            Insert(segment, isOurs: false);
        }

        Decide();
        ours.Free(partition);
        theirs.Free(partition);
    }

    private void Clear(long records)
    {
        var slots = BitOperations.RoundUpToPowerOf2((ulong)Math.Max(16, records + (records / 4)));
        _table = (Slot*)_tableBuffer.Reserve((long)slots * sizeof(Slot));
        NativeMemory.Clear(_table, (nuint)slots * (nuint)sizeof(Slot));
        _mask = (uint)(slots - 1);
    }

    /// <summary>
    /// In groups: a slot is somewhere in the table, and the record it knows somewhere in the partition. Asked for one group at a time, they come from memory
    /// while others are on their way.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Insert(Segment segment, bool isOurs)
    {
        var records = stackalloc byte*[Group];
        var end = segment.Start + segment.Length;
        for (var at = segment.Start; at < end;)
        {
            var count = 0;
            for (; count < Group && at < end; count++)
            {
                Record.Read(at, out var record);
                records[count] = at;
                Fetch(_table + (record.Hash & _mask));
                at = record.Next;
            }

            for (var index = 0; index < count; index++)
            {
                var slot = _table + (Record.HashOf(records[index]) & _mask);
                Fetch(slot->Ours != null ? slot->Ours : slot->Theirs);
            }

            for (var index = 0; index < count; index++)
            {
                Insert(records[index], isOurs);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Insert(byte* record, bool isOurs)
    {
        var slot = Find(record, Record.HashOf(record));
        ref var place = ref isOurs ? ref slot->Ours : ref slot->Theirs;
        if (place == null)
        {
            place = record;
        }
        else if (Record.PositionOf(record) < Record.PositionOf(place))
        {
            Duplicate(place);
            place = record;
        }
        else
        {
            Duplicate(record);
        }
    }

    /// <summary>Has the memory brought near. An address that is none costs nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Slot* Find(byte* record, uint hash)
    {
        for (var index = hash & _mask; ; index = (index + 1) & _mask)
        {
            var slot = _table + index;
            var other = slot->Ours != null ? slot->Ours : slot->Theirs;
            if (other == null)
            {
                slot->Hash = hash;
                return slot;
            }

            if (slot->Hash == hash && Record.SameNumber(record, other))
            {
                return slot;
            }
        }
    }

    private void Duplicate(byte* record)
    {
        Record.Read(record, out var line);
        if (byTransaction && line.HasTransaction)
        {
            Single(line, Source.Of(line.Position) != Source.Bill);
            return;
        }

        Place(line, ReconciliationBucket.Duplicate);
        Entries.Add(Entry.OfOne(line, ReconciliationBucket.Duplicate));
    }

    /// <summary>One line alone ended in a bucket.</summary>
    private void Place(in Record line, ReconciliationBucket bucket)
    {
        var isOurs = Source.Of(line.Position) != Source.Bill;
        tally.Counts[(int)bucket]++;
        tally.Placed[isOurs ? 0 : 1]++;
        tally.Of(line.Currency).Steps[(int)bucket] += isOurs ? -line.Net : line.Net;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Decide()
    {
        for (var index = 0UL; index <= _mask; index++)
        {
            var later = _table + Math.Min(index + Group, _mask);
            Fetch(later->Ours);
            Fetch(later->Theirs);
            var ours = _table[index].Ours;
            var theirs = _table[index].Theirs;
            if (ours != null && theirs != null)
            {
                Record.Read(ours, out var mine);
                Record.Read(theirs, out var other);
                Pair(mine, other);
            }
            else if (ours != null || theirs != null)
            {
                Record.Read(ours != null ? ours : theirs, out var single);
                Single(single, isOurs: ours != null);
            }
        }
    }

    private void Pair(in Record ours, in Record theirs)
    {
        var bucket = verdicts.Pair(ours, theirs);
        tally.Counts[(int)bucket]++;
        tally.Placed[0]++;
        tally.Placed[1]++;
        var (mine, other) = (ours.Net, theirs.Net);
        if (ours.Currency != theirs.Currency)
        {
            tally.Of(ours.Currency).Steps[(int)bucket] -= mine;
            tally.Of(theirs.Currency).Steps[(int)bucket] += other;
        }
        else if (mine != other)
        {
            tally.Of(ours.Currency).Steps[(int)bucket] += other - mine;
        }

        if (bucket != ReconciliationBucket.Matched)
        {
            Entries.Add(Entry.OfPair(ours, theirs, bucket));
        }
    }

    private void Single(in Record line, bool isOurs)
    {
        if (line.HasTransaction && !byTransaction)
        {
            Leftovers.Add(line.Position);
        }
        else if (!isOurs)
        {
            Place(line, ReconciliationBucket.ChannelOnly);
            Entries.Add(Entry.OfOne(line, ReconciliationBucket.ChannelOnly));
        }
        else if (line.Status == LineStatus.NotMoved)
        {
            Place(line, ReconciliationBucket.Matched);
        }
        else
        {
            // Its time decides, which is read when it is listed.
            Entries.Add(Entry.OfOne(line, ReconciliationBucket.OursOnly));
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Slot
    {
        public byte* Ours;
        public byte* Theirs;
        public uint Hash;
    }
}
