namespace Payments.Sqlite;

/// <summary>Settings of the SQLite store, read from <c>Payments:Sqlite</c>. Checked when the host starts.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>
    /// The database file, relative to the working directory or absolute. Its folder must exist and allow writing. Default: <c>payments.db</c>.
    /// In-memory databases are refused: they lose payments.
    /// </summary>
    public string DataSource { get; set; } = "payments.db";

    /// <summary>What a committed payment survives. Default: <see cref="SqliteDurability.Full"/>.</summary>
    public SqliteDurability Durability { get; set; } = SqliteDurability.Full;

    /// <summary>How long a write waits for another process that holds the file. Default: 5 seconds. 100 milliseconds to 1 minute.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many concurrent writes share one transaction at most. Default: 256. 1 to 10,000.</summary>
    public int MaxBatch { get; set; } = 256;
}

/// <summary>What a committed payment survives.</summary>
public enum SqliteDurability
{
    /// <summary>Power loss: every transaction is flushed to the disk before it is acknowledged (<c>PRAGMA synchronous = FULL</c>).</summary>
    Full,

    /// <summary>
    /// A crash of the process, not a power loss: the last transactions may be missing afterwards, although they were acknowledged
    /// (<c>PRAGMA synchronous = NORMAL</c>). For tests and demonstrations.
    /// </summary>
    Normal,
}
