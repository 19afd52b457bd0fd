namespace Payments.Webhooks;

/// <summary>
/// Keeps endpoints and deliveries, durably and for many nodes at once. A store of payments implements it beside <c>IPaymentStore</c>;
/// <c>InitializeAsync</c> there opens it.
/// </summary>
public interface IWebhookStore
{
    /// <summary>Writes a new endpoint.</summary>
    /// <returns><see langword="false"/> when its id is taken: nothing was written.</returns>
    ValueTask<bool> AddEndpointAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>The endpoint, or <see langword="null"/>.</summary>
    ValueTask<WebhookEndpoint?> FindEndpointAsync(string endpointId, CancellationToken cancellationToken);

    /// <summary>Endpoints by id.</summary>
    /// <param name="merchantId">Whose; <see langword="null"/> for all.</param>
    /// <param name="afterEndpointId">Those after this one; <see langword="null"/> for the first.</param>
    /// <param name="max">At most so many, from 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<WebhookEndpoint>> ReadEndpointsAsync(string? merchantId, string? afterEndpointId, int max, CancellationToken cancellationToken);

    /// <summary>
    /// Replaces an endpoint whose stored version is one lower. Id, merchant and birth never change. Where the new status is <see cref="WebhookEndpointStatus.Disabled"/>
    /// the pending deliveries become <see cref="WebhookDeliveryState.Cancelled"/> in the same transaction.
    /// </summary>
    /// <returns><see langword="false"/> when the version is another: nothing was written.</returns>
    ValueTask<bool> UpdateEndpointAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken);

    /// <summary>Enqueues a message for every endpoint that wants it, once per event and endpoint however often it is called.</summary>
    /// <returns>How many deliveries are new.</returns>
    ValueTask<int> EnqueueAsync(WebhookMessage message, CancellationToken cancellationToken);

    /// <summary>
    /// Leases deliveries that are due: of each active endpoint no more than its share, the longest due endpoint first, and never a delivery
    /// while an earlier event of the same order is pending for the same endpoint.
    /// </summary>
    ValueTask<IReadOnlyList<ClaimedWebhook>> ClaimAsync(ClaimWebhooks intent, CancellationToken cancellationToken);

    /// <summary>
    /// Writes down what a try came to. The attempt is kept in any case; the delivery changes only where the lease is still the caller's.
    /// With <see cref="WebhookSettlement.DisableReason"/> the endpoint is disabled in the same transaction, whoever has the lease.
    /// </summary>
    /// <returns>Whether by it the order's next delivery became due: it is worth claiming at once.</returns>
    ValueTask<bool> SettleAsync(WebhookSettlement settlement, CancellationToken cancellationToken);

    /// <summary>The delivery, or <see langword="null"/>.</summary>
    ValueTask<WebhookDelivery?> FindDeliveryAsync(string endpointId, string eventId, CancellationToken cancellationToken);

    /// <summary>An endpoint's deliveries, the last enqueued first.</summary>
    ValueTask<IReadOnlyList<WebhookDelivery>> ReadDeliveriesAsync(ReadWebhookDeliveries query, CancellationToken cancellationToken);

    /// <summary>A delivery's tries, oldest first, those before a replay included.</summary>
    ValueTask<IReadOnlyList<WebhookAttempt>> ReadAttemptsAsync(string endpointId, string eventId, int max, CancellationToken cancellationToken);

    /// <summary>Makes a settled delivery due again, with a fresh count of tries. The endpoint must be active.</summary>
    /// <returns><see langword="false"/> when there is no such delivery, it is pending, or its endpoint is not active.</returns>
    ValueTask<bool> ReplayAsync(string endpointId, string eventId, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Makes all deliveries due again that were given up or cancelled, and enqueued since a moment. The endpoint must be active.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> ReplayUndeliveredAsync(string endpointId, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Removes deliveries settled before a moment, with their attempts.</summary>
    /// <returns>How many.</returns>
    ValueTask<int> PurgeAsync(DateTimeOffset before, int max, CancellationToken cancellationToken);
}

/// <summary>A message to enqueue for every endpoint that wants it.</summary>
/// <param name="EventId">The event.</param>
/// <param name="MerchantId">Whose order it is about.</param>
/// <param name="EventType">The event's type.</param>
/// <param name="OrderNo">The order.</param>
/// <param name="Sequence">The event's place among the order's events.</param>
/// <param name="Body">What to send.</param>
/// <param name="Now">Our clock; it is due at once.</param>
public sealed record WebhookMessage(string EventId, string MerchantId, string EventType, OrderNo OrderNo, int Sequence, ReadOnlyMemory<byte> Body, DateTimeOffset Now);

/// <summary>The intent to send deliveries.</summary>
/// <param name="Owner">Names the caller among all nodes.</param>
/// <param name="Max">At most so many, 1 to 1,000.</param>
/// <param name="MaxPerEndpoint">Of one endpoint at most so many, from 1.</param>
/// <param name="Shares">Endpoints with another share, as 0 for one that is to be left alone.</param>
/// <param name="Now">Our clock.</param>
/// <param name="LeaseUntil">Until when the caller works on them; afterwards others may claim them.</param>
public sealed record ClaimWebhooks(string Owner, int Max, int MaxPerEndpoint, IReadOnlyDictionary<string, int> Shares, DateTimeOffset Now, DateTimeOffset LeaseUntil);

/// <summary>A delivery to send, with its endpoint as it is now.</summary>
/// <param name="Delivery">The delivery.</param>
/// <param name="Endpoint">The endpoint.</param>
public sealed record ClaimedWebhook(WebhookDelivery Delivery, WebhookEndpoint Endpoint);

/// <summary>What a try came to.</summary>
public sealed record WebhookSettlement
{
    /// <summary>The endpoint.</summary>
    public required string EndpointId { get; init; }

    /// <summary>The event.</summary>
    public required string EventId { get; init; }

    /// <summary>Who held the lease.</summary>
    public required string Owner { get; init; }

    /// <summary>What is to become of the delivery.</summary>
    public required WebhookDeliveryState State { get; init; }

    /// <summary>How many tries there were so far, this one included.</summary>
    public required int Attempts { get; init; }

    /// <summary>When to try again, for <see cref="WebhookDeliveryState.Pending"/>.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Our clock.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The try; <see langword="null"/> when nothing was tried and the lease is given back.</summary>
    public WebhookAttempt? Attempt { get; init; }

    /// <summary>Why the endpoint is to be disabled, if it is.</summary>
    public string? DisableReason { get; init; }
}

/// <summary>A question for an endpoint's deliveries.</summary>
/// <param name="EndpointId">The endpoint.</param>
/// <param name="State">Only these; <see langword="null"/> for all.</param>
/// <param name="BeforeEventId">Those enqueued before this one; <see langword="null"/> for the last.</param>
/// <param name="Max">At most so many, from 1.</param>
public sealed record ReadWebhookDeliveries(string EndpointId, WebhookDeliveryState? State, string? BeforeEventId, int Max);
