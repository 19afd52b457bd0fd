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
            // A try that ends before the next claim is seen has set the signal: nothing waits for the poll.
            var (owner, claimed) = await ClaimAsync(stoppingToken).ConfigureAwait(false);
            underWay.RemoveAll(static task => task.IsCompleted);
            foreach (var each in claimed)
            {
                lanes.Enter(each.Endpoint.EndpointId);
                underWay.Add(deliverer.DeliverAsync(each, owner, stoppingToken));
            }

            if (claimed.Count == 0)
            {
                await signal.WaitAsync(options.Value.PollInterval, time, stoppingToken).ConfigureAwait(false);
            }
        }

        await Task.WhenAll(underWay).ConfigureAwait(false);
    }

    private async Task<(string Owner, IReadOnlyList<ClaimedWebhook> Claimed)> ClaimAsync(CancellationToken stoppingToken)
    {
        var free = Math.Min(lanes.Free, MostClaimed);
        if (free < 1)
        {
            return ("", []);
        }

        // Every claim has a name of its own: a try that outlives its lease cannot settle for the one that came after it.
        var owner = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_node}-{++_claims}");

        // Not the host's own token: a claim cut off may be committed all the same, and what it leased would wait for nobody.
        using var limit = new CancellationTokenSource(ClaimLimit, time);
        try
        {
            var now = time.GetUtcNow();
            var intent = new ClaimWebhooks(owner, free, options.Value.MaxPerEndpoint, lanes.Shares(), now, now + options.Value.Timeout + LeaseMargin);
            return (owner, await services.GetRequiredService<IWebhookStore>().ClaimAsync(intent, limit.Token).ConfigureAwait(false));
        }
        catch (Exception fault)
        {
            if (!stoppingToken.IsCancellationRequested)
            {
                Log.ClaimFault(logger, fault);
            }

            return (owner, []);
        }
    }
}
