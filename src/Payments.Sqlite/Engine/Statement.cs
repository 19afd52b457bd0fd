using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Payments.Sqlite;

/// <summary>
/// A prepared statement, kept for the life of its connection. It binds and reads without boxing and without looking names up, and waits for
/// locks only as long as the connection says: the ADO.NET command would sleep and try again on its own.
/// </summary>
internal sealed class Statement : IDisposable
{
    private const int StackBytes = 512;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v3(database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, DateTimeOffset value) => Bind(index, value.UtcTicks);

    public Statement Bind(int index, DateTimeOffset? value) => value is { } time ? Bind(index, time) : BindNull(index);

    public Statement Bind(int index, OrderNo value) => Bind(index, value.Value);

    public Statement Bind(int index, string? value)
    {
        if (value is null)
        {
            return BindNull(index);
        }

        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_statement, index, "")); // an empty span would be bound as NULL
            return this;
        }

        Span<byte> stack = stackalloc byte[StackBytes];
        var room = Encoding.UTF8.GetMaxByteCount(value.Length);
        var bytes = room <= StackBytes ? stack : new byte[room];
        return BindUtf8(index, bytes[..Encoding.UTF8.GetBytes(value, bytes)]);
    }

    public Statement BindJson(int index, byte[]? utf8) => utf8 is null ? BindNull(index) : BindUtf8(index, utf8);

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty ? raw.sqlite3_bind_zeroblob(_statement, index, 0) : raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Execute()
    {
        var result = raw.sqlite3_step(_statement);
        var changes = raw.sqlite3_changes(_database);
        Finish(result);
        return changes;
    }

    /// <summary>Moves to the next row. After the last one, and after a fault, the statement is ready to be run again.</summary>
    public bool Read()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        Finish(result);
        return false;
    }

    /// <summary>Ends reading before the last row.</summary>
    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    public DateTimeOffset Time(int column) => new(Number(column), TimeSpan.Zero);

    public DateTimeOffset? OptionalTime(int column) => IsNull(column) ? null : Time(column);

    public OrderNo OrderNo(int column) => Payments.OrderNo.Parse(Text(column));

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    public string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a blob or of a text; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private Statement BindUtf8(int index, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_statement, index, utf8));
        return this;
    }

    private void Finish(int result)
    {
        if (result is raw.SQLITE_DONE or raw.SQLITE_ROW)
        {
            Reset();
            return;
        }

        try
        {
            Check(result); // reads the connection's message, which the reset would overwrite
        }
        finally
        {
            Reset();
        }
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
