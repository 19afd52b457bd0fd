using System.Net;

namespace Payments.Channels.WeChat.Orders;

/// <summary>WeChat Pay's limits on an order, checked before anything is written (chapter "parameters" of each order call).</summary>
internal static class OrderRules
{
    private const int MaxDescription = 127;
    private const int MaxNotifyUrl = 255;
    private const int MaxReturnUrl = 256;
    private const int MaxOpenId = 128;

    public static List<FieldProblem> Check(ChannelOrder order, ChannelCapabilities capabilities)
    {
        var problems = new List<FieldProblem>();
        if (capabilities.Find(order.Method) is not { } capability)
        {
            problems.Add(new("method", order.Method == WeChatPaymentMethods.Barcode
                ? "This account does not offer bar-code payment; switch it on with Barcode:Enabled."
                : $"This account does not take '{order.Method}'."));
            return problems;
        }

        if (order.Amount.Currency != Currency.Cny)
        {
            problems.Add(new("amount.currency", "WeChat Pay takes CNY only."));
        }
        else if (!order.Amount.IsPositive)
        {
            problems.Add(new("amount.minorUnits", "The amount must be at least one fen."));
        }

        CheckText(order, problems);
        CheckPayer(order, capability, problems);
        return problems;
    }

    private static void CheckText(ChannelOrder order, List<FieldProblem> problems)
    {
        if (string.IsNullOrWhiteSpace(order.Subject) || order.Subject.Length > MaxDescription || order.Subject.Any(static c => char.IsSurrogate(c) || char.IsControl(c)))
        {
            problems.Add(new("subject", $"1 to {MaxDescription} characters of the Basic Multilingual Plane (no emoji), none of them a control character."));
        }

        if (order.AttemptNo.Length is < 6 or > 32 || !order.AttemptNo.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '|' or '*'))
        {
            problems.Add(new("attemptNo", "6 to 32 characters of 0-9, A-Z, a-z, _, -, | and *."));
        }

        if (!IsHttp(order.NotifyUrl, MaxNotifyUrl) || order.NotifyUrl.Contains('?', StringComparison.Ordinal))
        {
            problems.Add(new("notifyUrl", $"An absolute http or https address of at most {MaxNotifyUrl} characters, without a query."));
        }

        if (order.ReturnUrl is { } returnUrl && !IsHttp(returnUrl, MaxReturnUrl))
        {
            problems.Add(new("returnUrl", $"An absolute http or https address of at most {MaxReturnUrl} characters."));
        }
    }

    private static void CheckPayer(ChannelOrder order, MethodCapability capability, List<FieldProblem> problems)
    {
        if (capability.RequiresPayerId && order.Payer?.Id?.Reveal() is not { Length: > 0 and <= MaxOpenId })
        {
            problems.Add(new("payer.id", $"The payer's openid under the application is required: 1 to {MaxOpenId} characters."));
        }

        if (capability.RequiresPayerIp && !IsPublicAddress(order.Payer?.IpAddress))
        {
            problems.Add(new("payer.ipAddress", "The payer's IP address is required, as the payer's browser came with it; the local machine's own is refused by WeChat Pay."));
        }

        if (capability.IsBarcode && (order.Payer?.AuthCode?.Reveal() is not { Length: >= 16 and <= 32 } code || !code.All(char.IsAsciiDigit)))
        {
            problems.Add(new("payer.authCode", "The code read from the payer's phone is required: 18 digits."));
        }
    }

    private static bool IsHttp(string url, int maxLength) =>
        url.Length <= maxLength && Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static bool IsPublicAddress(string? text) => text is { Length: <= 45 } && IPAddress.TryParse(text, out var address) && !IPAddress.IsLoopback(address);
}
