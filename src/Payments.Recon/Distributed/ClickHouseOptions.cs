using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.Recon;

/// <summary>Where a ClickHouse cluster is, and what it may use for a run.</summary>
public sealed class ClickHouseOptions
{
    private Secret? _password;

    /// <summary>The HTTP address of one server of each shard, 1 to 64. The first also gathers the results.</summary>
    public IList<Uri> Shards { get; } = [];

    /// <summary>The cluster's name in the servers' configuration (<c>remote_servers</c>), with the same shards.</summary>
    public string Cluster { get; set; } = "";

    /// <summary>The database the run's tables are made in. Default: <c>default</c>.</summary>
    public string Database { get; set; } = "default";

    /// <summary>The user; may make and drop tables. Default: <c>default</c>.</summary>
    public string User { get; set; } = "default";

    /// <summary>The password. A secret: it goes into a header only.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string Password
    {
        get => _password?.Reveal() ?? "";
        set => _password = Secret.Of(value);
    }

    /// <summary>How much memory one statement may take on a server, in bytes; at least 64 MiB. Default: 4 GiB. At half of it grouping goes on on disk.</summary>
    public long MaxMemoryBytes { get; set; } = 4L << 30;

    /// <summary>How long one statement may take. Default: 30 minutes. 1 second to 1 day.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>A folder for the staged lines; default the run's own work folder. They are deleted when the run ends.</summary>
    public string? StagingFolder { get; set; }
}
