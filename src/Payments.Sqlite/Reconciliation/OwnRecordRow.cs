using Payments.Reconciliation;
using Payments.Shared.Reconciliation;

namespace Payments.Sqlite;

/// <summary>Our side of a day, page by page.</summary>
internal static class OwnRecordRow
{
    /// <summary>How many orders or refunds one page reads over.</summary>
    public const int PageSize = 1_000;

    public sealed record Page<TPlace>(IReadOnlyList<OwnRecord> Records, TPlace? Next)
        where TPlace : class;

    public sealed record RefundPlace(DateTimeOffset At, string OrderNo, string RefundNo);

    public static Page<string> ReadPayments(Session session, (OwnRecordQuery Query, string After, string Before) page)
    {
        var records = new List<OwnRecord>();
        var orders = 0;
        var last = "";
        var rows = session.Prepare(ReconciliationSql.ReadOwnPayments).Bind(1, page.After).Bind(2, page.Before).Bind(3, PageSize).Bind(4, page.Query.ChannelAccount);
        while (rows.Read())
        {
            var orderNo = rows.Text(0);
            orders += orderNo == last ? 0 : 1;
            last = orderNo;
            if (!rows.IsNull(5))
            {
                OwnRecords.AddPayment(records, page.Query, ReadPayment(rows));
            }
        }

        return new Page<string>(records, orders == PageSize ? last : null);
    }

    public static Page<RefundPlace> ReadRefunds(Session session, (OwnRecordQuery Query, RefundPlace After) page)
    {
        var records = new List<OwnRecord>();
        RefundPlace? last = null;
        var count = 0;
        var rows = session.Prepare(ReconciliationSql.ReadOwnRefunds)
            .Bind(1, page.After.At)
            .Bind(2, page.After.OrderNo)
            .Bind(3, page.After.RefundNo)
            .Bind(4, page.Query.To)
            .Bind(5, PageSize);
        while (rows.Read())
        {
            count++;
            last = new RefundPlace(rows.Time(10), rows.Text(0), rows.Text(3));
            if (rows.Text(11) == page.Query.ChannelAccount)
            {
                records.Add(OwnRecords.Refund(ReadRefund(rows)));
            }
        }

        return new Page<RefundPlace>(records, count == PageSize ? last : null);
    }

    private static OwnPayment ReadPayment(Statement row) => new(
        row.OrderNo(0),
        Money.FromMinorUnits(row.Number(2), Currency.Parse(row.Text(1))),
        row.Text(5) == row.OptionalText(4) ? row.OptionalTime(3) : null,
        row.Text(5),
        Enum.Parse<AttemptStatus>(row.Text(6)),
        row.OptionalText(7),
        row.Time(8),
        row.Time(9));

    private static OwnRefund ReadRefund(Statement row) => new(
        row.OrderNo(0),
        Money.FromMinorUnits(row.Number(2), Currency.Parse(row.Text(1))),
        row.Text(3),
        row.Text(4),
        Enum.Parse<RefundCause>(row.Text(5)),
        Enum.Parse<RefundStatus>(row.Text(6)),
        row.OptionalText(7),
        row.Time(8),
        row.OptionalTime(9));
}
