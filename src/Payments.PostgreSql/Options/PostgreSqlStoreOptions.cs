namespace Payments.PostgreSql;

/// <summary>Settings of the PostgreSQL store, read from <c>Payments:PostgreSql</c>. Checked when the host starts.</summary>
public sealed class PostgreSqlStoreOptions
{
    /// <summary>
    /// The connection string, as <c>Host=db.internal;Database=shop;Username=payments;Password=…</c>
    /// (https://www.npgsql.org/doc/connection-string-parameters.html). Required. It holds a password, and appears in no text or log.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The schema of the tables, made where it is missing. Default: <c>payments</c>. A lower-case letter, then at most 62 lower-case letters, digits and
    /// underscores; not beginning with <c>pg_</c>.
    /// </summary>
    public string Schema { get; set; } = "payments";

    /// <summary>How many statements of one kind (creating, committing, reading, evidence) are under way at once. Default: 2. 1 to 64.</summary>
    public int Lanes { get; set; } = 2;

    /// <summary>How many callers share one statement at most. Default: 256. 1 to 10,000.</summary>
    public int MaxBatch { get; set; } = 256;

    /// <summary>How long one statement may take; then its callers get the fault. Default: 10 seconds. Whole seconds, 1 second to 2 minutes.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
