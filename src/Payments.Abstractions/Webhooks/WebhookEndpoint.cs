using System.Text.Json.Serialization;

namespace Payments.Webhooks;

/// <summary>Where a merchant wants to hear of events. An immutable snapshot: every change is a new one with a higher <see cref="Version"/>.</summary>
public sealed record WebhookEndpoint
{
    /// <summary>Our id: <c>we_</c> and 32 hexadecimal digits; later ones sort later.</summary>
    public required string EndpointId { get; init; }

    /// <summary>Whose orders it hears of.</summary>
    public required string MerchantId { get; init; }

    /// <summary>Where to send: an absolute address, https outside of development.</summary>
    public required string Url { get; init; }

    /// <summary>The types it wants, as <c>order.paid</c>; empty for all.</summary>
    public required IReadOnlyList<string> EventTypes { get; init; }

    /// <summary>Whether it gets events.</summary>
    public required WebhookEndpointStatus Status { get; init; }

    /// <summary>Why it is disabled, or why its last handshake failed.</summary>
    public string? Reason { get; init; }

    /// <summary>The secrets that sign, newest first; those before the first are on their way out.</summary>
    public required IReadOnlyList<WebhookKey> Keys { get; init; }

    /// <summary>When it was registered.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it last proved that it wants events.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>Starts at 1 and rises by one with every change; the store refuses a change based on an older one.</summary>
    public required long Version { get; init; }

    /// <summary>Whether it gets events of this kind and merchant now.</summary>
    public bool Wants(string merchantId, string eventType) =>
        Status == WebhookEndpointStatus.Active && MerchantId == merchantId && (EventTypes.Count == 0 || EventTypes.Contains(eventType, StringComparer.Ordinal));
}

/// <summary>A secret of an endpoint and how long it signs.</summary>
/// <param name="Secret">The secret.</param>
/// <param name="ValidUntil">Until when it signs beside the newest; <see langword="null"/> for the newest itself.</param>
public sealed record WebhookKey(WebhookSecret Secret, DateTimeOffset? ValidUntil = null);

/// <summary>Whether an endpoint gets events.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<WebhookEndpointStatus>))]
public enum WebhookEndpointStatus
{
    /// <summary>Registered, and not yet proved to want events: it gets none.</summary>
    Unverified,

    /// <summary>It answered a challenge and gets events.</summary>
    Active,

    /// <summary>It gets nothing until it answers a challenge again.</summary>
    Disabled,
}
