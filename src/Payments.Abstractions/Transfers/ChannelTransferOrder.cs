namespace Payments.Channels;

/// <summary>Money a channel is asked to send from the merchant to a payee.</summary>
public sealed record ChannelTransferOrder
{
    /// <summary>
    /// Our number of the transfer, the channel's <c>out_bill_no</c> or <c>out_biz_no</c>: 1 to 32 characters of 0-9, A-Z and a-z. The same on every
    /// repetition: another number is another transfer, and the payee is paid twice.
    /// </summary>
    public required string TransferNo { get; init; }

    /// <summary>How much is sent, greater than zero. The channel's own floors and ceilings come on top.</summary>
    public required Money Amount { get; init; }

    /// <summary>
    /// Who gets it. WeChat Pay: the <c>openid</c> under the application of <see cref="Method"/>. Alipay: a user id (16 digits starting with 2088), an
    /// account name (an e-mail address or a telephone number), or an open id. Prints as <c>***</c>.
    /// </summary>
    public required PayerId Payee { get; init; }

    /// <summary>
    /// The payee's real name; where given, the channel compares it and refuses when it is another. It is sent to WeChat Pay encrypted. Prints as
    /// <c>***</c>. Alipay requires it beside an account name.
    /// </summary>
    public PayerId? RealName { get; init; }

    /// <summary>What the payee sees it is for: WeChat <c>transfer_remark</c> (at most 32 characters), Alipay <c>order_title</c>.</summary>
    public required string Title { get; init; }

    /// <summary>More about it, where the channel has room: Alipay <c>remark</c>. Not sent to WeChat Pay.</summary>
    public string? Remark { get; init; }

    /// <summary>
    /// The kind of transfer the merchant is allowed to make, as the channel's console names it: WeChat <c>transfer_scene_id</c> (required, at most 36
    /// characters, as <c>1000</c>), Alipay <c>transfer_scene_name</c>.
    /// </summary>
    public string? Scene { get; init; }

    /// <summary>What the channel wants reported with the scene (<c>transfer_scene_report_infos</c>). WeChat Pay requires at least one.</summary>
    public IReadOnlyList<TransferReport> Reports { get; init; } = [];

    /// <summary>
    /// The payment method whose application knows the payee, where an account has several: <c>wechat.jsapi</c>, <c>wechat.miniprogram</c>,
    /// <c>wechat.app</c>. Default: the account's own application.
    /// </summary>
    public PaymentMethod? Method { get; init; }

    /// <summary>Where the channel sends its callbacks for this account. Default: none; the end is then found by query only, as always with Alipay.</summary>
    public string? NotifyUrl { get; init; }
}

/// <summary>One item the channel wants reported with a transfer.</summary>
/// <param name="Type">Its name, from the channel's list for the scene (<c>info_type</c>).</param>
/// <param name="Content">What to say (<c>info_content</c>).</param>
public sealed record TransferReport(string Type, string Content);

/// <summary>Names a transfer at a channel.</summary>
/// <param name="TransferNo">Our number of the transfer.</param>
/// <param name="Method">As in <see cref="ChannelTransferOrder.Method"/>: the next step of a payee is made for its application.</param>
public sealed record ChannelTransferReference(string TransferNo, PaymentMethod? Method = null);
