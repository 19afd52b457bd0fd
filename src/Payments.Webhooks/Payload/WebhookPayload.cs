using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments.Webhooks;

/// <summary>The body of a webhook (Standard Webhooks 1.0): what happened, when, and to what. It only ever gains members.</summary>
internal sealed record WebhookPayload<T>(string Type, DateTime Timestamp, T Data);

/// <summary>An event as merchants see it: never a payer's credential or identity (law 10), and small whatever the order went through.</summary>
internal sealed record WebhookEventData
{
    public required string OrderNo { get; init; }

    /// <summary>The event's place among the order's events, from 1.</summary>
    public required int Sequence { get; init; }

    public required WebhookOrder Order { get; init; }

    public WebhookRefund? Refund { get; init; }

    public WebhookExtraPayment? ExtraPayment { get; init; }
}

internal sealed record WebhookOrder
{
    public required string OrderNo { get; init; }

    public required string MerchantId { get; init; }

    public required string MerchantOrderNo { get; init; }

    public required OrderStatus Status { get; init; }

    public required Money Amount { get; init; }

    public required string Method { get; init; }

    public required string Subject { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public string? ChannelAccount { get; init; }

    public string? ChannelTransactionId { get; init; }

    public Money? Refundable { get; init; }

    public string? ErrorCode { get; init; }
}

internal sealed record WebhookRefund
{
    public required string RefundNo { get; init; }

    public required string MerchantRefundNo { get; init; }

    public required string AttemptNo { get; init; }

    public required Money Amount { get; init; }

    public required RefundCause Cause { get; init; }

    public required RefundStatus Status { get; init; }

    public string? ChannelRefundId { get; init; }

    public DateTimeOffset? SucceededAt { get; init; }

    public string? ErrorCode { get; init; }
}

internal sealed record WebhookExtraPayment(string AttemptNo, Money Amount, string ChannelTransactionId);

internal sealed record WebhookChallengeData(string Challenge);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(WebhookPayload<WebhookEventData>))]
[JsonSerializable(typeof(WebhookPayload<WebhookChallengeData>))]
internal sealed partial class WebhookPayloadJson : JsonSerializerContext
{
    // Subjects are often Chinese: written as they are.
    public static WebhookPayloadJson Instance { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
