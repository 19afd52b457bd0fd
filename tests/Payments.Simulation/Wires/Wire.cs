using Payments.Channels;
using Payments.Simulation.Nodes;
using Payments.Simulation.Stage;
using Payments.Simulation.Truth;

namespace Payments.Simulation.Wires;

/// <summary>
/// The network between a node and a channel account. A request that is late still arrives, after its caller gave up, after the node died: only what
/// was refused or never left is certain.
/// </summary>
internal sealed class Wire(World world, Node node, Life life, AccountTruth account)
{
    /// <summary>No request is longer on its way than this.</summary>
    private const int LatestMilliseconds = 30_000;

    private readonly Weather _weather = world.Weather;

    /// <param name="operation">For the story.</param>
    /// <param name="number">The attempt's or refund's number.</param>
    /// <param name="isCharge">Whether it asks for a new charge.</param>
    /// <param name="atChannel">What happens when it arrives.</param>
    /// <param name="cancellationToken">The caller gives up; the request goes on.</param>
    public Task<ChannelOutcome<T>> SendAsync<T>(string operation, string number, bool isCharge, Func<ChannelOutcome<T>> atChannel, CancellationToken cancellationToken)
    {
        world.Enter(operation);
        var call = new Call<T>(operation, number, isCharge, atChannel, node.WouldDie());
        if (call.Dies && world.Delays.Chance(300))
        {
            node.Crash($"before it sends '{operation}'");
            return call.Done.Task;
        }

        if (_weather.Strikes(Fault.Unreachable))
        {
            world.Say(node.Name, $"cannot reach {account.Name} for '{operation}' of {number}");
            world.After(world.Delays.Milliseconds(1, 3_000), life, () => call.Done.TrySetException(new ChannelUnreachableException(account.Name, "the connection was refused.")));
            return call.Done.Task;
        }

        if (cancellationToken.CanBeCanceled)
        {
            cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<ChannelOutcome<T>>)state!).TrySetCanceled(token), call.Done);
        }

        world.Say(node.Name, $"sends '{operation}' of {number} to {account.Name}");
        var isLost = world.Now < account.OutUntil || _weather.Strikes(Fault.LostRequest);
        var charge = isCharge ? world.Channels.Find(number) : null;
        if (!isLost)
        {
            _ = charge?.OnTheirWay += 1;
            world.After(Delay(Fault.SlowRequest, LatestMilliseconds), null, () => Arrive(call, charge));
        }

        return call.Done.Task;
    }

    private TimeSpan Delay(Fault fault, int most)
    {
        var usual = world.Delays.Milliseconds(10, 150);
        return _weather.Strikes(fault) ? usual + _weather.DiceOf(fault).Milliseconds(500, most - 200) : usual;
    }

    private void Arrive<T>(Call<T> call, Charge? charge)
    {
        _ = charge?.OnTheirWay -= 1;
        var outcome = Refusal(call) ?? call.AtChannel();
        if (world.Trace.IsOn)
        {
            world.Say(account.Name, $"'{call.Operation}' of {call.Number}: {Words(outcome)}");
        }

        world.Laws.TouchedNumber(call.Number);
        if (call.Dies && !life.IsOver)
        {
            node.Crash($"after it sent '{call.Operation}'");
        }

        if (world.Now < account.OutUntil || _weather.Strikes(Fault.LostAnswer))
        {
            return;
        }

        var isBroken = _weather.Strikes(Fault.ServerError);
        var isGarbage = _weather.Strikes(Fault.Garbage);
        world.After(Delay(Fault.SlowAnswer, LatestMilliseconds), life, () =>
        {
            if (isGarbage)
            {
                call.Done.TrySetException(new ChannelProtocolException(account.Name, new VerificationFailure(VerificationFailureReason.BodyChanged, "the signature does not fit.")));
            }
            else
            {
                call.Done.TrySetResult(isBroken ? new ChannelOutcome<T>.Unknown(WireErrors.Server) : outcome);
            }
        });
    }

    private ChannelOutcome<T>.Rejected? Refusal<T>(Call<T> call) =>
        _weather.Strikes(Fault.Throttle) ? new ChannelOutcome<T>.Rejected(WireErrors.Throttled)
        : _weather.Strikes(Fault.Refusal) ? new ChannelOutcome<T>.Rejected(call.IsCharge && world.Delays.Chance(500) ? WireErrors.AccountUnable : WireErrors.Refused)
        : null;

    private static string Words<T>(ChannelOutcome<T> outcome) => outcome switch
    {
        ChannelOutcome<T>.Accepted { Value: ChannelPayment payment } => $"{payment.Status}",
        ChannelOutcome<T>.Accepted { Value: ChannelRefund refund } => $"{refund.Status}",
        ChannelOutcome<T>.Accepted { Value: NextAction } => "here is the QR code",
        ChannelOutcome<T>.Accepted accepted => $"{accepted.Value}",
        ChannelOutcome<T>.Rejected rejected => $"refused ({rejected.Error.Code})",
        _ => "unknown",
    };

    private sealed record Call<T>(string Operation, string Number, bool IsCharge, Func<ChannelOutcome<T>> AtChannel, bool Dies)
    {
        public TaskCompletionSource<ChannelOutcome<T>> Done { get; } = new();
    }
}
