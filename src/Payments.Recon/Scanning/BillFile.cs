using Microsoft.Win32.SafeHandles;

namespace Payments.Recon.Scanning;

/// <summary>An input that is read at any place by any thread.</summary>
internal sealed class BillFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly DateTime _written;

    public BillFile(string path)
    {
        Path = path;
        try
        {
            _handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            Length = RandomAccess.GetLength(_handle);
            _written = File.GetLastWriteTimeUtc(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.InputUnreadable, $"{path} cannot be read: {fault.Message} Correct the path or the rights, and run again.", fault);
        }
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>When it was written last, in ticks: with the length, what a resumed run compares.</summary>
    public long Written => _written.Ticks;

    /// <summary>Fills the span.</summary>
    /// <exception cref="ReconciliationException">The file became shorter.</exception>
    public int Read(Span<byte> into, long position)
    {
        var length = into.Length;
        while (into.Length > 0)
        {
            var read = RandomAccess.Read(_handle, into, position);
            if (read == 0)
            {
                throw Changed();
            }

            into = into[read..];
            position += read;
        }

        return length;
    }

    /// <exception cref="ReconciliationException">It changed since it was opened.</exception>
    public void ShouldBeUnchanged()
    {
        if (RandomAccess.GetLength(_handle) != Length || File.GetLastWriteTimeUtc(Path) != _written)
        {
            throw Changed();
        }
    }

    public void Dispose() => _handle.Dispose();

    private ReconciliationException Changed() =>
        new(ReconciliationErrorCodes.InputChanged, $"{Path} changed while it was read. Wait until it is whole, and run again.");
}
