using Payments.Channels;

namespace Payments.Simulation.Mutants;

/// <summary>Hands everything on to a channel. Bugs override what they break.</summary>
internal abstract class ChannelShell(IPaymentChannel inner) : IPaymentChannel, IBarcodePay, IRefunds
{
    public string Account => inner.Account;

    public ChannelCapabilities Capabilities => inner.Capabilities;

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => inner.Validate(order);

    public virtual Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) => inner.CreateAsync(order, cancellationToken);

    public virtual Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => inner.QueryAsync(reference, cancellationToken);

    public virtual Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => inner.CloseAsync(reference, cancellationToken);

    public virtual Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken) => ((IBarcodePay)inner).PayAsync(order, cancellationToken);

    public virtual Task<ChannelOutcome<ChannelReversal>> ReverseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => ((IBarcodePay)inner).ReverseAsync(reference, cancellationToken);

    public virtual Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken) => ((IRefunds)inner).RefundAsync(refund, cancellationToken);

    public virtual Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken) => ((IRefunds)inner).QueryRefundAsync(reference, cancellationToken);

    public virtual ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) => inner.ReadNotificationAsync(request, cancellationToken);

    public NotificationReply ReplyTo(NotificationVerdict verdict) => inner.ReplyTo(verdict);
}
