namespace Payments.Channels.WeChat.Transfers;

/// <summary>
/// WeChat Pay's limits on a transfer (pay.weixin.qq.com, "发起转账", fields of the body). The amounts from which the real name is wanted or refused differ
/// by scene and contract, so WeChat Pay itself says.
/// </summary>
internal static class TransferRules
{
    private const int MaxNumber = 32;
    private const int MaxScene = 36;
    private const int MaxOpenId = 64;
    private const int MaxRemark = 32;
    private const int MaxNotifyUrl = 255;

    // What one RSA block of a 2048-bit key takes; no name is as long.
    private const int MaxNameBytes = 214;

    public static List<FieldProblem> Check(ChannelTransferOrder transfer, bool isPartner)
    {
        List<FieldProblem> problems = [];
        if (isPartner)
        {
            problems.Add(new("account", "This account acts for a sub-merchant; transfers are sent from the merchant's own account only."));
        }

        if (transfer.TransferNo.Length is 0 or > MaxNumber || !transfer.TransferNo.All(char.IsAsciiLetterOrDigit))
        {
            problems.Add(new("transferNo", $"1 to {MaxNumber} characters of 0-9, A-Z and a-z."));
        }

        // The wire has no currency: fen are meant.
        if (transfer.Amount.Currency != Currency.Cny)
        {
            problems.Add(new("amount.currency", "WeChat Pay sends CNY only."));
        }
        else if (!transfer.Amount.IsPositive)
        {
            problems.Add(new("amount.minorUnits", "The amount must be at least one fen."));
        }

        CheckPayee(transfer, problems);
        CheckTexts(transfer, problems);
        return problems;
    }

    private static void CheckPayee(ChannelTransferOrder transfer, List<FieldProblem> problems)
    {
        if (transfer.Payee.Reveal().Length is 0 or > MaxOpenId)
        {
            problems.Add(new("payee", $"The payee's openid under the application is required: 1 to {MaxOpenId} characters."));
        }

        if (transfer.RealName is { } name && System.Text.Encoding.UTF8.GetByteCount(name.Reveal()) is 0 or > MaxNameBytes)
        {
            problems.Add(new("realName", $"Leave it out, or give 1 to {MaxNameBytes} bytes of UTF-8."));
        }
    }

    private static void CheckTexts(ChannelTransferOrder transfer, List<FieldProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(transfer.Title) || transfer.Title.Length > MaxRemark || !IsPlain(transfer.Title))
        {
            problems.Add(new("title", $"1 to {MaxRemark} characters of the Basic Multilingual Plane (no emoji), none of them a control character."));
        }

        if (transfer.Scene is not { Length: > 0 and <= MaxScene })
        {
            problems.Add(new("scene", $"The transfer_scene_id is required: 1 to {MaxScene} characters, as the merchant console shows it."));
        }

        if (transfer.Reports.Count == 0 || transfer.Reports.Any(static report => report.Type.Length == 0 || report.Content.Length == 0 || !IsPlain(report.Type + report.Content)))
        {
            problems.Add(new("reports", "At least one is required, each with a type of the scene's list and a content."));
        }

        if (transfer.NotifyUrl is { } url && (url.Length > MaxNotifyUrl || url.Contains('?', StringComparison.Ordinal)
            || !Uri.TryCreate(url, UriKind.Absolute, out var uri) || (uri.Scheme != Uri.UriSchemeHttp && uri.Scheme != Uri.UriSchemeHttps)))
        {
            problems.Add(new("notifyUrl", $"An absolute http or https address of at most {MaxNotifyUrl} characters, without a query."));
        }
    }

    private static bool IsPlain(string text) => !text.Any(static c => char.IsSurrogate(c) || char.IsControl(c));
}
