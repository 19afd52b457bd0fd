using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.Recon;

/// <summary>An archive in HDFS, over its REST interface. Read from <c>Payments:Reconciliation:Archive:WebHdfs</c>.</summary>
public sealed class WebHdfsArchiveOptions
{
    private Secret? _delegationToken;

    /// <summary>The name node's address, as <c>http://namenode:9870</c>.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The folder everything goes into, as <c>/payments/archive</c>.</summary>
    public string Folder { get; set; } = "/payments";

    /// <summary>As whom, where the cluster believes names (<c>user.name</c>).</summary>
    public string User { get; set; } = "";

    /// <summary>A delegation token, where the cluster wants one. A secret: give it from a secret store or the environment.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string DelegationToken
    {
        get => _delegationToken?.Reveal() ?? "";
        set => _delegationToken = Secret.Of(value);
    }

    /// <summary>How long one request may take, the transfer included. Default: 10 minutes. 1 second to 1 hour.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(10);
}
