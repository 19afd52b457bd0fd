using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;
using Payments.Simulators.WeChat.Refunds;

namespace Payments.Simulators.WeChat.Bills;

/// <summary>One line of a trade bill, in yuan.</summary>
internal sealed record TradeRow(WeChatOrder Order, WeChatRefund? Refund, DateTimeOffset Time, string State)
{
    private const decimal Rate = 0.006m;

    public bool IsPayment => State == "SUCCESS";

    public decimal Settled => IsPayment ? Order.Total / 100m : 0m;

    public decimal Refunded => IsPayment ? 0m : (Refund?.Amount ?? Order.Total) / 100m;

    /// <summary>Charged on payments, given back on refunds.</summary>
    public decimal Fee => IsPayment ? FeeOf(Settled) : -FeeOf(Refunded);

    public static decimal FeeOf(decimal yuan) => decimal.Round(yuan * Rate, 2, MidpointRounding.AwayFromZero);

    /// <summary>Everything that happened to the merchant's orders on that Beijing day, oldest first.</summary>
    public static List<TradeRow> Of(IEnumerable<WeChatOrder> orders, DateOnly day)
    {
        var rows = new List<TradeRow>();
        foreach (var order in orders)
        {
            if (order.PaidAt is { } paidAt && IsOn(paidAt, day))
            {
                rows.Add(new TradeRow(order, null, paidAt, "SUCCESS"));
            }

            if (order.PaidAt is not null && order.RevokedAt is { } revokedAt && IsOn(revokedAt, day))
            {
                rows.Add(new TradeRow(order, null, revokedAt, "REVOKED"));
            }

            foreach (var refund in order.Refunds)
            {
                if (IsOn(refund.CreatedAt, day))
                {
                    rows.Add(new TradeRow(order, refund, refund.CreatedAt, "REFUND"));
                }
            }
        }

        rows.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        return rows;
    }

    public static bool IsOn(DateTimeOffset time, DateOnly day) => DateOnly.FromDateTime(time.ToOffset(WeChatTime.Beijing).DateTime) == day;

    /// <summary>The refund's state in the words of the bill.</summary>
    public string RefundState => Refund?.State switch
    {
        null => "",
        Refunds.RefundState.Success => "SUCCESS",
        Refunds.RefundState.Processing => "PROCESSING",
        Refunds.RefundState.Abnormal => "CHANGE",
        _ => "FAIL",
    };
}
