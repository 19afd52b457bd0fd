using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Payments.Recon.Partitions;

/// <summary>One thread's way into a store: a chunk for each partition, handed over when it is full.</summary>
internal sealed unsafe class PartitionWriter(PartitionStore store)
{
    /// <summary>The most bytes one record may take.</summary>
    public const int MaxRecord = 192;

    private readonly Open[] _open = new Open[store.Partitions];
    private readonly int _full = store.Pool.ChunkBytes - MaxRecord;

    /// <summary>Where a record of at most <see cref="MaxRecord"/> bytes may be written; then call <see cref="Commit"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Next(int partition)
    {
        ref var open = ref _open[partition];
        return open.Chunk != null && open.Used <= _full ? open.Chunk + open.Used : Renew(partition);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Commit(int partition, byte* end)
    {
        ref var open = ref _open[partition];
        open.Used = (int)(end - open.Chunk);
        open.Records++;
    }

    /// <summary>Hands over what is left.</summary>
    public void Complete()
    {
        for (var partition = 0; partition < _open.Length; partition++)
        {
            HandOver(partition);
        }
    }

    private byte* Renew(int partition)
    {
        HandOver(partition);
        return _open[partition].Chunk = store.Pool.Rent();
    }

    private void HandOver(int partition)
    {
        ref var open = ref _open[partition];
        if (open.Chunk != null)
        {
            store.Add(partition, open.Chunk, open.Used, open.Records);
            open = default;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Open
    {
        public byte* Chunk;
        public int Used;
        public int Records;
    }
}
