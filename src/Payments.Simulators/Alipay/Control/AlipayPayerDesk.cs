using System.Text.Json.Nodes;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Methods;
using Payments.Simulators.Alipay.Notifications;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Channels;

namespace Payments.Simulators.Alipay.Control;

/// <summary>The payer's side: looks at orders, opens them, pays them.</summary>
internal sealed class AlipayPayerDesk(
    AlipayBook book, AlipayCashier cashier, AlipayGateway gateway, AlipayPlatform platform, TimeProvider time)
{
    public PayerAnswer Pay(PayerCommand command)
    {
        var now = time.GetUtcNow();
        lock (book.Lock)
        {
            cashier.CloseExpired(now);
            if (book.FindNewest(command.OutTradeNo) is not { } trade)
            {
                return PayerAnswer.Refused(404, "ORDER_NOT_FOUND", "No merchant asked for such an order.");
            }

            var payer = command.Payer is { Length: >= 6 } named ? named : null;
            return cashier.Pay(trade, payer, now)
                ? new PayerAnswer(200, Describe(trade), AlipayReturnJump.Of(trade, platform, now) ?? command.ReturnUrl)
                : PayerAnswer.Refused(409, trade.Status.Word(), $"The order cannot be paid: it is {trade.Status.Word()}, or its time is over.");
        }
    }

    public PayerOrder? Find(string outTradeNo)
    {
        lock (book.Lock)
        {
            return book.FindNewest(outTradeNo) is { } trade ? Show(trade) : null;
        }
    }

    /// <summary>The order behind a scanned QR code, a jump or an order string. Looking at it opens it: from now on there is a trade.</summary>
    public PayerOrder? FindByCode(string code)
    {
        if (code.Contains("app_id=", StringComparison.Ordinal)) return OpenOrderString(code).Order;
        var key = code.StartsWith(PrecreateMethod.Address, StringComparison.Ordinal) ? code[PrecreateMethod.Address.Length..] : code;
        lock (book.Lock)
        {
            return book.FindByCode(key) is { } trade ? Open(trade) : null;
        }
    }

    /// <summary>What a mobile client does with an order string: has it checked, and opens the order.</summary>
    public (PayerOrder? Order, AlipayAnswer Answer) OpenOrderString(string orderString)
    {
        var (trade, answer) = gateway.OpenOrderString(orderString);
        if (trade is null) return (null, answer);
        lock (book.Lock)
        {
            return (Open(trade), answer);
        }
    }

    public IReadOnlyList<JsonObject> Orders(int limit)
    {
        lock (book.Lock)
        {
            return [.. book.NewestFirst.Take(limit).Select(Describe)];
        }
    }

    public static JsonObject Describe(AlipayTrade trade) => new()
    {
        ["channel"] = AlipaySimulator.ChannelName,
        ["outTradeNo"] = trade.OutTradeNo,
        ["tradeNo"] = trade.TradeNo,
        ["appId"] = trade.Terms.Merchant.AppId,
        ["status"] = trade.Status.Word(),
        ["totalAmount"] = AlipayAmount.Format(trade.Terms.TotalFen),
        ["refundedAmount"] = AlipayAmount.Format(trade.RefundedFen),
        ["subject"] = trade.Terms.Subject,
    };

    private PayerOrder? Open(AlipayTrade trade)
    {
        var now = time.GetUtcNow();
        if (!trade.Exists && !cashier.CanPay(trade, now)) return null;
        cashier.Open(trade, buyerId: null, now);
        return Show(trade);
    }

    private PayerOrder Show(AlipayTrade trade) => new(
        AlipaySimulator.ChannelName,
        trade.OutTradeNo,
        trade.Terms.Subject,
        AlipayAmount.Format(trade.Terms.TotalFen),
        "CNY",
        trade.Status.Word(),
        cashier.CanPay(trade, time.GetUtcNow()),
        trade.Terms.QuitUrl);
}
