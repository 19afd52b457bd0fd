using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Diagnostics;

namespace Payments.Webhooks;

/// <summary>Sends one claimed delivery and writes down what came of it.</summary>
internal sealed class WebhookDeliverer(
    IServiceProvider services,
    WebhookSender sender,
    EndpointLanes lanes,
    RetrySchedule schedule,
    WebhookSignal signal,
    TimeProvider time,
    ILogger<WebhookDeliverer> logger,
    PaymentsTelemetry? telemetry = null)
{
    private const int Gone = 410;

    private static readonly TimeSpan SettleLimit = TimeSpan.FromSeconds(10);

    private readonly OperationInstrument? _deliver = telemetry?.CreateOperation(PaymentsInstruments.WebhookDeliver, "One try to deliver a webhook.", ActivityKind.Client);

    /// <summary>Never throws. The caller has entered the endpoint's lane; it is left here.</summary>
    public async Task DeliverAsync(ClaimedWebhook claimed, string owner, CancellationToken stoppingToken)
    {
        SendResult? result = null;
        var came = "faulted";
        var watch = _deliver?.Begin() ?? default;
        watch.Tell(PaymentsTags.EventId, claimed.Delivery.EventId);
        try
        {
            result = await TryAsync(claimed, stoppingToken).ConfigureAwait(false);
            using var limit = new CancellationTokenSource(SettleLimit, time);

            // What was sent is written down even while stopping: it would only be sent again.
            var settlement = result is null ? GiveBack(claimed, owner) : Settle(claimed, owner, result);
            if (await services.GetRequiredService<IWebhookStore>().SettleAsync(settlement, limit.Token).ConfigureAwait(false))
            {
                signal.Set();
            }

            came = OutcomeOf(result, settlement.State);
        }
        catch (Exception fault)
        {
            Log.SettleFault(logger, claimed.Delivery.EventId, claimed.Endpoint.EndpointId, fault);
        }
        finally
        {
            watch.End(new TagList { { PaymentsTags.Outcome, came } }, isFault: came != "taken");
            lanes.Leave(claimed.Endpoint.EndpointId, result);
            signal.Freed();
        }
    }

    private static string OutcomeOf(SendResult? result, WebhookDeliveryState state) => result switch
    {
        null => "abandoned",
        { IsTaken: true } => "taken",
        { IsRefusedAddress: true } => "refused_address",
        { Attempt.StatusCode: Gone } => "gone",
        _ => state == WebhookDeliveryState.Failed ? "given_up" : "failed",
    };

    private async Task<SendResult?> TryAsync(ClaimedWebhook claimed, CancellationToken stoppingToken)
    {
        try
        {
            return await sender.SendAsync(claimed.Endpoint, claimed.Delivery.EventId, claimed.Delivery.Body, stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private WebhookSettlement GiveBack(ClaimedWebhook claimed, string owner) => new()
    {
        EndpointId = claimed.Endpoint.EndpointId,
        EventId = claimed.Delivery.EventId,
        Owner = owner,
        State = WebhookDeliveryState.Pending,
        Attempts = claimed.Delivery.Attempts,
        DueAt = time.GetUtcNow(),
        Now = time.GetUtcNow(),
    };

    private WebhookSettlement Settle(ClaimedWebhook claimed, string owner, SendResult result)
    {
        var now = time.GetUtcNow();
        var attempts = claimed.Delivery.Attempts + 1;
        var isGone = result.Attempt.StatusCode == Gone;
        var dueAt = result.IsTaken || isGone ? null : now + schedule.PauseAfter(attempts, result.RetryAfter);
        Report(claimed, attempts, dueAt, isGone, result);
        return GiveBack(claimed, owner) with
        {
            State = result.IsTaken ? WebhookDeliveryState.Delivered
                : isGone ? WebhookDeliveryState.Cancelled
                : dueAt is null ? WebhookDeliveryState.Failed
                : WebhookDeliveryState.Pending,
            Attempts = attempts,
            DueAt = dueAt,
            Now = now,
            Attempt = result.Attempt,
            DisableReason = isGone ? "It answered 410 Gone: it does not want events any more." : null,
        };
    }

    private void Report(ClaimedWebhook claimed, int attempts, DateTimeOffset? dueAt, bool isGone, SendResult result)
    {
        var (endpointId, eventId) = (claimed.Endpoint.EndpointId, claimed.Delivery.EventId);
        if (isGone)
        {
            Log.Gone(logger, endpointId, eventId);
        }
        else if (dueAt is { } next)
        {
            Log.TryFailed(logger, eventId, endpointId, attempts, result.Attempt.Error ?? "", next);
        }
        else if (!result.IsTaken)
        {
            Log.GivenUp(logger, eventId, endpointId, attempts, result.Attempt.Error ?? "");
        }

        if (result.IsRefusedAddress)
        {
            Log.AddressRefused(logger, endpointId);
        }
    }
}
