namespace Payments.Channels.WeChat;

/// <summary>The payment methods of WeChat Pay.</summary>
public static class WeChatPaymentMethods
{
    /// <summary>The channel's name, <c>wechat</c>.</summary>
    public const string Channel = "wechat";

    /// <summary>A QR code the payer scans, <c>wechat.native</c>.</summary>
    public static PaymentMethod Native { get; } = PaymentMethod.Parse("wechat.native");

    /// <summary>A page opened inside WeChat, <c>wechat.jsapi</c>. Needs <see cref="Payer.Id"/>: the payer's openid under <see cref="WeChatOptions.AppId"/>.</summary>
    public static PaymentMethod Jsapi { get; } = PaymentMethod.Parse("wechat.jsapi");

    /// <summary>A mini-program, <c>wechat.miniprogram</c>. Needs <see cref="Payer.Id"/>: the payer's openid under <see cref="WeChatOptions.MiniProgramAppId"/>.</summary>
    public static PaymentMethod MiniProgram { get; } = PaymentMethod.Parse("wechat.miniprogram");

    /// <summary>A mobile app with the WeChat SDK, <c>wechat.app</c>.</summary>
    public static PaymentMethod App { get; } = PaymentMethod.Parse("wechat.app");

    /// <summary>A page in a browser outside WeChat, <c>wechat.h5</c>. Needs <see cref="Payer.IpAddress"/>.</summary>
    public static PaymentMethod H5 { get; } = PaymentMethod.Parse("wechat.h5");

    /// <summary>A bar code read from the payer's phone, <c>wechat.barcode</c>. Offered only with <see cref="WeChatBarcodeOptions.Enabled"/>.</summary>
    public static PaymentMethod Barcode { get; } = PaymentMethod.Parse("wechat.barcode");
}
