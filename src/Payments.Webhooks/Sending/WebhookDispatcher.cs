using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Payments.Webhooks;

/// <summary>Claims deliveries that are due and has them sent. Runs on every node at once: the store leases each delivery to one of them.</summary>
internal sealed class WebhookDispatcher(IServiceProvider services, IOptions<WebhookOptions> options, EndpointLanes lanes, WebhookSignal signal, TimeProvider time, ILogger<WebhookDispatcher> logger)
    : BackgroundService
{
    private const int MostClaimed = 1_000;

    private static readonly TimeSpan LeaseMargin = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ClaimLimit = TimeSpan.FromSeconds(10);

    private readonly string _node = $"{Environment.MachineName}-{Guid.CreateVersion7():N}";
    private int _claims;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        // Not before the settings were checked: without a store the host must fail with its list of problems, not here.
        var deliverer = services.GetRequiredService<WebhookDeliverer>();
        List<Task> underWay = [];
        while (!stoppingToken.IsCancellationRequested)
        {
            var claim = await ClaimAsync(stoppingToken).ConfigureAwait(false);
            underWay.RemoveAll(static task => task.IsCompleted);
            foreach (var each in claim.Deliveries)
            {
                lanes.Enter(each.Endpoint.EndpointId);
                underWay.Add(deliverer.DeliverAsync(each, claim.Owner, stoppingToken));
            }

            // A claim costs the store as much for one delivery as for fifty: none is made that can find nothing.
            if (claim.Deliveries.Count < MostClaimed)
            {
                await signal.WaitAsync(claim.IsShort, options.Value.PollInterval, time, stoppingToken).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(underWay).ConfigureAwait(false);
    }

    private async Task<Claim> ClaimAsync(CancellationToken stoppingToken)
    {
        var free = Math.Min(lanes.Free, MostClaimed);
        if (free < 1)
        {
            return new Claim("", [], IsShort: true);
        }

        // Every claim has a name of its own: a try that outlives its lease cannot settle for the one that came after it.
        var owner = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_node}-{++_claims}");

        // Not the host's own token: a claim cut off may be committed all the same, and what it leased would wait for nobody.
        using var limit = new CancellationTokenSource(ClaimLimit, time);
        try
        {
            var now = time.GetUtcNow();
            var intent = new ClaimWebhooks(owner, free, options.Value.MaxPerEndpoint, lanes.Shares(), now, now + options.Value.Timeout + LeaseMargin);
            var claimed = await services.GetRequiredService<IWebhookStore>().ClaimAsync(intent, limit.Token).ConfigureAwait(false);
            return new Claim(owner, claimed, IsShort(intent, claimed));
        }
        catch (Exception fault)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.ClaimFault(logger, fault);
            }

            return new Claim(owner, [], IsShort: false);
        }
    }

    private static bool IsShort(ClaimWebhooks intent, IReadOnlyList<ClaimedWebhook> claimed) =>
        claimed.Count >= intent.Max
        || intent.Shares.Values.Any(static share => share == 0)
        || claimed.CountBy(static each => each.Endpoint.EndpointId).Any(taken => taken.Value >= intent.Shares.GetValueOrDefault(taken.Key, intent.MaxPerEndpoint));

    /// <param name="Owner">Who has them.</param>
    /// <param name="Deliveries">What was claimed.</param>
    /// <param name="IsShort">Whether more may be due, for which there was no room.</param>
    private sealed record Claim(string Owner, IReadOnlyList<ClaimedWebhook> Deliveries, bool IsShort);
}
