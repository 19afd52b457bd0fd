using System.Net;
using Payments.Channels;

namespace Payments.Core.Orders;

/// <summary>The limits every order keeps, whatever the channel. Reports every breach at once.</summary>
internal static class RequestValidator
{
    private static readonly TimeSpan LeastExpiry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostExpiry = TimeSpan.FromDays(7);

    /// <exception cref="InvalidPaymentRequestException">One or more limits are broken.</exception>
    public static void Check(CreateOrderRequest request, string idempotencyKey)
    {
        List<FieldProblem> problems = [];
        void Unless(bool kept, string field, string problem)
        {
            if (!kept)
            {
                problems.Add(new FieldProblem(field, problem));
            }
        }

        Unless(IsVisibleAscii(idempotencyKey, 255), "Idempotency-Key", "must be 1 to 255 visible ASCII characters.");
        Unless(IsVisibleAscii(request.MerchantId, 64), "merchantId", "must be 1 to 64 visible ASCII characters.");
        Unless(IsVisibleAscii(request.MerchantOrderNo, 64), "merchantOrderNo", "must be 1 to 64 visible ASCII characters.");
        Unless(request.Amount.Currency.IsDefined, "amount.currency", "is missing; it is an ISO 4217 code such as CNY.");
        Unless(request.Amount.MinorUnits > 0, "amount.minorUnits", "must be greater than zero; it counts the smallest units of the currency, as fen.");
        Unless(request.Method.Value.Length > 0, "method", "is missing; it reads channel.product, as wechat.native.");
        Unless(IsPlainText(request.Subject, 127), "subject", "must be 1 to 127 characters without control characters and emoji (only the Basic Multilingual Plane).");
        Unless(request.ExpiresIn is null || (request.ExpiresIn >= LeastExpiry && request.ExpiresIn <= MostExpiry), "expiresInSeconds", "must be 60 (1 minute) to 604800 (7 days).");
        Unless(request.ReturnUrl is null || IsWebAddress(request.ReturnUrl), "returnUrl", "must be an absolute http or https address of at most 256 characters.");
        problems.AddRange(OfPayer(request.Payer));
        if (problems.Count > 0)
        {
            throw new InvalidPaymentRequestException(problems);
        }
    }

    /// <exception cref="InvalidPaymentRequestException">One or more limits are broken.</exception>
    public static void Check(ChangeMethodRequest request)
    {
        List<FieldProblem> problems = [.. OfPayer(request.Payer)];
        if (request.Method.Value.Length == 0)
        {
            problems.Add(new FieldProblem("method", "is missing; it reads channel.product, as wechat.native."));
        }

        if (problems.Count > 0)
        {
            throw new InvalidPaymentRequestException(problems);
        }
    }

    /// <summary>What the method needs more, and which of the channel's own limits are broken.</summary>
    public static IReadOnlyList<FieldProblem> ForChannel(IPaymentChannel channel, MethodCapability capability, ChannelOrder order)
    {
        List<FieldProblem> problems = [.. channel.Validate(order)];
        if (capability.RequiresPayerId && order.Payer?.Id is null)
        {
            problems.Add(new FieldProblem("payer.id", $"is required by {order.Method}."));
        }

        if (capability.RequiresPayerIp && order.Payer?.IpAddress is null)
        {
            problems.Add(new FieldProblem("payer.ipAddress", $"is required by {order.Method}."));
        }

        if (capability.IsBarcode && order.Payer?.AuthCode is null)
        {
            problems.Add(new FieldProblem("payer.authCode", $"is required by {order.Method}."));
        }

        return [.. problems.DistinctBy(problem => problem.Field, StringComparer.Ordinal)];
    }

    private static IEnumerable<FieldProblem> OfPayer(Payer? payer)
    {
        if (payer?.Id is { } id && !IsVisibleAscii(id.Reveal(), 128))
        {
            yield return new FieldProblem("payer.id", "must be 1 to 128 visible ASCII characters.");
        }

        if (payer?.AuthCode is { } code && !IsVisibleAscii(code.Reveal(), 64))
        {
            yield return new FieldProblem("payer.authCode", "must be 1 to 64 visible ASCII characters.");
        }

        if (payer?.IpAddress is { } ip && !IsIpAddress(ip))
        {
            yield return new FieldProblem("payer.ipAddress", "must be an IPv4 or IPv6 address in its usual form.");
        }
    }

    public static bool IsVisibleAscii(string? text, int most) =>
        text is { Length: > 0 } && text.Length <= most && text.All(c => c is > ' ' and < '\x7f');

    public static bool IsPlainText(string? text, int most) =>
        text is { Length: > 0 } && text.Length <= most && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)) && !string.IsNullOrWhiteSpace(text);

    private static bool IsWebAddress(string text) =>
        text.Length <= 256 && Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    // IPAddress.Parse also takes octal, hexadecimal and shortened forms, which channels read otherwise or not at all.
    private static bool IsIpAddress(string text) =>
        IPAddress.TryParse(text, out var address) && string.Equals(address.ToString(), text, StringComparison.OrdinalIgnoreCase);
}
