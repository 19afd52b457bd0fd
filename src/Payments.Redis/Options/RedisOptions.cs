using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.Redis;

/// <summary>Settings of Redis, read from <c>Payments:Redis</c>. Checked when the host starts; whether the server answers is not: it is for speed only.</summary>
public sealed class RedisOptions
{
    private Secret? _connectionString;

    /// <summary>
    /// Where Redis is, as <c>cache.internal:6379,password=…</c>, several addresses with commas between them for a cluster, <c>ssl=true</c> for TLS
    /// (https://stackexchange.github.io/StackExchange.Redis/Configuration). Required. It may hold a password, and appears in no text or log.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string ConnectionString
    {
        get => _connectionString?.Reveal() ?? "";
        set => _connectionString = Secret.Of(value);
    }

    /// <summary>In front of every key and channel. Default: <c>payments:</c>. 1 to 64 visible ASCII characters without braces.</summary>
    public string KeyPrefix { get; set; } = "payments:";

    /// <summary>How long connecting may take. Default: 5 seconds. 100 milliseconds to 1 minute.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one command may take; past it the work goes on without Redis, until it answers again. Default: 500 milliseconds. 10 milliseconds to 10 seconds.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The certificate authority whose certificates are trusted over TLS: PEM text, or the path of a PEM file. Default: those of the operating system.</summary>
    public string CertificateAuthority { get; set; } = "";
}
