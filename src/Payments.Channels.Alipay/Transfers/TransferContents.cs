using System.Text.Json;
using Payments.Channels.Alipay.Gateway;

namespace Payments.Channels.Alipay.Transfers;

internal sealed record TransferContent
{
    public required string OutBizNo { get; init; }

    public required string TransAmount { get; init; }

    public required string ProductCode { get; init; }

    public required string BizScene { get; init; }

    public required string OrderTitle { get; init; }

    public required TransferPayee PayeeInfo { get; init; }

    public string? Remark { get; init; }

    public string? TransferSceneName { get; init; }

    public IReadOnlyList<TransferSceneReport>? TransferSceneReportInfos { get; init; }
}

internal sealed record TransferPayee(string Identity, string IdentityType, string? Name);

internal sealed record TransferSceneReport(string InfoType, string InfoContent);

internal sealed record TransferQueryContent(string OutBizNo, string ProductCode, string BizScene);

/// <summary>Answers of the transfer and of its query; the amount and the times as Alipay writes them.</summary>
internal sealed record TransferAnswer
{
    public string? OutBizNo { get; init; }

    public string? OrderId { get; init; }

    public string? Status { get; init; }

    public string? TransAmount { get; init; }

    public string? TransDate { get; init; }

    public string? PayDate { get; init; }

    public string? ErrorCode { get; init; }
}

/// <summary>Puts a transfer into the content of its calls (field descriptions of <c>alipay.fund.trans.uni.transfer</c> and its query).</summary>
internal static class TransferContents
{
    public const string UserId = "ALIPAY_USER_ID";
    public const string LogonId = "ALIPAY_LOGON_ID";
    public const string OpenId = "ALIPAY_OPEN_ID";

    private const string ToAccount = "TRANS_ACCOUNT_NO_PWD";
    private const string Direct = "DIRECT_TRANSFER";
    private const int UserIdLength = 16;
    private const int LongestPhone = 20;

    public static string Transfer(ChannelTransferOrder transfer)
    {
        var payee = transfer.Payee.Reveal();
        var content = new TransferContent
        {
            OutBizNo = transfer.TransferNo,
            TransAmount = transfer.Amount.ToDecimalString(),
            ProductCode = ToAccount,
            BizScene = Direct,
            OrderTitle = transfer.Title,
            PayeeInfo = new TransferPayee(payee, IdentityType(payee), transfer.RealName?.Reveal()),
            Remark = Given(transfer.Remark),
            TransferSceneName = Given(transfer.Scene),
            TransferSceneReportInfos = transfer.Reports.Count == 0
                ? null
                : [.. transfer.Reports.Select(static report => new TransferSceneReport(report.Type, report.Content))],
        };
        return JsonSerializer.Serialize(content, AlipayJson.Wire.TransferContent);
    }

    public static string Query(string transferNo) =>
        JsonSerializer.Serialize(new TransferQueryContent(transferNo, ToAccount, Direct), AlipayJson.Wire.TransferQueryContent);

    /// <summary>
    /// Ids of the older kind are sixteen digits starting with 2088; an account's name is an e-mail address or a telephone number; every other is an open
    /// id. Taken for the wrong kind, a payee is refused as not existing, never another one paid: no text is a name of two kinds.
    /// </summary>
    public static string IdentityType(string payee) =>
        payee.Length == UserIdLength && payee.StartsWith("2088", StringComparison.Ordinal) && payee.All(char.IsAsciiDigit) ? UserId
        : payee.Contains('@', StringComparison.Ordinal) || IsPhone(payee) ? LogonId
        : OpenId;

    private static bool IsPhone(string payee) => payee.Length is > 0 and <= LongestPhone && payee.All(static c => char.IsAsciiDigit(c) || c is '+' or '-');

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
