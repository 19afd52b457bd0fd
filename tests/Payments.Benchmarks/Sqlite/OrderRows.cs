using Microsoft.Data.Sqlite;

namespace Payments.Benchmarks.Sqlite;

/// <summary>The rows one order has left in our tables, to be written again by hand. Columns are in the order of the statements.</summary>
internal sealed class OrderRows
{
    public required object[] Order { get; init; }

    public required object[] Attempt { get; init; }

    public required object[] Idempotency { get; init; }

    public required IReadOnlyList<object[]> Events { get; init; }

    public required object[]? Evidence { get; init; }

    /// <summary>Reads the rows of orders, in the order of their numbers, from the one after <paramref name="after"/> on.</summary>
    public static List<OrderRows> Read(string file, string after, int count)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ConnectionString);
        connection.Open();
        var orders = Select(connection, HandSql.SelectOrders, after, count);
        var last = (string)orders[^1][0];
        var attempts = Select(connection, HandSql.SelectAttempts, after, last).ToDictionary(row => (string)row[0], StringComparer.Ordinal);
        var keys = Select(connection, HandSql.SelectIdempotency, after, last).ToDictionary(row => (string)row[3], StringComparer.Ordinal);
        var events = Select(connection, HandSql.SelectEvents, after, last).ToLookup(row => (string)row[0], StringComparer.Ordinal);
        var evidence = Select(connection, HandSql.SelectEvidence, after, last).ToDictionary(row => (string)row[8], StringComparer.Ordinal);
        return orders.ConvertAll(order => new OrderRows
        {
            Order = order,
            Attempt = attempts[(string)order[0]],
            Idempotency = keys[(string)order[0]],
            Events = [.. events[(string)order[0]]],
            Evidence = evidence.GetValueOrDefault((string)order[0]),
        });
    }

    private static List<object[]> Select(SqliteConnection connection, string sql, params ReadOnlySpan<object> arguments)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this project
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < arguments.Length; i++)
        {
            command.Parameters.AddWithValue($"${i}", arguments[i]);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
