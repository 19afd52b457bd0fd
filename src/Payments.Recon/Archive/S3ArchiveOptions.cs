using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.Recon;

/// <summary>An archive in S3 or a store that speaks like it. Read from <c>Payments:Reconciliation:Archive:S3</c>.</summary>
public sealed class S3ArchiveOptions
{
    private Secret? _secretAccessKey;

    /// <summary>The service's address, as <c>https://s3.eu-central-1.amazonaws.com</c>. Objects are addressed by path: <c>{Endpoint}/{Bucket}/{Prefix}…</c>.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The region that requests are signed for. Default: <c>us-east-1</c>.</summary>
    public string Region { get; set; } = "us-east-1";

    /// <summary>The bucket; it must exist.</summary>
    public string Bucket { get; set; } = "";

    /// <summary>What all names begin with, as <c>payments/</c>. Default: nothing.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The access key's id.</summary>
    public string AccessKeyId { get; set; } = "";

    /// <summary>The access key. A secret: give it from a secret store or the environment.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string SecretAccessKey
    {
        get => _secretAccessKey?.Reveal() ?? "";
        set => _secretAccessKey = Secret.Of(value);
    }

    /// <summary>How long one request may take, the transfer included. Default: 10 minutes. 1 second to 1 hour.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);
}
