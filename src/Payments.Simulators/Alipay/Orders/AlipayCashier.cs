using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Notifications;
using Payments.Simulators.Alipay.Refunds;

namespace Payments.Simulators.Alipay.Orders;

/// <summary>What happens to a trade, and who hears of it. Every member needs the book's lock held.</summary>
internal sealed class AlipayCashier(AlipayBook book, AlipayNotifier notifier, AlipaySimulatorOptions options)
{
    /// <summary>The order under these terms: a new one, or the one there is when the request repeats it exactly.</summary>
    /// <exception cref="AlipayRefusalException">The number is paid, closed, or was used with other parameters.</exception>
    public AlipayTrade Register(AlipayTerms terms, DateTimeOffset now)
    {
        if (book.Find(terms.Merchant.SellerId, terms.OutTradeNo) is not { } trade) return book.Add(terms, now);
        switch (trade.Status)
        {
            case AlipayTradeStatus.TradeSuccess or AlipayTradeStatus.TradeFinished:
                throw AlipayRefusalException.Business("ACQ.TRADE_HAS_SUCCESS", "交易已被支付");
            case AlipayTradeStatus.TradeClosed:
                throw AlipayRefusalException.Business("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
        }

        if (!terms.Agrees(trade.Terms) && (trade.Exists || options.CompareUnopenedOrders))
        {
            throw AlipayRefusalException.Business("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改");
        }

        if (!trade.Exists) book.Renew(trade, terms);
        return trade;
    }

    /// <summary>Whether the buyer may still open or pay the order.</summary>
    public bool CanPay(AlipayTrade trade, DateTimeOffset now) => trade.Status switch
    {
        AlipayTradeStatus.WaitBuyerPay => now < trade.Terms.ExpiresAt,
        AlipayTradeStatus.Unopened => now < trade.Terms.ExpiresAt
            && (trade.Terms.Product != AlipayProduct.Precreate || now < trade.RegisteredAt + options.QrCodeLife),
        _ => false,
    };

    /// <summary>The buyer looks at the order: now there is a trade.</summary>
    public void Open(AlipayTrade trade, string? buyerId, DateTimeOffset now)
    {
        if (trade.Exists || !CanPay(trade, now)) return;
        trade.BuyerId = buyerId ?? trade.Terms.BuyerId ?? AlipayBuyer.DefaultId;
        trade.CreatedAt = now;
        trade.Status = AlipayTradeStatus.WaitBuyerPay;
        book.Number(trade, now);
    }

    /// <summary>The buyer pays; false where the order cannot be paid.</summary>
    public bool Pay(AlipayTrade trade, string? buyerId, DateTimeOffset now)
    {
        if (!CanPay(trade, now)) return false;
        Open(trade, buyerId, now);
        trade.BuyerId = buyerId ?? trade.BuyerId;
        trade.PaidAt = now;
        trade.Status = AlipayTradeStatus.TradeSuccess;
        notifier.StatusChanged(trade);
        return true;
    }

    /// <summary>Closes a trade nobody paid.</summary>
    public void Close(AlipayTrade trade, DateTimeOffset now)
    {
        trade.Status = AlipayTradeStatus.TradeClosed;
        trade.ClosedAt = now;
        if (!trade.Terms.Product.IsFaceToFace() || options.NotifyClosedFaceToFace) notifier.StatusChanged(trade);
    }

    /// <summary>Books a refund; <paramref name="isDecided"/> false leaves it undecided, as the platform sometimes does.</summary>
    public AlipayRefund Refund(AlipayTrade trade, string requestNo, long amountFen, string? reason, bool isDecided, DateTimeOffset now)
    {
        var refund = new AlipayRefund(requestNo, amountFen, reason, now);
        trade.Refunds.Add(refund);
        if (isDecided) Settle(trade, refund, now);
        return refund;
    }

    /// <summary>The money of an undecided refund went back.</summary>
    public void Settle(AlipayTrade trade, AlipayRefund refund, DateTimeOffset now)
    {
        refund.DoneAt = now;
        if (trade.RefundedFen == trade.Terms.TotalFen)
        {
            trade.Status = AlipayTradeStatus.TradeClosed;
            trade.ClosedAt = now;
        }

        notifier.Refunded(trade, refund);
    }

    /// <summary>The refund time is over; false where the trade is not paid.</summary>
    public bool Finish(AlipayTrade trade)
    {
        if (trade.Status != AlipayTradeStatus.TradeSuccess) return false;
        trade.Status = AlipayTradeStatus.TradeFinished;
        notifier.StatusChanged(trade);
        return true;
    }

    /// <summary>Closes every trade whose time to be paid is over.</summary>
    public void CloseExpired(DateTimeOffset now)
    {
        // Ends: each turn takes one entry out of the queue.
        while (book.TryTakeExpired(now, out var trade))
        {
            if (trade.Status == AlipayTradeStatus.WaitBuyerPay && trade.Terms.ExpiresAt <= now) Close(trade, now);
        }
    }
}
