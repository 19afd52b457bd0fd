using System.Diagnostics;

namespace Payments.Channels;

/// <summary>The result of one call to a channel. A closed set: consume it with <see cref="Match{TResult}"/>.</summary>
/// <typeparam name="T">What an accepted call gives.</typeparam>
public abstract record ChannelOutcome<T>
{
    private ChannelOutcome()
    {
    }

    /// <summary>The channel answered, and the answer is verified.</summary>
    /// <param name="Value">What it said.</param>
    public sealed record Accepted(T Value) : ChannelOutcome<T>;

    /// <summary>The channel definitely refused: this call charged, closed and refunded nothing.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Rejected(PaymentError Error) : ChannelOutcome<T>;

    /// <summary>Sent, and no answer that can be trusted: it may or may not have happened.</summary>
    /// <param name="Error">What is known of the trouble.</param>
    public sealed record Unknown(PaymentError Error) : ChannelOutcome<T>;

    /// <summary>Calls the function of the case at hand.</summary>
    public TResult Match<TResult>(Func<T, TResult> accepted, Func<PaymentError, TResult> rejected, Func<PaymentError, TResult> unknown) => this switch
    {
        Accepted outcome => accepted(outcome.Value),
        Rejected outcome => rejected(outcome.Error),
        Unknown outcome => unknown(outcome.Error),
        _ => throw new UnreachableException(),
    };
}

/// <summary>What closing at the channel came to.</summary>
public enum ChannelCloseResult
{
    /// <summary>Closed: it can no longer be paid.</summary>
    Closed,

    /// <summary>The channel has no such payment yet. A payer who holds the credential might still open it before it expires.</summary>
    NothingToClose,

    /// <summary>It is already paid: ask with a query for the proof.</summary>
    AlreadyPaid,

    /// <summary>The payer is paying at this moment: ask again.</summary>
    PayerIsPaying,
}

/// <summary>What reversing at the channel came to.</summary>
public enum ChannelReversal
{
    /// <summary>It was unpaid and is closed.</summary>
    Closed,

    /// <summary>It was paid and is refunded in full.</summary>
    Refunded,

    /// <summary>The channel has no such payment.</summary>
    NothingToReverse,
}
