using System.Text.Json;
using Payments.Webhooks;

namespace Payments.AspNetCore.Webhooks;

/// <summary>Endpoints by id; <c>Next</c> continues the list.</summary>
internal sealed record EndpointList(IReadOnlyList<EndpointView> Endpoints, string? Next);

/// <summary>A webhook endpoint as an operator sees it. Its secret is shown once, when it is made.</summary>
internal sealed record EndpointView
{
    public required string EndpointId { get; init; }

    public required string MerchantId { get; init; }

    public required string Url { get; init; }

    public required IReadOnlyList<string> EventTypes { get; init; }

    public required WebhookEndpointStatus Status { get; init; }

    public string? Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Until when the secrets before the newest sign too.</summary>
    public required IReadOnlyList<DateTimeOffset> OldSecretsUntil { get; init; }

    public string? Secret { get; init; }

    public static EndpointView Of(WebhookEndpoint endpoint) => Of(endpoint, showSecret: false);

    public static EndpointView Of(WebhookEndpoint endpoint, bool showSecret) => new()
    {
        EndpointId = endpoint.EndpointId,
        MerchantId = endpoint.MerchantId,
        Url = endpoint.Url,
        EventTypes = endpoint.EventTypes,
        Status = endpoint.Status,
        Reason = endpoint.Reason,
        CreatedAt = endpoint.CreatedAt,
        UpdatedAt = endpoint.UpdatedAt,
        VerifiedAt = endpoint.VerifiedAt,
        OldSecretsUntil = [.. endpoint.Keys.Select(static key => key.ValidUntil).OfType<DateTimeOffset>()],
        Secret = showSecret ? endpoint.Keys[0].Secret.Reveal() : null,
    };

    // Never the secret, wherever a view ends up.
    public override string ToString() => $"{EndpointId} {Status}";
}

/// <summary>Deliveries, the last first; <c>Next</c> continues the list.</summary>
internal sealed record DeliveryList(IReadOnlyList<DeliveryView> Deliveries, string? Next);

/// <summary>A delivery as an operator sees it; its body and attempts only where it is asked for alone.</summary>
internal sealed record DeliveryView
{
    public required string EventId { get; init; }

    public required string EventType { get; init; }

    public required string OrderNo { get; init; }

    public required int Sequence { get; init; }

    public required WebhookDeliveryState State { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? SettledAt { get; init; }

    public JsonElement? Body { get; init; }

    public IReadOnlyList<AttemptEntry>? Tries { get; init; }

    public static DeliveryView Of(WebhookDelivery delivery) => new()
    {
        EventId = delivery.EventId,
        EventType = delivery.EventType,
        OrderNo = delivery.OrderNo.Value,
        Sequence = delivery.Sequence,
        State = delivery.State,
        Attempts = delivery.Attempts,
        CreatedAt = delivery.CreatedAt,
        DueAt = delivery.DueAt,
        SettledAt = delivery.SettledAt,
    };

    public static DeliveryView Of(WebhookDelivery delivery, IReadOnlyList<WebhookAttempt> attempts)
    {
        using var body = JsonDocument.Parse(delivery.Body);
        return Of(delivery) with { Body = body.RootElement.Clone(), Tries = [.. attempts.Select(AttemptEntry.Of)] };
    }
}

/// <summary>One try.</summary>
internal sealed record AttemptEntry(DateTimeOffset StartedAt, long Milliseconds, int? StatusCode, string? Error, string? Response)
{
    public static AttemptEntry Of(WebhookAttempt attempt) =>
        new(attempt.StartedAt, attempt.Duration.Ticks / TimeSpan.TicksPerMillisecond, attempt.StatusCode, attempt.Error, attempt.Response);
}

/// <summary>How many deliveries are sent again.</summary>
internal sealed record ReplayView(int Replayed);

/// <summary>The answer to a challenge.</summary>
internal sealed record ChallengeView(string Challenge);
