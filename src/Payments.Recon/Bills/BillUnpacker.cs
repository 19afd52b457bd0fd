using System.IO.Compression;
using System.Text;

namespace Payments.Recon.Bills;

/// <summary>Unpacks a bill that came as gzip or ZIP, guarded: by ratio, by size, by the names and the number of entries, by checksum.</summary>
internal sealed class BillUnpacker(string name, long mostBytes)
{
    private const int Gbk = 936;
    private const int MostEntries = 64;
    private const int BufferBytes = 128 * 1024;

    /// <summary>Text of a bill packs to a tenth, hardly ever to a thirtieth; a bomb to a thousandth.</summary>
    private const int MostRatio = 50;
    private const long RatioFrom = 32L << 20;
    private const int DirectoryEndBytes = 22;

    /// <summary>The path to read: that of the bill, or of what it was unpacked to.</summary>
    public string Unpack(string path, string to, CancellationToken cancellationToken)
    {
        try
        {
            using var file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[4];
            var length = file.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false);
            file.Position = 0;
            if (length >= 2 && magic is [0x1F, 0x8B, ..])
            {
                Gzip(file, to, cancellationToken);
                return to;
            }

            if (length == 4 && magic is [(byte)'P', (byte)'K', 3 or 5, 4 or 6])
            {
                Zip(file, to, cancellationToken);
                return to;
            }

            return path;
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.InputUnreadable, $"{name} cannot be read: {fault.Message} Correct the path or the rights, and run again.", fault);
        }
        catch (InvalidDataException fault)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.BillTruncated, $"{name}: the archive is damaged or cut off. Download the bill again.", fault);
        }
    }

    private void Gzip(FileStream file, string to, CancellationToken cancellationToken)
    {
        using var content = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
        var (written, _) = Copy(content, to, () => file.Position, cancellationToken);

        // The last four bytes say how much there was, by 2^32: what is missing is seen whatever the decoder thinks of it.
        Span<byte> tail = stackalloc byte[4];
        file.Position = Math.Max(0, file.Length - 4);
        if (file.ReadAtLeast(tail, 4, throwOnEndOfStream: false) < 4 || System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(tail) != (uint)written)
        {
            throw new InvalidDataException("gzip: the length does not fit");
        }
    }

    private void Zip(FileStream file, string to, CancellationToken cancellationToken)
    {
        if (Entries(file) > MostEntries)
        {
            throw Refused($"has more than {MostEntries} entries");
        }

        file.Position = 0;
        using var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true, CodePagesEncodingProvider.Instance.GetEncoding(Gbk));
        foreach (var each in archive.Entries)
        {
            if (each.FullName != each.Name || each.Name.Contains("..", StringComparison.Ordinal) || each.Name.AsSpan().ContainsAny('/', '\\', ':'))
            {
                throw Refused("has a path in the name of an entry");
            }
        }

        var entry = Choose(archive);
        using var content = entry.Open();
        var (written, checksum) = Copy(content, to, () => entry.CompressedLength, cancellationToken);
        if (written != entry.Length || checksum != entry.Crc32)
        {
            throw new InvalidDataException("zip: length or checksum do not fit");
        }
    }

    private ZipArchiveEntry Choose(ZipArchive archive)
    {
        var tables = archive.Entries.Where(static entry => entry.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase)).ToList();
        var details = tables.Where(static entry => entry.Name.EndsWith("明细.csv", StringComparison.Ordinal)).ToList();
        return details is [var detail] ? detail
            : details.Count == 0 && tables is [var only] ? only
            : throw Refused($"holds {(details.Count == 0 ? tables.Count : details.Count)} detail files where one is wanted");
    }

    // What an archive says of its sizes is its maker's claim; what counts is what comes out.
    private (long Written, uint Checksum) Copy(Stream content, string to, Func<long> packed, CancellationToken cancellationToken)
    {
        using var target = new FileStream(to, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var checksum = new Crc32();
        var buffer = new byte[BufferBytes];
        long written = 0;
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            written += read;
            if (written > mostBytes || (written > RatioFrom && written / MostRatio > Math.Max(packed(), BufferBytes)))
            {
                target.Dispose();
                File.Delete(to);
                throw new ReconciliationException(
                    ReconciliationErrorCodes.BillTooLarge,
                    $"{name}: unpacks to far more than a bill can be; stopped after {written >> 20} MiB. Look where the file comes from; a genuine bill of that size needs a higher MaxBillBytes.");
            }

            checksum.Append(buffer.AsSpan(0, read));
            target.Write(buffer, 0, read);
        }

        return (written, checksum.Value);
    }

    // Read by hand, before the reader of archives takes a directory of millions into memory.
    private static int Entries(FileStream file)
    {
        var tail = new byte[(int)Math.Min(file.Length, DirectoryEndBytes + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        return at >= 0 && at + DirectoryEndBytes <= tail.Length
            ? System.Buffers.Binary.BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10))
            : throw new InvalidDataException("zip: no directory");
    }

    private ReconciliationException Refused(string cause) =>
        new(ReconciliationErrorCodes.BillArchiveRefused, $"{name}: the archive {cause}. Take it as the channel gave it.");
}

/// <summary>The checksum of ZIP.</summary>
internal sealed class Crc32
{
    private readonly uint[] _table = new uint[256];
    private uint _state = uint.MaxValue;

    public Crc32()
    {
        for (var index = 0U; index < _table.Length; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++)
            {
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
            }

            _table[index] = value;
        }
    }

    public uint Value => ~_state;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (var each in bytes)
        {
            _state = (_state >> 8) ^ _table[(byte)_state ^ each];
        }
    }
}
