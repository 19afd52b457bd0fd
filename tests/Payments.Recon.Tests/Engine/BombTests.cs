using System.Buffers.Binary;
using System.IO.Compression;
using Xunit;

namespace Payments.Recon.Tests.Engine;

/// <summary>Ten gigabytes in ten megabytes cost neither memory nor time. Alone, for it counts what the process allocates.</summary>
[Collection(nameof(AloneCollection))]
public sealed class BombTests
{
    private const long BombBytes = 10L << 30;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bomb_of_ten_gigabytes_is_stopped_in_bounded_memory(bool isZip)
    {
        using var folder = new TemporaryFolder();
        Bomb(folder["bomb"], isZip);
        Assert.InRange(new FileInfo(folder["bomb"]).Length, 1, 50 << 20);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var start = TimeProvider.System.GetTimestamp();
        await File.WriteAllTextAsync(folder["ours.csv"], Runs.OursHeader);
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => new LocalReconciliationEngine().RunAsync(
            new ReconciliationJob { OursPath = folder["ours.csv"], BillPath = folder["bomb"], Format = "alipay.trades", OutputFolder = folder["out"], HashInputs = false }, null, CancellationToken.None));
        Assert.Equal(ReconciliationErrorCodes.BillTooLarge, fault.Code);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 16 << 20);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.InRange(Directory.EnumerateFiles(folder["out"], "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 0, 1 << 20);
    }

    // One deflated block of zeros again and again: written in a second, ten gigabytes when it is unpacked.
    private static void Bomb(string path, bool isZip)
    {
        var block = new MemoryStream();
        using (var deflate = new DeflateStream(block, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(new byte[64 << 20]);
            deflate.Flush();
            block.Position = 0;
            using var file = File.Create(path);
            if (isZip)
            {
                ZipOf(file, block.ToArray());
                return;
            }

            file.Write([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]);
            for (var written = 0L; written < BombBytes; written += 64 << 20)
            {
                block.WriteTo(file);
            }
        }
    }

    private static void ZipOf(FileStream file, byte[] block)
    {
        var name = "1_业务明细.csv"u8;
        var count = (int)(BombBytes / (64 << 20));
        var header = new byte[30];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
        header[4] = 20;
        header[7] = 8;
        header[8] = 8;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(18), (uint)(block.Length * count));
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(22), 4_000_000_000);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), (ushort)name.Length);
        file.Write(header);
        file.Write(name);
        for (var written = 0; written < count; written++)
        {
            file.Write(block);
        }

        var directory = (uint)file.Position;
        var entry = new byte[46];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, 0x02014B50);
        header.AsSpan(4, 26).CopyTo(entry.AsSpan(6));
        file.Write(entry);
        file.Write(name);
        var end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        (end[8], end[10]) = (1, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)(46 + name.Length));
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), directory);
        file.Write(end);
    }
}

/// <summary>Tests that run while no other does.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
