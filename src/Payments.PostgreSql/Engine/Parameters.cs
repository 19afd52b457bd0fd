using Npgsql;
using NpgsqlTypes;

namespace Payments.PostgreSql;

/// <summary>Gives a command its values, in the order of their numbers.</summary>
internal static class Parameters
{
    public static NpgsqlCommand With<T>(this NpgsqlCommand command, NpgsqlDbType type, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { NpgsqlDbType = type, TypedValue = value });
        return command;
    }

    public static NpgsqlCommand With(this NpgsqlCommand command, string value) => command.With(NpgsqlDbType.Text, value);

    public static NpgsqlCommand WithOptional(this NpgsqlCommand command, string? value) => command.With(NpgsqlDbType.Text, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, long value) => command.With(NpgsqlDbType.Bigint, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, int value) => command.With(NpgsqlDbType.Integer, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, short value) => command.With(NpgsqlDbType.Smallint, value);

    public static NpgsqlCommand With(this NpgsqlCommand command, DateTimeOffset value) => command.With(value.UtcTicks);

    public static NpgsqlCommand With(this NpgsqlCommand command, OrderNo value) => command.With((short)value.Shard).With(value.Value);

    /// <summary>One column of many rows.</summary>
    public static NpgsqlCommand Column<TRow, T>(this NpgsqlCommand command, NpgsqlDbType type, IReadOnlyList<TRow> rows, Func<TRow, T> value)
    {
        var column = new T[rows.Count];
        for (var i = 0; i < column.Length; i++)
        {
            column[i] = value(rows[i]);
        }

        return command.With(NpgsqlDbType.Array | type, column);
    }

    public static NpgsqlCommand Texts<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, string?> value) =>
        command.Column(NpgsqlDbType.Text, rows, value);

    public static NpgsqlCommand Longs<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, long> value) =>
        command.Column(NpgsqlDbType.Bigint, rows, value);

    public static NpgsqlCommand OptionalLongs<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, long?> value) =>
        command.Column(NpgsqlDbType.Bigint, rows, value);

    public static NpgsqlCommand Numbers<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, int> value) =>
        command.Column(NpgsqlDbType.Integer, rows, value);

    public static NpgsqlCommand Shorts<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, short> value) =>
        command.Column(NpgsqlDbType.Smallint, rows, value);

    public static NpgsqlCommand Times<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset> value) =>
        command.Column(NpgsqlDbType.Bigint, rows, row => value(row).UtcTicks);

    public static NpgsqlCommand OptionalTimes<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, DateTimeOffset?> value) =>
        command.Column(NpgsqlDbType.Bigint, rows, row => value(row)?.UtcTicks);

    public static NpgsqlCommand Bytes<TRow>(this NpgsqlCommand command, IReadOnlyList<TRow> rows, Func<TRow, byte[]?> value) =>
        command.Column(NpgsqlDbType.Bytea, rows, value);
}
