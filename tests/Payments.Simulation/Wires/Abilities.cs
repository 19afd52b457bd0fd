using Payments.Channels;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Wires;

/// <summary>What the simulated channels can do.</summary>
internal static class Abilities
{
    private static readonly Currency[] Both = [Currency.Cny, Currency.Usd];

    public static readonly ChannelCapabilities WeChat = new()
    {
        Channel = "wechat",
        Methods = [Qr(KnownMethods.WeChatQr), Barcode(KnownMethods.WeChatBarcode)],
    };

    public static readonly ChannelCapabilities Alipay = new()
    {
        Channel = "alipay",
        Methods = [Qr(KnownMethods.AlipayQr), Barcode(KnownMethods.AlipayBarcode)],
    };

    private static MethodCapability Qr(PaymentMethod method) => new() { Method = method, Currencies = Both, ChargesWithoutCredential = false };

    private static MethodCapability Barcode(PaymentMethod method) => new() { Method = method, Currencies = Both, ChargesWithoutCredential = true, IsBarcode = true };
}
