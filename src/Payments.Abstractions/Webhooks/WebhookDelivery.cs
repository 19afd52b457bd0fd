using System.Text.Json.Serialization;

namespace Payments.Webhooks;

/// <summary>An event on its way to an endpoint; there is one per event and endpoint.</summary>
public sealed record WebhookDelivery
{
    /// <summary>The endpoint.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The event: the message's <c>webhook-id</c>.</summary>
    public required string EventId { get; init; }

    /// <summary>Whose order it is about.</summary>
    public required string MerchantId { get; init; }

    /// <summary>The event's type.</summary>
    public required string EventType { get; init; }

    /// <summary>The order. An endpoint gets the events of an order one after the other.</summary>
    public required OrderNo OrderNo { get; init; }

    /// <summary>The event's place among the order's events.</summary>
    public required int Sequence { get; init; }

    /// <summary>What is sent: the same bytes on every try.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it was enqueued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it stands.</summary>
    public WebhookDeliveryState State { get; init; }

    /// <summary>How many tries there were since it was enqueued or replayed.</summary>
    public int Attempts { get; init; }

    /// <summary>When it is tried next, or when the lease on it ends; <see langword="null"/> when it waits for an earlier event of its order, or is settled.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>When it was delivered, given up or cancelled.</summary>
    public DateTimeOffset? SettledAt { get; init; }
}

/// <summary>Where a delivery stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WebhookDeliveryState>))]
public enum WebhookDeliveryState
{
    /// <summary>To be sent.</summary>
    Pending,

    /// <summary>The endpoint answered 2xx.</summary>
    Delivered,

    /// <summary>Given up after the last try; it may be replayed.</summary>
    Failed,

    /// <summary>The endpoint was disabled before; it may be replayed.</summary>
    Cancelled,
}

/// <summary>One try.</summary>
public sealed record WebhookAttempt
{
    /// <summary>When it began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What the endpoint answered; <see langword="null"/> when no answer came.</summary>
    public int? StatusCode { get; init; }

    /// <summary>Why it failed, in words for an operator; <see langword="null"/> when it did not.</summary>
    public string? Error { get; init; }

    /// <summary>The beginning of the answer's body, at most 1,024 characters.</summary>
    public string? Response { get; init; }
}
