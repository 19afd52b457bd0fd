using Payments.Channels;

namespace Payments.Fleet.Nodes;

/// <summary>The node's accounts, each of which can die around its calls.</summary>
internal sealed class CrashingChannels(IPaymentChannels inner, CrashSwitch crash, PlantedBug bug) : IPaymentChannels
{
    private readonly Lazy<Dictionary<string, IPaymentChannel>> _all = new(() => inner.All.ToDictionary(
        channel => channel.Account,
        channel => (IPaymentChannel)new CrashingChannel(channel, crash, bug),
        StringComparer.Ordinal));

    public IReadOnlyList<IPaymentChannel> All => [.. inner.All.Select(channel => _all.Value[channel.Account])];

    public IPaymentChannel? Find(string account) => _all.Value.GetValueOrDefault(account);
}

/// <summary>Hands everything on to a channel, and can die around each call.</summary>
internal sealed class CrashingChannel(IPaymentChannel inner, CrashSwitch crash, PlantedBug bug) : IPaymentChannel, IRefunds
{
    public string Account => inner.Account;

    public ChannelCapabilities Capabilities => inner.Capabilities;

    private IRefunds Refunds => (IRefunds)inner;

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => inner.Validate(order);

    public async Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var outcome = await crash.DuringAsync(CrashPoint.CreateInFlight, () => new ValueTask<ChannelOutcome<NextAction>>(inner.CreateAsync(order, cancellationToken)));
        crash.Reach(CrashPoint.CreateAfterAnswer);
        return outcome;
    }

    public async Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        var outcome = await inner.QueryAsync(reference, cancellationToken);
        crash.Reach(CrashPoint.SweepAfterAnswer);
        return outcome;
    }

    public async Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        if (bug.Is(PlantedBug.CloseNotSent))
        {
            return new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.Closed);
        }

        var outcome = await inner.CloseAsync(reference, cancellationToken);
        crash.Reach(CrashPoint.CloseAfterAnswer);
        return outcome;
    }

    public async Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken)
    {
        var sent = bug.RefundOf(refund);
        var outcome = await crash.DuringAsync(CrashPoint.RefundInFlight, () => new ValueTask<ChannelOutcome<ChannelRefund>>(Refunds.RefundAsync(sent, cancellationToken)));
        crash.Reach(CrashPoint.RefundAfterAnswer);
        return outcome;
    }

    public Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken) => Refunds.QueryRefundAsync(reference, cancellationToken);

    public async ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken)
    {
        var reading = await inner.ReadNotificationAsync(request, cancellationToken);
        if (reading is NotificationReading.Verified)
        {
            crash.Reach(CrashPoint.CallbackAfterVerify);
        }

        return reading;
    }

    public NotificationReply ReplyTo(NotificationVerdict verdict) => inner.ReplyTo(verdict);
}
