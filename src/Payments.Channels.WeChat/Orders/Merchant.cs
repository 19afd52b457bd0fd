namespace Payments.Channels.WeChat.Orders;

/// <summary>Who we are at WeChat Pay, and whether something is addressed to us.</summary>
internal sealed class Merchant(WeChatOptions options)
{
    private readonly string? _subAppId = Optional(options.SubAppId);

    public string MchId { get; } = options.MchId;

    public string AppId { get; } = options.AppId;

    public string? SubMchId { get; } = Optional(options.SubMchId);

    public bool IsPartner => SubMchId is not null;

    /// <summary>The path of the order calls: partner mode has its own.</summary>
    public string OrderPath => IsPartner ? "/v3/pay/partner/transactions/" : "/v3/pay/transactions/";

    public string? SubAppId => IsPartner ? _subAppId : null;

    /// <summary>The application the payer uses for a method (direct: <c>appid</c>; partner: <c>sp_appid</c>).</summary>
    public string AppIdFor(PaymentMethod method) =>
        (method == WeChatPaymentMethods.MiniProgram ? Optional(options.MiniProgramAppId) : method == WeChatPaymentMethods.App ? Optional(options.AppAppId) : null) ?? AppId;

    /// <summary>The application the payer's SDK is started under: the sub-merchant's own where it has one.</summary>
    public string ClientAppIdFor(PaymentMethod method) => SubAppId ?? AppIdFor(method);

    /// <summary>Whether a payment is ours; what is not, by reason.</summary>
    public VerificationFailure? Check(Transaction transaction)
    {
        if (CheckMerchant(transaction.MchId, transaction.SubMchId) is { } wrongMerchant)
        {
            return wrongMerchant;
        }

        var isOurs = transaction.AppId == AppId
            || (transaction.AppId is { Length: > 0 } appId && (appId == options.MiniProgramAppId || appId == options.AppAppId));
        return isOurs && (transaction.SubAppId is null or "" || SubAppId is null || transaction.SubAppId == SubAppId)
            ? null
            : new(
                VerificationFailureReason.WrongApplication,
                $"It is about application{Shown(transaction.AppId)}, which is none of this account's. Compare AppId, MiniProgramAppId, AppAppId and SubAppId with the merchant console.");
    }

    /// <summary>Whether something addressed to these merchant numbers is ours.</summary>
    public VerificationFailure? CheckMerchant(string? mchId, string? subMchId) =>
        mchId == MchId && (!IsPartner || subMchId == SubMchId)
            ? null
            : new(
                VerificationFailureReason.WrongMerchant,
                $"It is addressed to merchant{Shown(mchId)}{(IsPartner ? $", sub-merchant{Shown(subMchId)}" : "")}, not to this account's. Compare MchId{(IsPartner ? " and SubMchId" : "")} and the callback address with the merchant console.");

    private static string? Optional(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;

    private static string Shown(string? id) =>
        id is { Length: > 0 and <= 32 } && id.All(char.IsAsciiLetterOrDigit) ? $" {id}" : " (not shown)";
}
