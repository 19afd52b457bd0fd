using System.Diagnostics;

namespace Payments;

/// <summary>The result of one call about a refund. A closed set: consume it with <see cref="Match{T}"/>, so that nobody forgets <see cref="Unknown"/>.</summary>
public abstract record RefundOutcome
{
    private RefundOutcome()
    {
    }

    /// <summary>The channel took it: <see cref="RefundStatus.Succeeded"/> when the money is back, else it is on its way and events tell its end.</summary>
    /// <param name="Refund">The refund as it stands.</param>
    /// <param name="Replayed">Whether an earlier call under the same number made it.</param>
    public sealed record Accepted(Refund Refund, bool Replayed = false) : RefundOutcome;

    /// <summary>It was definitely refused; this call moved no money.</summary>
    /// <param name="Error">Why, and what to do.</param>
    /// <param name="Refund">The refund, when there is one.</param>
    /// <param name="Replayed">Whether an earlier call under the same number made it.</param>
    public sealed record Rejected(PaymentError Error, Refund? Refund = null, bool Replayed = false) : RefundOutcome;

    /// <summary>It may or may not have happened. It is followed under the same number until the channel says; wait for the events, or repeat the call.</summary>
    /// <param name="Refund">The refund as it stands.</param>
    /// <param name="Error">What is known of the trouble.</param>
    public sealed record Unknown(Refund Refund, PaymentError Error) : RefundOutcome;

    /// <summary>Calls the function of the case at hand.</summary>
    public T Match<T>(Func<Accepted, T> accepted, Func<Rejected, T> rejected, Func<Unknown, T> unknown) => this switch
    {
        Accepted outcome => accepted(outcome),
        Rejected outcome => rejected(outcome),
        Unknown outcome => unknown(outcome),
        _ => throw new UnreachableException(),
    };
}
