using System.Text.Json;
using Payments.Channels.Alipay.Gateway;

namespace Payments.Channels.Alipay.Orders;

/// <summary>Puts an order into the content of its method's call. Depends on nothing but the order and the settings, so that a repetition is the same request.</summary>
internal static class TradeContents
{
    public static GatewayCall Call(ChannelOrder order, AlipayOptions options)
    {
        var (method, content) = Describe(order, options);
        return new GatewayCall(method, JsonSerializer.Serialize(content, AlipayJson.Wire.TradeContent)) { NotifyUrl = order.NotifyUrl };
    }

    public static bool IsLocal(PaymentMethod method) =>
        method == AlipayPaymentMethods.Page || method == AlipayPaymentMethods.Wap || method == AlipayPaymentMethods.App;

    public static string NameOnly(string attemptNo) =>
        JsonSerializer.Serialize(new TradeNameContent(attemptNo), AlipayJson.Wire.TradeNameContent);

    private static (string Method, TradeContent Content) Describe(ChannelOrder order, AlipayOptions options) => order.Method.Value switch
    {
        "alipay.page" => ("alipay.trade.page.pay", Common(order, "FAST_INSTANT_TRADE_PAY") with { QrPayMode = Given(options.QrPayMode) }),
        "alipay.wap" => ("alipay.trade.wap.pay", Common(order, options.WapProductCode) with { QuitUrl = Given(options.QuitUrl) }),
        "alipay.app" => ("alipay.trade.app.pay", Common(order, options.AppProductCode)),
        "alipay.precreate" => ("alipay.trade.precreate", Common(order, options.PrecreateProductCode)),
        "alipay.create" => ("alipay.trade.create", Mini(order, options)),
        "alipay.barcode" => ("alipay.trade.pay", Common(order, options.BarcodeProductCode) with { Scene = "bar_code", AuthCode = order.Payer?.AuthCode?.Reveal() }),
        _ => throw new InvalidPaymentRequestException([new("method", "An Alipay account does not take this method.")]),
    };

    private static TradeContent Common(ChannelOrder order, string product) => new()
    {
        OutTradeNo = order.AttemptNo,
        TotalAmount = order.Amount.ToDecimalString(),
        Subject = order.Subject,
        ProductCode = product,
        TimeExpire = BeijingTime.Write(order.ExpiresAt),
    };

    // Ids of the older kind are sixteen digits starting with 2088; every other is an open id.
    private static TradeContent Mini(ChannelOrder order, AlipayOptions options)
    {
        var payer = order.Payer?.Id?.Reveal() ?? "";
        var isUserId = payer.Length == 16 && payer.StartsWith("2088", StringComparison.Ordinal) && payer.All(char.IsAsciiDigit);
        return Common(order, options.CreateProductCode) with
        {
            BuyerId = isUserId ? payer : null,
            BuyerOpenId = isUserId ? null : payer,
            OpAppId = Given(options.MiniProgramAppId),
        };
    }

    private static string? Given(string? setting) => string.IsNullOrEmpty(setting) ? null : setting;
}
