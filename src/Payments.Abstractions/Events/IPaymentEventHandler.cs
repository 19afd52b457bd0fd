namespace Payments;

/// <summary>
/// Hears of events in process, after they are committed, at least once each and in order per order. Throw to be called again later,
/// with growing pauses; after <c>Payments:Events:MaxAttempts</c> the event goes to the dead letters. Resolved in a scope of its own for each call.
/// </summary>
/// <typeparam name="TEvent">The type of event; <see cref="PaymentEvent"/> hears of all.</typeparam>
public interface IPaymentEventHandler<in TEvent>
    where TEvent : PaymentEvent
{
    /// <summary>Takes an event in. Deliveries may repeat: use <see cref="PaymentEvent.EventId"/> to notice.</summary>
    ValueTask HandleAsync(TEvent paymentEvent, CancellationToken cancellationToken);
}

/// <summary>A subscriber of events. Registered by <see cref="PaymentsBuilder.AddEventHandler{TEvent, THandler}"/>, or by packages that carry events elsewhere.</summary>
/// <param name="Name">Stable and unique: remembers which subscribers already have an event.</param>
/// <param name="Accepts">Whether the subscriber wants the event.</param>
/// <param name="DeliverAsync">Delivers it; throws to have it delivered again.</param>
public sealed record EventSubscription(
    string Name,
    Func<PaymentEvent, bool> Accepts,
    Func<IServiceProvider, PaymentEvent, CancellationToken, ValueTask> DeliverAsync);
