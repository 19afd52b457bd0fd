using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Payments.Sqlite;

/// <summary>An open file: its writer and its readers.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteStoreOptions _options;

    private Database(SqliteStoreOptions options, ILogger logger)
    {
        _options = options;
        Readers = new ReaderPool(OpenReader);
        Writer = new Writer(OpenWriter, options, logger);
    }

    public Writer Writer { get; }

    public ReaderPool Readers { get; }

    /// <summary>Makes or migrates the file and opens it. Blocks for as long as a migration takes.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    /// <exception cref="PaymentConfigurationException">Its schema is not ours, or newer.</exception>
    public static Database Open(SqliteStoreOptions options, ILogger logger, StartFault faults)
    {
        using (var session = Session.Open(options.DataSource, SqliteOpenMode.ReadWriteCreate, options.BusyTimeout))
        {
            if (!Migrator.EnterWriteAheadLog(session, options.BusyTimeout))
            {
                throw faults.Of("lies where no write-ahead log is possible.", "Keep the file on a local disk: network file systems cannot share its memory.");
            }

            var (from, to) = Migrator.Migrate(session, Migrations.All, faults);
            if (from != to)
            {
                Log.Migrated(logger, options.DataSource, from, to);
            }

            Log.Opened(logger, options.DataSource, to, options.Durability);
        }

        return new Database(options, logger);
    }

    public void Dispose()
    {
        Writer.Dispose();
        Readers.Dispose();
    }

    private Session OpenWriter()
    {
        var session = Session.Open(_options.DataSource, SqliteOpenMode.ReadWrite, BatchRunner.LockSlice);
        session.Execute($"PRAGMA synchronous = {(_options.Durability == SqliteDurability.Full ? "FULL" : "NORMAL")}; PRAGMA cache_size = -16384;");
        return session;
    }

    private Session OpenReader()
    {
        var session = Session.Open(_options.DataSource, SqliteOpenMode.ReadWrite, _options.BusyTimeout);
        session.Execute("PRAGMA query_only = ON");
        return session;
    }
}
