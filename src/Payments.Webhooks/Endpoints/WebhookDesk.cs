using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.Webhooks;

/// <summary>Registers endpoints and looks after them.</summary>
internal sealed class WebhookDesk(IServiceProvider services, AddressGuard guard, EndpointChallenge challenge, WebhookSignal signal, TimeProvider time, ILogger<WebhookDesk> logger) : IWebhooks
{
    private const int MostTries = 8;
    private const int MostKeys = 5;

    private static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(24);
    private static readonly TimeSpan MostOverlap = TimeSpan.FromDays(30);

    // Not before the settings were checked: without a store the host must fail with its list of problems.
    private IWebhookStore Store => services.GetRequiredService<IWebhookStore>();

    public async Task<WebhookEndpoint> RegisterAsync(RegisterWebhook request, CancellationToken cancellationToken = default)
    {
        EndpointRules.Check(request, guard);
        var now = time.GetUtcNow();
        var endpoint = new WebhookEndpoint
        {
            EndpointId = $"we_{Guid.CreateVersion7(now).ToString("N", CultureInfo.InvariantCulture)}",
            MerchantId = request.MerchantId,
            Url = request.Url,
            EventTypes = [.. request.EventTypes.Distinct(StringComparer.Ordinal)],
            Status = WebhookEndpointStatus.Unverified,
            Keys = [new WebhookKey(request.Secret ?? WebhookSecret.Generate())],
            CreatedAt = now,
            UpdatedAt = now,
            Version = 1,
        };
        await Store.AddEndpointAsync(endpoint, cancellationToken).ConfigureAwait(false);
        Log.EndpointChanged(logger, endpoint.EndpointId, endpoint.MerchantId, endpoint.Status, "registered");
        return endpoint;
    }

    public async Task<WebhookEndpoint?> VerifyAsync(string endpointId, CancellationToken cancellationToken = default)
    {
        if (await Store.FindEndpointAsync(endpointId, cancellationToken).ConfigureAwait(false) is not { } found)
        {
            return null;
        }

        var fault = await challenge.RunAsync(found, cancellationToken).ConfigureAwait(false);
        var changed = await ChangeAsync(
            endpointId,
            endpoint => fault is null
                ? endpoint with { Status = WebhookEndpointStatus.Active, Reason = null, VerifiedAt = time.GetUtcNow() }
                : endpoint.Status == WebhookEndpointStatus.Active ? endpoint : endpoint with { Reason = fault },
            cancellationToken).ConfigureAwait(false);
        return changed is not null && fault is not null ? changed with { Reason = fault } : changed;
    }

    public Task<WebhookEndpoint?> DisableAsync(string endpointId, string reason, CancellationToken cancellationToken = default)
    {
        EndpointRules.CheckReason(reason);
        return ChangeAsync(endpointId, endpoint => endpoint with { Status = WebhookEndpointStatus.Disabled, Reason = reason }, cancellationToken);
    }

    public Task<WebhookEndpoint?> RotateSecretAsync(string endpointId, TimeSpan? overlap = null, CancellationToken cancellationToken = default)
    {
        var keep = overlap ?? DefaultOverlap;
        if (keep < TimeSpan.Zero || keep > MostOverlap)
        {
            throw EndpointRules.Invalid("overlap", "is 0 to 30 days.");
        }

        var secret = WebhookSecret.Generate();
        return ChangeAsync(endpointId, endpoint => Rotate(endpoint, secret, time.GetUtcNow(), keep), cancellationToken);
    }

    public async Task<bool> ReplayAsync(string endpointId, string eventId, CancellationToken cancellationToken = default)
    {
        var isDue = await Store.ReplayAsync(endpointId, eventId, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        signal.Set();
        return isDue;
    }

    public async Task<int> ReplayUndeliveredAsync(string endpointId, DateTimeOffset since, CancellationToken cancellationToken = default)
    {
        var count = await Store.ReplayUndeliveredAsync(endpointId, since, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        signal.Set();
        return count;
    }

    // The one before goes on for the overlap, those before it no longer than they were to; with none, the old secrets stop at once.
    private static WebhookEndpoint Rotate(WebhookEndpoint endpoint, WebhookSecret secret, DateTimeOffset now, TimeSpan overlap)
    {
        var until = now + overlap;
        List<WebhookKey> old = [.. endpoint.Keys.Select(key => key with { ValidUntil = key.ValidUntil < until ? key.ValidUntil : until }).Where(key => key.ValidUntil > now)];
        return old.Count < MostKeys
            ? endpoint with { Keys = [new WebhookKey(secret), .. old] }
            : throw EndpointRules.Invalid("overlap", "must be shorter: five secrets sign already. Wait for one to run out, or rotate with an overlap of zero.");
    }

    private async Task<WebhookEndpoint?> ChangeAsync(string endpointId, Func<WebhookEndpoint, WebhookEndpoint> change, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await Store.FindEndpointAsync(endpointId, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return null;
            }

            var next = change(found);
            if (ReferenceEquals(next, found))
            {
                return found;
            }

            next = next with { Version = found.Version + 1, UpdatedAt = time.GetUtcNow() };
            if (await Store.UpdateEndpointAsync(next, cancellationToken).ConfigureAwait(false))
            {
                Log.EndpointChanged(logger, next.EndpointId, next.MerchantId, next.Status, next.Reason ?? "changed");
                signal.Set();
                return next;
            }
        }

        throw new TimeoutException($"Webhook endpoint {endpointId} changed at the same moment, again and again. Nothing was written; repeat the call.");
    }
}
