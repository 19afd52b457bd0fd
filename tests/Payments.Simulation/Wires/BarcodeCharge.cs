using Payments.Channels;
using Payments.Simulation.Stage;
using Payments.Simulation.Truth;

namespace Payments.Simulation.Wires;

/// <summary>Charges a bar code as the real plugins do: charge, follow the payer's password entry, and reverse when no end is in sight.</summary>
internal sealed class BarcodeCharge(SimChannel channel, Wire wire, AccountTruth account, VirtualTime time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(45);

    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    public async Task<ChannelOutcome<ChannelPayment>> RunAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        ChannelOutcome<ChannelPayment> first;
        try
        {
            first = await wire.SendAsync("charge", order.AttemptNo, isCharge: true, () => Arrive(order), cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelProtocolException exception)
        {
            first = new ChannelOutcome<ChannelPayment>.Unknown(exception.Error);
        }

        return first is ChannelOutcome<ChannelPayment>.Rejected or ChannelOutcome<ChannelPayment>.Accepted { Value.Status: not ChannelPaymentStatus.AwaitingPayer }
            ? first
            : await FollowAsync(order, cancellationToken).ConfigureAwait(false);
    }

    private ChannelOutcome<ChannelPayment> Arrive(ChannelOrder order) => account.Pay(order) is { } charge
        ? new ChannelOutcome<ChannelPayment>.Accepted(AccountTruth.Describe(charge))
        : new ChannelOutcome<ChannelPayment>.Rejected(WireErrors.Refused);

    private async Task<ChannelOutcome<ChannelPayment>> FollowAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var reference = new ChannelOrderReference(order.AttemptNo, order.Method);
        var startedAt = time.GetTimestamp();
        while (time.GetElapsedTime(startedAt) < Limit)
        {
            // A delay that is cancelled ends on the thread pool, out of the world; waiting for one that is not ends where it is cancelled.
            await Task.Delay(Pause, time, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
            var asked = await TryAsync(() => channel.QueryAsync(reference, cancellationToken)).ConfigureAwait(false);
            if (asked is ChannelOutcome<ChannelPayment>.Accepted { Value.Status: ChannelPaymentStatus.Succeeded or ChannelPaymentStatus.Closed or ChannelPaymentStatus.Failed })
            {
                return asked;
            }
        }

        var reversed = await TryAsync(() => channel.ReverseAsync(reference, cancellationToken)).ConfigureAwait(false);
        return reversed is ChannelOutcome<ChannelReversal>.Accepted { Value: not ChannelReversal.NothingToReverse }
            ? new ChannelOutcome<ChannelPayment>.Accepted(new ChannelPayment { AttemptNo = order.AttemptNo, Status = ChannelPaymentStatus.Closed, ChannelStatus = "REVOKED" })
            : new ChannelOutcome<ChannelPayment>.Unknown(WireErrors.Server);
    }

    private static async Task<ChannelOutcome<T>> TryAsync<T>(Func<Task<ChannelOutcome<T>>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ChannelUnreachableException or ChannelProtocolException)
        {
            return new ChannelOutcome<T>.Unknown(WireErrors.Server);
        }
    }
}
