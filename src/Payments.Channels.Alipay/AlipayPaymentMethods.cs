namespace Payments.Channels.Alipay;

/// <summary>The payment methods of an Alipay account. All take CNY only, 0.01 to 100,000,000 yuan.</summary>
public static class AlipayPaymentMethods
{
    /// <summary>The channel's name: <c>alipay</c>.</summary>
    public const string Channel = "alipay";

    /// <summary>A page of Alipay's in a desktop browser (<c>alipay.trade.page.pay</c>). Nothing is sent until the payer's browser goes there.</summary>
    public static PaymentMethod Page { get; } = PaymentMethod.Parse("alipay.page");

    /// <summary>A page of Alipay's in a phone's browser (<c>alipay.trade.wap.pay</c>). Nothing is sent until the payer's browser goes there.</summary>
    public static PaymentMethod Wap { get; } = PaymentMethod.Parse("alipay.wap");

    /// <summary>Alipay's SDK in the merchant's own app (<c>alipay.trade.app.pay</c>): its call takes the parameter <c>orderString</c>.</summary>
    public static PaymentMethod App { get; } = PaymentMethod.Parse("alipay.app");

    /// <summary>A QR code that the payer scans (<c>alipay.trade.precreate</c>). Alipay keeps it for two hours at most.</summary>
    public static PaymentMethod Precreate { get; } = PaymentMethod.Parse("alipay.precreate");

    /// <summary>A mini program or a page inside Alipay (<c>alipay.trade.create</c>): <c>my.tradePay</c> takes the parameter <c>tradeNO</c>. Needs <see cref="Payer.Id"/>.</summary>
    public static PaymentMethod Create { get; } = PaymentMethod.Parse("alipay.create");

    /// <summary>A code read from the payer's phone (<c>alipay.trade.pay</c>), through <see cref="IBarcodePay"/>. Needs <see cref="Payer.AuthCode"/>.</summary>
    public static PaymentMethod Barcode { get; } = PaymentMethod.Parse("alipay.barcode");
}
