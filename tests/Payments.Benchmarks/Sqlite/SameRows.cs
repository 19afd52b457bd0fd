using Microsoft.Data.Sqlite;

namespace Payments.Benchmarks.Sqlite;

/// <summary>Sees that the yardstick wrote the same rows as we did: a schema that grows must not leave the yardstick behind.</summary>
internal static class SameRows
{
    public static void Check(string ours, string yardstick)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = yardstick, Pooling = false }.ConnectionString);
        connection.Open();
        using (var attach = new SqliteCommand("ATTACH $0 AS ours", connection))
        {
            attach.Parameters.AddWithValue("$0", ours);
            attach.ExecuteNonQuery();
        }

        foreach (var table in Names(connection, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
        {
            // A row's own number is not what it says.
            var columns = Names(connection, $"SELECT name FROM pragma_table_info('{table}') WHERE name <> 'id'");
            if (Differs(connection, table, string.Join(", ", columns)))
            {
                var guilty = columns.Where(column => Differs(connection, table, column));
                throw new InvalidOperationException($"Table '{table}' differs between the two files, in {string.Join(", ", guilty)}: bring {nameof(HandSql)} and {nameof(HandWriter)} up to date.");
            }
        }
    }

    private static bool Differs(SqliteConnection connection, string table, string columns) =>
        Names(connection, $"SELECT count(*) FROM (SELECT {columns} FROM ours.{table} EXCEPT SELECT {columns} FROM main.{table})").Single() != "0"
        || Names(connection, $"SELECT count(*) FROM (SELECT {columns} FROM main.{table} EXCEPT SELECT {columns} FROM ours.{table})").Single() != "0";

    private static List<string> Names(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names come from the schema
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }
}
