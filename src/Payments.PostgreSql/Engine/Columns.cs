using Npgsql;

namespace Payments.PostgreSql;

/// <summary>Reads what the tables keep.</summary>
internal static class Columns
{
    public static string? OptionalText(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this NpgsqlDataReader row, int column) => new(row.GetInt64(column), TimeSpan.Zero);

    public static DateTimeOffset? OptionalTime(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static OrderNo OrderNo(this NpgsqlDataReader row, int column) => Payments.OrderNo.Parse(row.GetString(column));
}
