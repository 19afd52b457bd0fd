using System.Globalization;
using System.Text;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Refunds;

namespace Payments.Simulators.Alipay.Bills;

/// <summary>One movement of money: a payment, or a refund where <see cref="Refund"/> is set.</summary>
internal sealed record AlipayMovement(AlipayTrade Trade, AlipayRefund? Refund, DateTimeOffset At, long AmountFen, long FeeFen)
{
    public bool IsRefund => Refund is not null;

    /// <summary>The movements of a seller within a span of time, oldest first.</summary>
    public static List<AlipayMovement> Between(
        IEnumerable<AlipayTrade> trades, string sellerId, DateTimeOffset from, DateTimeOffset to, int feeBasisPoints)
    {
        var found = new List<AlipayMovement>();
        foreach (var trade in trades.Where(trade => trade.Terms.Merchant.SellerId == sellerId && trade.WasPaid))
        {
            Add(new AlipayMovement(trade, null, trade.PaidAt!.Value, trade.Terms.TotalFen, -Fee(trade.Terms.TotalFen, feeBasisPoints)));
            foreach (var refund in trade.Refunds.Where(static refund => refund.IsDone))
            {
                Add(new AlipayMovement(trade, refund, refund.DoneAt!.Value, -refund.AmountFen, 0));
            }
        }

        return [.. found.OrderBy(static movement => movement.At)];

        void Add(AlipayMovement movement)
        {
            if (movement.At >= from && movement.At < to) found.Add(movement);
        }
    }

    private static long Fee(long fen, int basisPoints) => ((fen * basisPoints) + 5_000) / 10_000;
}

/// <summary>The shape every bill file shares: comment lines, a header, rows, comment lines.</summary>
internal static class AlipayBillText
{
    public static string Account(string sellerId) => $"{sellerId}0156";

    public static StringBuilder Start(string title, string list, string sellerId, DateTimeOffset from, DateTimeOffset to) => new StringBuilder()
        .Append('#').Append(title).Append('\n')
        .Append("#账号：[").Append(Account(sellerId)).Append("]\n")
        .Append("#起始日期：[").Append(Chinese(from)).Append("]   终止日期：[").Append(Chinese(to)).Append("]\n")
        .Append('#').Append('-', 41).Append(list).Append('-', 40).Append('\n');

    public static StringBuilder End(this StringBuilder text, string list) =>
        text.Append('#').Append('-', 41).Append(list).Append("结束").Append('-', 36).Append('\n');

    public static StringBuilder Exported(this StringBuilder text, DateTimeOffset now) =>
        text.Append("#导出时间：[").Append(Chinese(now)).Append("]\n");

    /// <summary>A text column: Alipay ends most of them with a tab, so that spreadsheets keep long numbers whole.</summary>
    public static string Tabbed(string? text) => $"{Plain(text)}\t";

    /// <summary>Bill fields are not quoted: what would break a row becomes a space.</summary>
    public static string Plain(string? text) => text is null ? "" : text.Replace(',', ' ').Replace('\n', ' ').Replace('\r', ' ');

    public static string Count(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Chinese(DateTimeOffset time) => AlipayTime.Format(time, "yyyy年MM月dd日 HH:mm:ss");
}
