using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Core.Diagnostics;
using Payments.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Events;

/// <summary>Delivers one event to every subscriber that does not have it yet, and says what came of it.</summary>
internal sealed class EventDelivery(
    IEnumerable<EventSubscription> subscriptions,
    IServiceScopeFactory scopes,
    IOptions<PaymentsOptions> options,
    Entropy entropy,
    TimeProvider time,
    ILogger<EventDelivery> logger,
    CoreTelemetry? telemetry = null)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private readonly EventSubscription[] _subscriptions = [.. subscriptions];
    private readonly ConcurrentDictionary<string, string> _unavailable = new(StringComparer.Ordinal);

    public async Task<OutboxSettlement> DeliverAsync(OutboxItem item, CancellationToken cancellationToken)
    {
        List<string> deliveredTo = [.. item.DeliveredTo];
        List<(string Subscriber, Exception Fault)> faults = [];
        foreach (var subscription in _subscriptions.Where(each => !deliveredTo.Contains(each.Name, StringComparer.Ordinal) && each.Accepts(item.Event)))
        {
            try
            {
                await WatchedDeliverToAsync(subscription, item.Event, cancellationToken).ConfigureAwait(false);
                deliveredTo.Add(subscription.Name);
                SayAvailable(subscription.Name);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                faults.Add((subscription.Name, fault));
            }
        }

        return Settle(item, deliveredTo, faults);
    }

    private async Task WatchedDeliverToAsync(EventSubscription subscription, PaymentEvent paymentEvent, CancellationToken cancellationToken)
    {
        var watch = telemetry?.OutboxDeliver.Begin(telemetry.CommitOf(paymentEvent.OrderNo)) ?? default;
        if (watch.IsOn)
        {
            watch.Tell(PaymentsTags.OrderNo, paymentEvent.OrderNo.Value);
            watch.Tell(PaymentsTags.EventId, paymentEvent.EventId);
            watch.Tell(PaymentsTags.EventType, paymentEvent.Type);
        }

        var isTaken = false;
        try
        {
            await DeliverToAsync(subscription, paymentEvent, cancellationToken).ConfigureAwait(false);
            isTaken = true;
        }
        finally
        {
            watch.End(new TagList { { PaymentsTags.Subscriber, subscription.Name }, { PaymentsTags.Outcome, isTaken ? "taken" : "failed" } }, isFault: !isTaken);
        }
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
        var failed = faults.Exists(each => each.Fault is not SubscriberUnavailableException);
        var attempts = failed || faults.Count == 0 ? item.Attempts + 1 : item.Attempts;
        var state = faults.Count == 0 ? OutboxState.Delivered : failed && attempts >= options.Value.Events.MaxAttempts ? OutboxState.Dead : OutboxState.Pending;
        var now = time.GetUtcNow();
        var dueAt = now + (failed ? PauseAfter(attempts) : PauseWhileWaiting(now - item.Event.OccurredAt));
        foreach (var (subscriber, fault) in faults)
        {
            Say(item, subscriber, fault, attempts, dueAt);
        }

        if (state == OutboxState.Dead)
        {
            Log.DeadLetter(logger, item.Event.EventId, item.Event.Type, attempts);
        }

        telemetry?.Settled(item.Event, state, time.GetUtcNow());
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

    private TimeSpan PauseAfter(int attempts) => RetryDelay.After(entropy, attempts, options.Value.Events.RetryDelay, options.Value.Events.MaxRetryDelay);

    /// <summary>
    /// As long as the event has waited already: an outage of hours costs each event a dozen looks, and what was written a minute before its end is
    /// delivered a minute after it at the latest.
    /// </summary>
    private TimeSpan PauseWhileWaiting(TimeSpan waited)
    {
        var settings = options.Value.Events;
        var most = settings.MaxRetryDelay < LongestWait ? settings.MaxRetryDelay : LongestWait;
        var wanted = waited < settings.RetryDelay ? settings.RetryDelay : waited > most ? most : waited;
        return RetryDelay.After(entropy, attempts: 1, wanted, wanted);
    }

    private void Say(OutboxItem item, string subscriber, Exception fault, int attempts, DateTimeOffset dueAt)
    {
        if (fault is not SubscriberUnavailableException)
        {
            Log.DeliveryFailed(logger, item.Event.EventId, item.Event.Type, subscriber, attempts, dueAt, fault);
        }
        else if (_unavailable.TryAdd(subscriber, item.Event.EventId))
        {
            Log.SubscriberUnavailable(logger, subscriber, fault.Message);
        }
    }

    private void SayAvailable(string subscriber)
    {
        if (!_unavailable.IsEmpty && _unavailable.TryRemove(subscriber, out _))
        {
            Log.SubscriberAvailable(logger, subscriber);
        }
    }
}
