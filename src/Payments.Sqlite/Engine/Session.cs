using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Payments.Sqlite;

/// <summary>One connection and its prepared statements. Not thread-safe: one user at a time.</summary>
internal sealed class Session : IDisposable
{
    // The keys are the constants of Sql: the same text is always the same object.
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);
    private readonly SqliteConnection _connection;

    private Session(SqliteConnection connection) => _connection = connection;

    /// <summary>Whether a transaction is open. Some faults, as a full disk, end it without being asked.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(Database) == 0;

    public sqlite3 Database => _connection.Handle ?? throw new ObjectDisposedException(nameof(Session));

    /// <param name="file">The database.</param>
    /// <param name="mode">Whether the file may be made.</param>
    /// <param name="busyTimeout">How long one statement waits for a lock.</param>
    public static Session Open(string file, SqliteOpenMode mode, TimeSpan busyTimeout)
    {
        if (mode == SqliteOpenMode.ReadWriteCreate)
        {
            MakePrivate(file);
        }

        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = mode,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            var session = new Session(connection);
            session.Execute($"PRAGMA busy_timeout = {(int)busyTimeout.TotalMilliseconds}; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The prepared statement of a constant of <see cref="Sql"/>.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(Database, sql);
            _statements.Add(sql, statement);
        }

        return statement;
    }

    /// <summary>Makes every statement ready again after a fault in the middle of reading.</summary>
    public void ResetStatements()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Reset();
        }
    }

    /// <summary>Runs statements once.</summary>
    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Database, sql), Database);

    /// <summary>Runs a statement once and gives the number in its first column.</summary>
    public long Number(string sql)
    {
        using var statement = new Statement(Database, sql);
        return statement.Read() ? statement.Number(0) : 0;
    }

    /// <summary>Runs a statement once and gives the text in its first column.</summary>
    public string Text(string sql)
    {
        using var statement = new Statement(Database, sql);
        return statement.Read() ? statement.Text(0) : "";
    }

    /// <summary>Undoes the open transaction, if one is open.</summary>
    public void Rollback()
    {
        if (InTransaction)
        {
            Prepare(Sql.Rollback).Execute();
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    // Payments are nobody else's to read. SQLite gives the files beside it the same rights.
    private static void MakePrivate(string file)
    {
        if (OperatingSystem.IsWindows() || File.Exists(file))
        {
            return;
        }

        try
        {
            using var made = new FileStream(file, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Another process was faster, or SQLite will say what is wrong.
        }
    }
}
