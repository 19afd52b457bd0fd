using System.Diagnostics;

namespace Payments;

/// <summary>The result of one call about an order. A closed set: consume it with <see cref="Match{T}"/>, so that nobody forgets <see cref="Unknown"/>.</summary>
public abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="Order">The order as the call left it; for a replay, as the first call left it.</param>
    /// <param name="Replayed">Whether an earlier call under the same key did it and this is its answer again.</param>
    public sealed record Accepted(PaymentOrder Order, bool Replayed = false) : OrderOutcome;

    /// <summary>It was definitely refused; nothing was charged by this call.</summary>
    /// <param name="Error">Why, and what to do.</param>
    /// <param name="Order">The order, when there is one.</param>
    /// <param name="Replayed">Whether this is an earlier call's answer again.</param>
    public sealed record Rejected(PaymentError Error, PaymentOrder? Order = null, bool Replayed = false) : OrderOutcome;

    /// <summary>It was sent and nothing that can be trusted came back: ask again under the same key, or wait for the events.</summary>
    /// <param name="Order">The order, its attempt <see cref="AttemptStatus.Unknown"/>.</param>
    /// <param name="Error">What is known of the trouble.</param>
    public sealed record Unknown(PaymentOrder Order, PaymentError Error) : OrderOutcome;

    /// <summary>Calls the function of the case at hand.</summary>
    public T Match<T>(Func<Accepted, T> accepted, Func<Rejected, T> rejected, Func<Unknown, T> unknown) => this switch
    {
        Accepted outcome => accepted(outcome),
        Rejected outcome => rejected(outcome),
        Unknown outcome => unknown(outcome),
        _ => throw new UnreachableException(),
    };
}
