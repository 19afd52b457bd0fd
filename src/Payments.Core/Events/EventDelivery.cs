using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Core.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Events;

/// <summary>Delivers one event to every subscriber that does not have it yet, and says what came of it.</summary>
internal sealed class EventDelivery(
    IEnumerable<EventSubscription> subscriptions,
    IServiceScopeFactory scopes,
    IOptions<PaymentsOptions> options,
    Entropy entropy,
    TimeProvider time,
    ILogger<EventDelivery> logger)
{
    private readonly EventSubscription[] _subscriptions = [.. subscriptions];

    public async Task<OutboxSettlement> DeliverAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        List<string> deliveredTo = [.. item.DeliveredTo];
        List<(string Subscriber, Exception Fault)> faults = [];
        foreach (var subscription in _subscriptions.Where(each => !deliveredTo.Contains(each.Name, StringComparer.Ordinal) && each.Accepts(item.Event)))
        {
            try
            {
                await DeliverToAsync(subscription, item.Event, cancellationToken).ConfigureAwait(false);
                deliveredTo.Add(subscription.Name);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add((subscription.Name, fault));
            }
        }

        return Settle(item, deliveredTo, faults);
    }

    private async Task DeliverToAsync(EventSubscription subscription, PaymentEvent paymentEvent, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Value.Events.HandlerTimeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            // A handler that ignores its token must not hold the outbox up.
            await subscription.DeliverAsync(scope.ServiceProvider, paymentEvent, linked.Token).AsTask().WaitAsync(linked.Token).ConfigureAwait(false);
        }
    }

    private OutboxSettlement Settle(OutboxItem item, List<string> deliveredTo, List<(string Subscriber, Exception Fault)> faults)
    {
        var settings = options.Value.Events;
        var attempts = item.Attempts + 1;
        var state = faults.Count == 0 ? OutboxState.Delivered : attempts >= settings.MaxAttempts ? OutboxState.Dead : OutboxState.Pending;
        var dueAt = time.GetUtcNow() + RetryDelay.After(entropy, attempts, settings.RetryDelay, settings.MaxRetryDelay);
        foreach (var (subscriber, fault) in faults)
        {
            Log.DeliveryFailed(logger, item.Event.EventId, item.Event.Type, subscriber, attempts, dueAt, fault);
        }

        if (state == OutboxState.Dead)
        {
            Log.DeadLetter(logger, item.Event.EventId, item.Event.Type, attempts);
        }

        return new OutboxSettlement
        {
            OrderNo = item.Event.OrderNo,
            Sequence = item.Event.Sequence,
            Owner = item.Owner,
            State = state,
            Attempts = attempts,
            DeliveredTo = deliveredTo,
            DueAt = state == OutboxState.Pending ? dueAt : null,
            LastError = faults.Count == 0 ? null : string.Join("; ", faults.Select(each => $"{each.Subscriber}: {each.Fault.GetType().Name}")),
        };
    }
}
