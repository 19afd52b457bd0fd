using System.Buffers;
using System.Security.Cryptography;

namespace Payments.Channels.WeChat.Bills;

/// <summary>What was written: its length, and its hashes in lower-case hex.</summary>
internal sealed record BillCopy(long Bytes, string Sha1, string Sha256)
{
    private const int BufferSize = 64 * 1024;

    // Fifty million lines; no genuine bill of a day is near it.
    private const long MaxBytes = 16L << 30;

    public static async Task<BillCopy> RunAsync(Stream source, Stream destination, CancellationToken cancellationToken)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var total = 0L;
            int read;
            while ((read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                total += read;
                if (total > MaxBytes)
                {
                    throw new InvalidDataException("The bill does not end.");
                }

                sha1.AppendData(buffer, 0, read);
                sha256.AppendData(buffer, 0, read);
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            return new BillCopy(total, Convert.ToHexStringLower(sha1.GetHashAndReset()), Convert.ToHexStringLower(sha256.GetHashAndReset()));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
