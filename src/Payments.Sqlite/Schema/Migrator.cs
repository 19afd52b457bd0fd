using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Payments.Sqlite;

/// <summary>Brings a file to the newest schema. Each migration is one transaction that is seen whole or not at all, by this process and by others.</summary>
internal static class Migrator
{
    private const string ReadVersion = "PRAGMA user_version";

    /// <summary>Switches the file to its write-ahead log.</summary>
    /// <returns><see langword="false"/> where the file system does not allow one.</returns>
    public static bool EnterWriteAheadLog(Session session, TimeSpan busyTimeout)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return session.Text("PRAGMA journal_mode = WAL") == "wal";
            }
            catch (SqliteException fault) when (fault.SqliteErrorCode == raw.SQLITE_BUSY && Stopwatch.GetElapsedTime(began) < busyTimeout)
            {
                Thread.Sleep(BatchRunner.LockSlice); // here SQLite does not wait by itself: many processes start at once
            }
        }
    }

    /// <summary>Runs the migrations the file has not seen. Many processes may call it at once: each looks again once it holds the lock.</summary>
    /// <returns>The version found and the version left; equal when there was nothing to do.</returns>
    /// <exception cref="PaymentConfigurationException">The file is newer than this package, or another application's.</exception>
    public static (int From, int To) Migrate(Session session, IReadOnlyList<string> migrations, StartFault faults)
    {
        var from = (int)session.Number(ReadVersion);
        if (from == migrations.Count && IsOurs(session))
        {
            return (from, from);
        }

        session.Execute(Sql.BeginWrite);
        try
        {
            from = (int)session.Number(ReadVersion);
            Refuse(session, from, migrations.Count, faults);
            for (var version = from; version < migrations.Count; version++)
            {
                session.Execute(migrations[version]);
            }

            session.Execute($"PRAGMA user_version = {migrations.Count}; PRAGMA application_id = {Migrations.ApplicationId};");
            session.Execute(Sql.Commit);
            return (from, migrations.Count);
        }
        catch
        {
            session.Rollback();
            throw;
        }
    }

    private static void Refuse(Session session, int version, int known, StartFault faults)
    {
        var isEmpty = version == 0 && session.Number("SELECT COUNT(*) FROM sqlite_master") == 0;
        if (!isEmpty && !IsOurs(session))
        {
            throw faults.Of("is a database of another application.", "Name a file of its own for the payments.");
        }

        if (version > known)
        {
            throw faults.Of(
                $"has schema version {version}, and this package knows versions up to {known}.",
                "Run the version of Payments.Sqlite that wrote it, or a newer one; a schema is never taken back.");
        }
    }

    private static bool IsOurs(Session session) => session.Number("PRAGMA application_id") == Migrations.ApplicationId;
}
