using Npgsql;
using Payments.Shared.Reconciliation;

namespace Payments.PostgreSql;

/// <summary>One of our records as the tables have it.</summary>
internal static class OwnRow
{
    public static OwnPayment ReadPayment(NpgsqlDataReader row) => new(
        row.OrderNo(0),
        Money.FromMinorUnits(row.GetInt64(2), Currency.Parse(row.GetString(1))),
        row.GetString(5) == row.OptionalText(4) ? row.OptionalTime(3) : null,
        row.GetString(5),
        Enum.Parse<AttemptStatus>(row.GetString(6)),
        row.OptionalText(7),
        row.Time(8),
        row.Time(9));

    public static OwnRefund ReadRefund(NpgsqlDataReader row) => new(
        row.OrderNo(0),
        Money.FromMinorUnits(row.GetInt64(2), Currency.Parse(row.GetString(1))),
        row.GetString(3),
        row.GetString(4),
        Enum.Parse<RefundCause>(row.GetString(5)),
        Enum.Parse<RefundStatus>(row.GetString(6)),
        row.OptionalText(7),
        row.Time(8),
        row.OptionalTime(9));
}
