using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Calls;

namespace Payments.Simulators.Alipay.Bills;

/// <summary>Makes bill files and hands each out once more only while its address lives.</summary>
internal sealed class AlipayBillDesk(AlipaySimulatorOptions options, TimeProvider time)
{
    /// <summary>The path of download addresses, as at the real bill center.</summary>
    public const string Path = "/downloadBillFile.resource";

    private const int MaxWaiting = 1_000;
    private readonly ConcurrentDictionary<string, (string Name, byte[] File, DateTimeOffset Dies)> _waiting = new(StringComparer.Ordinal);

    /// <summary>Puts a file on the desk; the answer is the query of its address.</summary>
    public string Offer(string name, byte[] file)
    {
        var now = time.GetUtcNow();
        foreach (var (old, entry) in _waiting)
        {
            if (entry.Dies <= now || _waiting.Count >= MaxWaiting) _waiting.TryRemove(old, out _);
        }

        var token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        _waiting[token] = (name, file, now + options.BillAddressLife);
        return $"bizType=trade&fileType=csv.zip&downloadFileName={name}&token={token}";
    }

    public SimulatedReply Download(SimulatedRequest request) =>
        request.Query("token") is { } token && _waiting.TryGetValue(token, out var entry) && time.GetUtcNow() < entry.Dies
            ? new SimulatedReply { Status = StatusCodes.Status200OK, ContentType = "application/octet-stream", Body = entry.File }
                .With("Content-Disposition", $"attachment; filename={entry.Name}")
            : SimulatedReply.Text(StatusCodes.Status403Forbidden, "text/html;charset=utf-8", "<html><body>下载链接已失效</body></html>");

    public void Clear() => _waiting.Clear();

    /// <summary>A ZIP whose entry names are GBK without the UTF-8 flag, as the real ones are; the summary comes first.</summary>
    public static byte[] Zip(DateTimeOffset now, params (string Name, string Text)[] entries)
    {
        var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true, AlipayCharset.Gbk))
        {
            foreach (var (name, text) in entries)
            {
                var entry = zip.CreateEntry(name);
                entry.LastWriteTime = now.ToOffset(TimeSpan.FromHours(8));
                using var stream = entry.Open();
                stream.Write(AlipayCharset.Gbk.GetBytes(text));
            }
        }

        return buffer.ToArray();
    }
}
