namespace Payments.Simulation.Stage;

/// <summary>The methods of the simulated channels.</summary>
internal static class KnownMethods
{
    /// <summary>A QR code; the payment exists at the channel as soon as it is created.</summary>
    public static readonly PaymentMethod WeChatQr = PaymentMethod.Parse("wechat.native");

    public static readonly PaymentMethod WeChatBarcode = PaymentMethod.Parse("wechat.barcode");

    /// <summary>A QR code; the payment does not exist at the channel before the payer scans it.</summary>
    public static readonly PaymentMethod AlipayQr = PaymentMethod.Parse("alipay.precreate");

    public static readonly PaymentMethod AlipayBarcode = PaymentMethod.Parse("alipay.barcode");

    public static bool IsBarcode(PaymentMethod method) => method == WeChatBarcode || method == AlipayBarcode;
}
