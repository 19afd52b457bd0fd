using System.Runtime.InteropServices;

namespace Payments.Recon.Partitions;

/// <summary>Memory for records, up to a limit: beyond it, stores write to disk. Thread-safe.</summary>
internal sealed unsafe class ChunkPool(long limit, int chunkBytes) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<nint> _free = new();
    private readonly List<nint> _all = [];

    public int ChunkBytes { get; } = chunkBytes;

    /// <summary>Whether another chunk can be had without writing one to disk.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
            {
                return _free.Count > 0 || (long)_all.Count * ChunkBytes < limit;
            }
        }
    }

    /// <summary>A chunk, in the limit or not: who asks when there is no room gives one back soon.</summary>
    public byte* Rent()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var chunk))
            {
                return (byte*)chunk;
            }

            chunk = (nint)NativeMemory.AlignedAlloc((nuint)ChunkBytes, 64);
            _all.Add(chunk);
            return (byte*)chunk;
        }
    }

    public void Return(byte* chunk)
    {
        lock (_gate)
        {
            _free.Push((nint)chunk);
        }
    }

    public void Dispose()
    {
        foreach (var chunk in _all)
        {
            NativeMemory.AlignedFree((void*)chunk);
        }

        _all.Clear();
        _free.Clear();
    }
}
