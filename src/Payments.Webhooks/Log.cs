using Microsoft.Extensions.Logging;

namespace Payments.Webhooks;

/// <summary>Everything webhooks log. Event ids 7000 to 7999 belong to this package; never an address's query, a body or a secret (law 10).</summary>
internal static partial class Log
{
    [LoggerMessage(7000, LogLevel.Information, "Webhook endpoint {EndpointId} of merchant {MerchantId} is {Status}: {Reason}")]
    public static partial void EndpointChanged(ILogger logger, string endpointId, string merchantId, WebhookEndpointStatus status, string reason);

    [LoggerMessage(7001, LogLevel.Information, "Webhook {EventId} to endpoint {EndpointId} failed at try {Attempt} ({Error}); next try at {DueAt}")]
    public static partial void TryFailed(ILogger logger, string eventId, string endpointId, int attempt, string error, DateTimeOffset dueAt);

    [LoggerMessage(7002, LogLevel.Error, "Webhook {EventId} to endpoint {EndpointId} was given up after {Attempts} tries: {Error}; replay it when the endpoint is well again")]
    public static partial void GivenUp(ILogger logger, string eventId, string endpointId, int attempts, string error);

    [LoggerMessage(7003, LogLevel.Warning, "Webhook endpoint {EndpointId} answered 410 Gone to {EventId}: it is disabled, and what was pending for it is cancelled")]
    public static partial void Gone(ILogger logger, string endpointId, string eventId);

    [LoggerMessage(7004, LogLevel.Error, "The webhooks that are due could not be read; they are asked for again")]
    public static partial void ClaimFault(ILogger logger, Exception exception);

    [LoggerMessage(7005, LogLevel.Error, "What became of webhook {EventId} to endpoint {EndpointId} could not be written down; it is sent again when its lease is over")]
    public static partial void SettleFault(ILogger logger, string eventId, string endpointId, Exception exception);

    [LoggerMessage(7006, LogLevel.Warning, "Webhook endpoint {EndpointId}: its host is at an address that may not be sent to")]
    public static partial void AddressRefused(ILogger logger, string endpointId);

    [LoggerMessage(7007, LogLevel.Error, "Old webhook deliveries could not be removed; it is tried again in an hour")]
    public static partial void PurgeFault(ILogger logger, Exception exception);
}
