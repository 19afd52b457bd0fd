using System.IO.Compression;
using System.Security.Cryptography;

namespace Payments.Simulators.WeChat.Bills;

/// <summary>Bill files waiting to be fetched: each address once, for a while, by the merchant that asked.</summary>
internal sealed class BillFiles(SimulatorOptions options)
{
    private const int Capacity = 1_000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, BillFile> _files = new(StringComparer.Ordinal);
    private readonly Queue<string> _age = new();

    public string Add(string mchId, byte[] plain, bool gzip)
    {
        var token = RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_", 64);
        var file = new BillFile(mchId, gzip ? Compress(plain) : plain, gzip, options.TimeProvider.GetUtcNow() + options.WeChat.BillUrlLifetime);
        lock (_lock)
        {
            _files[token] = file;
            _age.Enqueue(token);
            if (_age.Count > Capacity)
            {
                _files.Remove(_age.Dequeue());
            }
        }

        return token;
    }

    /// <summary>Null: unknown, used or stale. A file of somebody else stays where it is.</summary>
    public BillFile? Take(string token, string mchId)
    {
        lock (_lock)
        {
            if (!_files.TryGetValue(token, out var file) || file.ValidUntil < options.TimeProvider.GetUtcNow())
            {
                return null;
            }

            if (file.MchId == mchId)
            {
                _files.Remove(token);
            }

            return file;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _files.Clear();
            _age.Clear();
        }
    }

    private static byte[] Compress(byte[] plain)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return buffer.ToArray();
    }
}

/// <summary>One file as it will be sent.</summary>
internal sealed record BillFile(string MchId, byte[] Content, bool IsGzip, DateTimeOffset ValidUntil);
