namespace Payments.Webhooks;

/// <summary>What merchants and operators do with webhooks. What there is to see is read from <see cref="IWebhookStore"/>.</summary>
public interface IWebhooks
{
    /// <summary>Registers an endpoint. It gets no events until <see cref="VerifyAsync"/> succeeded.</summary>
    /// <exception cref="InvalidPaymentRequestException">A member breaks a limit, or the address is one that may not be sent to.</exception>
    Task<WebhookEndpoint> RegisterAsync(RegisterWebhook request, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a signed challenge; the endpoint must answer 2xx with <c>{"challenge":"…"}</c>, the same text. One that does becomes active, also after it was disabled.
    /// </summary>
    /// <returns>The endpoint as it stands then, with <see cref="WebhookEndpoint.Reason"/> when it failed; <see langword="null"/> when there is none.</returns>
    Task<WebhookEndpoint?> VerifyAsync(string endpointId, CancellationToken cancellationToken = default);

    /// <summary>Disables an endpoint and cancels what is pending for it.</summary>
    /// <returns>The endpoint; <see langword="null"/> when there is none.</returns>
    Task<WebhookEndpoint?> DisableAsync(string endpointId, string reason, CancellationToken cancellationToken = default);

    /// <summary>Gives an endpoint a new secret. The ones before sign beside it for a while, so that no delivery is refused meanwhile.</summary>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="overlap">How long the old secret goes on, 0 to 30 days; default 24 hours. Zero for a secret that is known to others.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The endpoint; <see langword="null"/> when there is none.</returns>
    /// <exception cref="InvalidPaymentRequestException">The time is out of range, or five secrets sign already.</exception>
    Task<WebhookEndpoint?> RotateSecretAsync(string endpointId, TimeSpan? overlap = null, CancellationToken cancellationToken = default);

    /// <summary>Sends a settled delivery again.</summary>
    /// <returns><see langword="false"/> when there is no such delivery, it is pending, or its endpoint is not active.</returns>
    Task<bool> ReplayAsync(string endpointId, string eventId, CancellationToken cancellationToken = default);

    /// <summary>Sends everything again that was given up or cancelled.</summary>
    /// <param name="endpointId">The endpoint.</param>
    /// <param name="since">Only what was enqueued since.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many.</returns>
    Task<int> ReplayUndeliveredAsync(string endpointId, DateTimeOffset since, CancellationToken cancellationToken = default);
}

/// <summary>The wish to hear of events.</summary>
public sealed record RegisterWebhook
{
    /// <summary>Where to send: absolute, https, at most 500 characters, without user and fragment, with a host of public addresses.</summary>
    public required string Url { get; init; }

    /// <summary>Whose orders. Default: <see cref="Merchants.Default"/>.</summary>
    public string MerchantId { get; init; } = Merchants.Default;

    /// <summary>The types wanted, at most 32; empty for all, those of later versions included.</summary>
    public IReadOnlyList<string> EventTypes { get; init; } = [];

    /// <summary>The first secret. Default: a new one.</summary>
    public WebhookSecret? Secret { get; init; }
}
