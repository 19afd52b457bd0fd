using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments;
using Payments.Channels;

namespace Acme;

/// <summary>Every request, answer and callback of Acme.</summary>
public sealed record AcmeMessage(string Merchant, string AttemptNo)
{
    public string? Code { get; init; }
    public Money? Amount { get; init; }
    public string? Subject { get; init; }
    public string? NotifyUrl { get; init; }
    public string? Qr { get; init; }
    public string? Transaction { get; init; }
    public DateTimeOffset? PaidAt { get; init; }
    public string? RefundNo { get; init; }
    public string? NoticeId { get; init; }
    public ChannelPaymentStatus Status { get; init; }

    public ChannelPayment ToPayment() => new() { AttemptNo = AttemptNo, Status = Status, Amount = Amount, ChannelTransactionId = Transaction, PaidAt = PaidAt, ChannelStatus = Status.ToString() };

    public ChannelRefund ToRefund() => new() { RefundNo = RefundNo!, AttemptNo = AttemptNo, Status = Code == "OK" ? ChannelRefundStatus.Succeeded : ChannelRefundStatus.NotFound, Amount = Amount, ChannelStatus = Code! };
}

/// <summary>Signs with HMAC-SHA256 over the body, sends, and gives only what is signed by Acme.</summary>
public sealed class AcmeClient(string account, byte[] key, HttpClient http, TimeSpan timeout, TimeProvider time)
{
    public const string SignatureHeader = "Acme-Signature";

    /// <summary>The verified answer; null when there is none.</summary>
    public async Task<AcmeMessage?> SendAsync(string call, AcmeMessage message, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, AcmeJson.Default.AcmeMessage);
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(call, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Headers.Add(SignatureHeader, Sign(key, body));
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            var answer = await response.Content.ReadAsByteArrayAsync(either.Token);
            var isSigned = response.Headers.TryGetValues(SignatureHeader, out var values) && IsSigned(answer, [.. values]);
            return isSigned && Parse(answer) is { } said && said.AttemptNo == message.AttemptNo && said.RefundNo == message.RefundNo ? said : null;
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
        {
            throw new ChannelUnreachableException(account, "no connection was made.", fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public NotificationReading Read(NotificationRequest request, string merchant)
    {
        if (request.IsTruncated) return Refused(VerificationFailureReason.BodyTooLarge, "The body is larger than any genuine one.");
        if (!IsSigned(request.Body.Span, [.. request.GetHeader(SignatureHeader)])) return Refused(VerificationFailureReason.BodyChanged, $"'{SignatureHeader}' does not fit the body.");
        return Parse(request.Body.Span) switch
        {
            null => Refused(VerificationFailureReason.MalformedBody, "It is not Acme's JSON."),
            { } said when said.Merchant != merchant => Refused(VerificationFailureReason.WrongMerchant, "It is for another merchant."),
            { RefundNo: not null } said => new NotificationReading.Verified(new ChannelNotification.Refund(said.ToRefund()) { NotificationId = said.NoticeId! }),
            { } said => new NotificationReading.Verified(new ChannelNotification.Payment(said.ToPayment()) { NotificationId = said.NoticeId! }),
        };
    }

    public static string Sign(byte[] key, ReadOnlySpan<byte> body) => Convert.ToHexStringLower(HMACSHA256.HashData(key, body));

    private bool IsSigned(ReadOnlySpan<byte> body, string?[] signatures) =>
        signatures is [{ } only] && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(only), Encoding.UTF8.GetBytes(Sign(key, body)));

    private static AcmeMessage? Parse(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, AcmeJson.Default.AcmeMessage);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static NotificationReading.Refused Refused(VerificationFailureReason reason, string detail) => new(new VerificationFailure(reason, detail));
}

[JsonSerializable(typeof(AcmeMessage))]
public sealed partial class AcmeJson : JsonSerializerContext;
