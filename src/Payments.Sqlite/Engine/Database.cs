using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Payments.Shared;

namespace Payments.Sqlite;

/// <summary>An open file: its writer and its readers.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteStoreOptions _options;

    private Database(SqliteStoreOptions options, ILogger logger, StoreTelemetry? telemetry)
    {
        _options = options;
        Readers = new ReaderPool(OpenReader);
        Writer = new Writer(() => OpenWriter(options), options, logger, telemetry);
    }

    public Writer Writer { get; }

    public ReaderPool Readers { get; }

    /// <summary>Makes or migrates the file and opens it. Blocks for as long as a migration takes.</summary>
    /// <exception cref="SqliteException">The file cannot be opened.</exception>
    /// <exception cref="PaymentConfigurationException">Its schema is not ours, or newer.</exception>
    public static Database Open(SqliteStoreOptions options, ILogger logger, StoreTelemetry? telemetry, StartFault faults)
    {
        using (var session = Session.Open(options.DataSource, SqliteOpenMode.ReadWriteCreate, options.BusyTimeout))
        {
            var version = Migrate(session, options, logger, faults);
            session.Execute(Sql.Touch); // a file that can only be read is found out now
            Log.Opened(logger, options.DataSource, version, options.Durability);
        }

        return new Database(options, logger, telemetry);
    }

    public void Dispose()
    {
        Writer.Dispose();
        Readers.Dispose();
    }

    /// <summary>A connection that writes as durably as the settings say.</summary>
    public static Session OpenWriter(SqliteStoreOptions options)
    {
        var session = Session.Open(options.DataSource, SqliteOpenMode.ReadWrite, BatchRunner.LockSlice);
        var synchronous = options.Durability == SqliteDurability.Full ? "FULL" : "NORMAL";
        session.Execute($"PRAGMA synchronous = {synchronous}; PRAGMA cache_size = -16384;");
        return session;
    }

    private static int Migrate(Session session, SqliteStoreOptions options, ILogger logger, StartFault faults)
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

        return to;
    }

    private Session OpenReader()
    {
        var session = Session.Open(_options.DataSource, SqliteOpenMode.ReadWrite, _options.BusyTimeout);
        session.Execute("PRAGMA query_only = ON");
        return session;
    }
}
