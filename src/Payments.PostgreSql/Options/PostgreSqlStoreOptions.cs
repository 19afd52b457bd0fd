using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Payments.PostgreSql;

/// <summary>Settings of the PostgreSQL store, read from <c>Payments:PostgreSql</c>. Checked when the host starts.</summary>
public sealed class PostgreSqlStoreOptions
{
    private Secret? _connectionString;

    /// <summary>
    /// The connection string, as <c>Host=db.internal;Database=shop;Username=payments;Password=…</c>
    /// (https://www.npgsql.org/doc/connection-string-parameters.html). Required. It holds a password, and appears in no text or log.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string ConnectionString
    {
        get => _connectionString?.Reveal() ?? "";
        set => _connectionString = Secret.Of(value);
    }

    /// <summary>
    /// The schema of the tables, made where it is missing. Default: <c>payments</c>. A lower-case letter, then at most 62 lower-case letters, digits and
    /// underscores; not beginning with <c>pg_</c>.
    /// </summary>
    public string Schema { get; set; } = "payments";

    /// <summary>
    /// How many statements of one kind (creating, committing, reading, evidence, enqueueing webhooks, settling them) a node has under way at once. Default: 2, so that one is made up and
    /// answered here while the server runs the other. 1 makes the largest statements and the least work, where the server's cores are what there is
    /// too little of; more suit a server that is far away. 1 to 64.
    /// </summary>
    public int Lanes { get; set; } = 2;

    /// <summary>How many callers share one statement at most. Default: 512. 1 to 10,000.</summary>
    public int MaxBatch { get; set; } = 512;

    /// <summary>
    /// How many orders a node remembers as it last wrote or read them: changing one saves reading it, reading one only asks the server whether it is still so.
    /// Default: 10,000, about 20 MB. 0 to 1,000,000; 0 remembers none.
    /// </summary>
    public int KnownOrders { get; set; } = 10_000;

    /// <summary>How long one statement may take; then its callers get the fault. Default: 10 seconds. Whole seconds, 1 second to 2 minutes.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
