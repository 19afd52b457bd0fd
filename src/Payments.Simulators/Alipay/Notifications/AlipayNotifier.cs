using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Refunds;
using Payments.Simulators.Notifications;

namespace Payments.Simulators.Alipay.Notifications;

/// <summary>Tells the merchant what became of a trade, at the <c>notify_url</c> the trade was made with.</summary>
internal sealed class AlipayNotifier(NotificationScheduler scheduler, AlipayPlatform platform, TimeProvider time)
{
    /// <summary>The official gaps between deliveries, about 25 hours in all.</summary>
    private static readonly TimeSpan[] Gaps =
    [
        TimeSpan.FromMinutes(4),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(10),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(6),
        TimeSpan.FromHours(15),
    ];

    /// <summary>A payment, a close or the end of the refund time: the trade's status as it is now.</summary>
    public void StatusChanged(AlipayTrade trade)
    {
        var fields = AlipayNoticeFields.OfTrade(trade);

        // The late TRADE_FINISHED carries a refund fee of nothing: receivers must not take it for a refund.
        if (trade.Status == AlipayTradeStatus.TradeFinished) fields.Add(new("refund_fee", "0.00"));
        Schedule(trade, fields);
    }

    /// <summary>A refund: same address and type as a payment's notice, told apart by its refund fields only.</summary>
    public void Refunded(AlipayTrade trade, AlipayRefund refund)
    {
        var fields = AlipayNoticeFields.OfTrade(trade);
        fields.Add(new("refund_fee", AlipayAmount.Format(trade.RefundedFen)));
        fields.Add(new("gmt_refund", AlipayTime.FormatMilliseconds(refund.DoneAt!.Value)));
        fields.Add(new("out_biz_no", refund.RequestNo));
        Schedule(trade, fields);
    }

    private void Schedule(AlipayTrade trade, List<KeyValuePair<string, string>> fields)
    {
        var terms = trade.Terms;
        if (terms.NotifyUrl is not { } url) return;
        var notice = new AlipayNotice(fields, terms, platform, time);
        scheduler.Schedule(new Notice
        {
            Channel = AlipaySimulator.ChannelName,
            Id = notice.Id,
            Event = trade.Status.Word(),
            OutTradeNo = trade.OutTradeNo,
            Url = url,
            RetryAfter = Gaps,
            Build = notice.Build,
            Acknowledges = static (status, body) => status == 200 && body == "success",
        });
    }
}
