using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Bills;

/// <summary>
/// Takes the detail file out of a bill's ZIP. Its entries are named in GBK without saying so, stand in any order, and include a summary whose
/// name differs only at its end. Names serve to choose by and nothing else: no path of the archive is ever used.
/// </summary>
internal sealed class BillArchive(string account, long maxBytes)
{
    private const int Gbk = 936;
    private const int MostEntries = 64;
    private const int BufferBytes = 64 * 1024;

    /// <returns>How many bytes were written, and their SHA-256 in lower-case hex.</returns>
    /// <exception cref="ChannelProtocolException">The file is no ZIP, has no detail file or two, or is larger than allowed.</exception>
    public async Task<(long Bytes, string Sha256)> ExtractAsync(Stream zip, StatementKind kind, Stream destination, CancellationToken cancellationToken)
    {
        try
        {
            var names = CodePagesEncodingProvider.Instance.GetEncoding(Gbk);
            using var archive = new ZipArchive(zip, ZipArchiveMode.Read, leaveOpen: true, names);
            var entry = Choose(archive, kind);
            var content = await entry.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using (content.ConfigureAwait(false))
            {
                return await CopyAsync(content, destination, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InvalidDataException fault)
        {
            throw Refused("the bill is not a whole ZIP file.", fault);
        }
    }

    private static bool IsDetail(string name, StatementKind kind) => kind == StatementKind.Trades
        ? name.EndsWith("_业务明细.csv", StringComparison.Ordinal)
        : name.EndsWith("_账务明细.csv", StringComparison.Ordinal) || name.EndsWith("_财务明细.csv", StringComparison.Ordinal);

    private ZipArchiveEntry Choose(ZipArchive archive, StatementKind kind)
    {
        if (archive.Entries.Count > MostEntries)
        {
            throw Refused($"the bill's ZIP has more than {MostEntries} entries.");
        }

        var details = archive.Entries.Where(entry => IsDetail(entry.Name, kind)).ToList();
        return details is [var detail] ? detail : throw Refused($"the bill's ZIP holds {details.Count} detail files where one is wanted.");
    }

    // The sizes written in the archive are its maker's claim; what counts is what comes out.
    private async Task<(long Bytes, string Sha256)> CopyAsync(Stream content, Stream destination, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        long written = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            written += read;
            if (written > maxBytes)
            {
                throw Refused("the bill is larger, unpacked, than MaxBillBytes allows.");
            }

            hash.AppendData(buffer.AsSpan(0, read));
            await destination.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        return (written, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private ChannelProtocolException Refused(string cause, Exception? inner = null) =>
        new(account, new VerificationFailure(VerificationFailureReason.MalformedBody, cause), inner);
}
