namespace Payments.Simulators.Alipay.Orders;

/// <summary>How a trade was asked for.</summary>
internal enum AlipayProduct
{
    Page,
    Wap,
    App,
    Precreate,
    Create,
    BarCode,
}

/// <summary>Where a trade stands. The names are Alipay's; <see cref="Unopened"/> is an order no buyer has opened yet, which Alipay calls no trade at all.</summary>
internal enum AlipayTradeStatus
{
    Unopened,
    WaitBuyerPay,
    TradeSuccess,
    TradeClosed,
    TradeFinished,
}

internal static class AlipayTradeWords
{
    public static string Word(this AlipayTradeStatus status) => status switch
    {
        AlipayTradeStatus.Unopened => "UNOPENED",
        AlipayTradeStatus.WaitBuyerPay => "WAIT_BUYER_PAY",
        AlipayTradeStatus.TradeSuccess => "TRADE_SUCCESS",
        AlipayTradeStatus.TradeClosed => "TRADE_CLOSED",
        _ => "TRADE_FINISHED",
    };

    /// <summary>Face-to-face products: shown or scanned in a shop.</summary>
    public static bool IsFaceToFace(this AlipayProduct product) => product is AlipayProduct.Precreate or AlipayProduct.BarCode;
}
