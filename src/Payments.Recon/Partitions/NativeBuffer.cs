using System.Runtime.InteropServices;

namespace Payments.Recon.Partitions;

/// <summary>Memory outside the collector's, which grows to what is asked of it.</summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private const int Slack = 64;

    private void* _memory;
    private long _bytes;

    /// <summary>At least so many bytes, and some to read beyond; what was there before is gone.</summary>
    public byte* Reserve(long bytes)
    {
        if (bytes > _bytes || _memory is null)
        {
            Dispose();
            _memory = NativeMemory.AlignedAlloc((nuint)(bytes + Slack), Slack);
            _bytes = bytes;
        }

        return (byte*)_memory;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_memory);
        _memory = null;
        _bytes = 0;
    }
}
