using System.Globalization;
using System.Runtime.InteropServices;

namespace Payments.Recon.Partitions;

/// <summary>Bytes of whole records.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct Segment(byte* start, long length)
{
    public byte* Start { get; } = start;

    public long Length { get; } = length;
}

/// <summary>
/// Records by partition: in memory while the pool has room, then in one file for each partition. Many threads write, each through a
/// <see cref="PartitionWriter"/> of its own; the order in a partition says nothing.
/// </summary>
internal sealed unsafe class PartitionStore
{
    private readonly ChunkPool _pool;
    private readonly string _folder;
    private readonly string _name;
    private readonly Slot[] _slots;

    public PartitionStore(ChunkPool pool, int partitions, string folder, string name)
    {
        (_pool, _folder, _name) = (pool, folder, name);
        _slots = [.. Enumerable.Range(0, partitions).Select(static _ => new Slot())];
    }

    public int Partitions => _slots.Length;

    public ChunkPool Pool => _pool;

    /// <summary>Whether anything went to disk.</summary>
    public bool IsSpilled => _slots.Any(static slot => slot.FileBytes > 0);

    public long RecordsOf(int partition) => _slots[partition].Records;

    public long FileBytesOf(int partition) => _slots[partition].FileBytes;

    /// <summary>Takes a full chunk; the writer must not use it again.</summary>
    public void Add(int partition, byte* chunk, int length, int records)
    {
        var slot = _slots[partition];
        lock (slot)
        {
            slot.Records += records;
        }

        if (_pool.HasRoom)
        {
            lock (slot)
            {
                slot.Chunks.Add(((nint)chunk, length));
            }

            return;
        }

        Write(partition, chunk, length);
        _pool.Return(chunk);
    }

    /// <summary>Everything to disk, so that it is there after a crash.</summary>
    public void Flush()
    {
        for (var partition = 0; partition < _slots.Length; partition++)
        {
            foreach (var (chunk, length) in _slots[partition].Chunks)
            {
                Write(partition, (byte*)chunk, length);
                _pool.Return((byte*)chunk);
            }

            _slots[partition].Chunks.Clear();
        }
    }

    /// <summary>Takes over files of an earlier run.</summary>
    public void Restore(IReadOnlyList<long> fileBytes, IReadOnlyList<long> records)
    {
        for (var partition = 0; partition < _slots.Length; partition++)
        {
            (_slots[partition].FileBytes, _slots[partition].Records) = (fileBytes[partition], records[partition]);
        }
    }

    /// <summary>All of a partition; what was in a file is read into <paramref name="buffer"/>.</summary>
    public List<Segment> Load(int partition, NativeBuffer buffer)
    {
        var slot = _slots[partition];
        var segments = new List<Segment>(slot.Chunks.Count + 1);
        foreach (var (chunk, length) in slot.Chunks)
        {
            segments.Add(new Segment((byte*)chunk, length));
        }

        if (slot.FileBytes > 0)
        {
            var start = buffer.Reserve(slot.FileBytes);
            using var file = File.OpenHandle(PathOf(partition), options: FileOptions.SequentialScan);
            for (long at = 0; at < slot.FileBytes;)
            {
                var read = RandomAccess.Read(file, new Span<byte>(start + at, (int)Math.Min(1 << 20, slot.FileBytes - at)), at);
                at += read > 0 ? read : throw new ReconciliationException(ReconciliationErrorCodes.OutputUnusable, $"{PathOf(partition)} is shorter than it was written. Remove the output folder and run again.");
            }

            segments.Add(new Segment(start, slot.FileBytes));
        }

        return segments;
    }

    /// <summary>Gives a partition's memory back.</summary>
    public void Free(int partition)
    {
        foreach (var (chunk, _) in _slots[partition].Chunks)
        {
            _pool.Return((byte*)chunk);
        }

        _slots[partition].Chunks.Clear();
    }

    private string PathOf(int partition) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{_name}.{partition:00000}"));

    private void Write(int partition, byte* chunk, int length)
    {
        var slot = _slots[partition];
        lock (slot)
        {
            using var file = File.OpenHandle(PathOf(partition), FileMode.OpenOrCreate, FileAccess.Write);
            RandomAccess.Write(file, new ReadOnlySpan<byte>(chunk, length), slot.FileBytes);
            slot.FileBytes += length;
        }
    }

    private sealed class Slot
    {
        public List<(nint Chunk, int Length)> Chunks { get; } = [];

        public long FileBytes { get; set; }

        public long Records { get; set; }
    }
}
