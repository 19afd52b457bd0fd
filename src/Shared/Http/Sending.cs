using System.Net.Http;
using System.Net.Sockets;
using Polly;
using Polly.Timeout;

namespace Payments.Shared;

/// <summary>One call on its way: what it may do, and what is known of its tries so far.</summary>
/// <param name="operation">Its name in the log.</param>
/// <param name="right">When it may be sent again.</param>
/// <param name="maxRepeats">How often it may be sent again.</param>
internal sealed class Sending(string operation, RepeatRight right, int maxRepeats)
{
    public string Operation { get; } = operation;

    /// <summary>Where it may go, in this order.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>Where the next try goes: to the next address after one that did not answer, to the same after an answer.</summary>
    public string Address => Addresses[Faults % Addresses.Count];

    /// <summary>Whether so much of an answer was used already that another would be one too many.</summary>
    public Func<bool>? IsBegun { get; init; }

    /// <summary>How many tries ended without an answer.</summary>
    public int Faults { get; private set; }

    /// <summary>Whether some try may have arrived.</summary>
    public bool MayHaveArrived { get; private set; }

    /// <summary>Whether a try before the last may have arrived: a refusal then speaks of the last one only.</summary>
    public bool MayHaveArrivedBefore { get; private set; }

    public int MaxRepeats => right switch
    {
        RepeatRight.Always => maxRepeats,
        RepeatRight.Unsent => Addresses.Count - 1,
        _ => 0,
    };

    /// <summary>
    /// Whether this is the network's or the time limit's doing. A bare <see cref="SocketException"/> is what HttpClient lets through when the other side is gone
    /// the moment it has taken the connection.
    /// </summary>
    public static bool IsNetwork(Exception fault) =>
        fault is HttpRequestException or SocketException or IOException or OperationCanceledException or TimeoutRejectedException or ChannelUnreachableException;

    public void Begin() => MayHaveArrivedBefore = MayHaveArrived;

    /// <summary>Takes in what became of a try.</summary>
    /// <returns>Whether the call is worth another.</returns>
    public bool End(Outcome<object> outcome)
    {
        if (outcome.Exception is not { } fault)
        {
            MayHaveArrived = true;
            return right == RepeatRight.Always && AgainOf(outcome).IsWorthIt;
        }

        if (!IsNetwork(fault))
        {
            return false;
        }

        Faults++;
        MayHaveArrived |= fault is not ChannelUnreachableException && !HttpFailure.NothingWasSent(fault);
        return IsBegun?.Invoke() != true && (right == RepeatRight.Always || (right == RepeatRight.Unsent && !MayHaveArrived));
    }

    /// <summary>How long to wait before the next try; <see langword="null"/> for the usual pause.</summary>
    public TimeSpan? PauseAfter(Outcome<object> outcome)
    {
        // An address that was not asked yet is not to blame for another.
        var goesElsewhere = outcome.Exception is not null && Faults < Addresses.Count;
        return goesElsewhere ? TimeSpan.Zero : AgainOf(outcome).After;
    }

    public static Again AgainOf(Outcome<object> outcome) => outcome.Result is ITried tried ? tried.Again : Again.No;
}
