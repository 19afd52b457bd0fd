using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Payments.Sqlite;

/// <summary>
/// Copies the database as it stands at one moment, while it is written to, with SQLite's backup interface. The copy appears under its name only
/// when it is whole, checked and flushed.
/// </summary>
internal static class OnlineBackup
{
    private const int PagesPerStep = 256;

    /// <returns>The number of pages copied.</returns>
    public static int Run(string file, string copy, CancellationToken cancellationToken)
    {
        var partial = copy + ".partial";
        File.Delete(partial);
        try
        {
            var pages = Copy(file, partial, cancellationToken);
            File.Move(partial, copy, overwrite: false);
            return pages;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static int Copy(string file, string partial, CancellationToken cancellationToken)
    {
        using var source = Session.Open(file, SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(5));
        using var target = Session.Open(partial, SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(5));

        // An open read pins one state of the file, so that writers do not make the copy start over.
        source.Execute("BEGIN");
        source.Number(Sql.Look);
        int pages;
        using (var backup = raw.sqlite3_backup_init(target.Database, "main", source.Database, "main"))
        {
            int result;
            while ((result = raw.sqlite3_backup_step(backup, PagesPerStep)) == raw.SQLITE_OK)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            pages = raw.sqlite3_backup_pagecount(backup);
            SqliteException.ThrowExceptionForRC(result == raw.SQLITE_DONE ? raw.SQLITE_OK : result, target.Database);
        }

        source.Rollback();
        Finish(target);
        return pages;
    }

    private static void Finish(Session target)
    {
        var found = target.Text("PRAGMA quick_check(1)");
        if (found != "ok")
        {
            throw new InvalidDataException($"The copy is damaged: {found}. The database itself may be; look at it with PRAGMA integrity_check.");
        }

        target.Text("PRAGMA journal_mode = DELETE"); // one file, complete without a log beside it
    }
}
