using Payments.Channels;
using Payments.Simulation.Nodes;
using Payments.Simulation.Stage;
using Payments.Simulation.Truth;

namespace Payments.Simulation.Wires;

/// <summary>A node's plugin for one account, with the contract of the real ones: what was sent and not answered is unknown, a refusal did nothing.</summary>
internal sealed class SimChannel(World world, Node node, Life life, AccountTruth account, VirtualTime time) : IPaymentChannel, IBarcodePay, IRefunds
{
    private readonly Wire _wire = new(world, node, life, account);

    public string Account => account.Name;

    public ChannelCapabilities Capabilities { get; } = account.IsWeChat ? Abilities.WeChat : Abilities.Alipay;

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => [];

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) =>
        _wire.SendAsync<NextAction>("create", order.AttemptNo, isCharge: true, () => account.Create(order) is { } code
            ? new ChannelOutcome<NextAction>.Accepted(new NextAction.ShowQrCode(code) { ExpiresAt = order.ExpiresAt })
            : new ChannelOutcome<NextAction>.Rejected(WireErrors.Refused), cancellationToken);

    public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        _wire.SendAsync<ChannelPayment>("query", reference.AttemptNo, isCharge: false, () => new ChannelOutcome<ChannelPayment>.Accepted(account.Query(reference.AttemptNo)), cancellationToken);

    public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        _wire.SendAsync<ChannelCloseResult>("close", reference.AttemptNo, isCharge: false, () =>
            new ChannelOutcome<ChannelCloseResult>.Accepted(account.Close(reference.AttemptNo, reference.Method)), cancellationToken);

    public Task<ChannelOutcome<ChannelReversal>> ReverseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        _wire.SendAsync<ChannelReversal>("reverse", reference.AttemptNo, isCharge: false, () => account.Reverse(reference.AttemptNo) is { } done
            ? new ChannelOutcome<ChannelReversal>.Accepted(done)
            : new ChannelOutcome<ChannelReversal>.Rejected(WireErrors.Refused), cancellationToken);

    public Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var charge = world.Channels.Of(order.AttemptNo, order.Method, account);
        charge.Credential = order.Payer!.AuthCode!.Value.Reveal();
        charge.IsReleased = true;
        world.Laws.Touched(charge.OrderNo);
        return new BarcodeCharge(this, _wire, account, time).RunAsync(order, cancellationToken);
    }

    public Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken) =>
        _wire.SendAsync<ChannelRefund>("refund", refund.RefundNo, isCharge: false, () => world.Refunds.Refund(account, refund) is { } taken
            ? new ChannelOutcome<ChannelRefund>.Accepted(taken)
            : new ChannelOutcome<ChannelRefund>.Rejected(WireErrors.Refused), cancellationToken);

    public Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken) =>
        _wire.SendAsync<ChannelRefund>("query refund", reference.RefundNo, isCharge: false, () =>
            new ChannelOutcome<ChannelRefund>.Accepted(world.Refunds.Query(account, reference)), cancellationToken);

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken)
    {
        world.Enter("reading a callback");
        return new(new NotificationReading.Verified(world.Channels.Read(Callbacks.Number(request.Body))));
    }

    public NotificationReply ReplyTo(NotificationVerdict verdict) => verdict switch
    {
        NotificationVerdict.Accepted => new(204, null, ""),
        NotificationVerdict.Refused => new(401, null, ""),
        NotificationVerdict.Mismatched => new(422, null, ""),
        _ => new(503, null, ""),
    };
}
