using Payments.Channels;
using Payments.Simulation.Stage;
using Payments.Simulation.Wires;

namespace Payments.Simulation.Mutants;

/// <summary>A call that was not answered counts as refused.</summary>
internal sealed class TimeoutAsFailed(IPaymentChannel inner) : ChannelShell(inner)
{
    public override Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) => RefuseAsync(base.CreateAsync(order, cancellationToken));

    public override Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken) => RefuseAsync(base.PayAsync(order, cancellationToken));

    public override Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken) => RefuseAsync(base.RefundAsync(refund, cancellationToken));

    private static async Task<ChannelOutcome<T>> RefuseAsync<T>(Task<ChannelOutcome<T>> call)
    {
        try
        {
            var outcome = await call.ConfigureAwait(false);
            return outcome is ChannelOutcome<T>.Unknown ? new ChannelOutcome<T>.Rejected(WireErrors.AccountUnable) : outcome;
        }
        catch (OperationCanceledException)
        {
            return new ChannelOutcome<T>.Rejected(WireErrors.AccountUnable);
        }
    }
}

/// <summary>A refund that is sent again gets another number.</summary>
internal sealed class RefundUnderNewNumber(IPaymentChannel inner) : ChannelShell(inner)
{
    private readonly HashSet<string> _sent = [];

    public override Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken) =>
        base.RefundAsync(_sent.Add(refund.RefundNo) ? refund : refund with { RefundNo = refund.RefundNo + "2" }, cancellationToken);
}

/// <summary>What is to be closed is said to be closed, and the channel is not asked.</summary>
internal sealed class CloseWithoutAsking(IPaymentChannel inner) : ChannelShell(inner)
{
    private readonly HashSet<string> _closed = [];

    public override Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        _closed.Contains(reference.AttemptNo) ? Task.FromResult(Said.Closed(reference.AttemptNo)) : base.QueryAsync(reference, cancellationToken);

    public override Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        _closed.Add(reference.AttemptNo);
        return Task.FromResult<ChannelOutcome<ChannelCloseResult>>(new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.Closed));
    }

    public override Task<ChannelOutcome<ChannelReversal>> ReverseAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        _closed.Add(reference.AttemptNo);
        return Task.FromResult<ChannelOutcome<ChannelReversal>>(new ChannelOutcome<ChannelReversal>.Accepted(ChannelReversal.Closed));
    }
}

/// <summary>The order expires here; the channel neither knows of the expiry nor is asked to close.</summary>
internal sealed class ExpiresHereOnly(IPaymentChannel inner, World world) : ChannelShell(inner)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromHours(2);

    public override Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) =>
        base.CreateAsync(order with { ExpiresAt = order.ExpiresAt + Forgotten }, cancellationToken);

    public override Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        OrderNo.TryFromAttemptNo(reference.AttemptNo, out var orderNo) && world.Books.Find(orderNo)?.Order.ExpiresAt < world.Now
            ? Task.FromResult(Said.Closed(reference.AttemptNo))
            : base.QueryAsync(reference, cancellationToken);
}

/// <summary>Whatever amount the channel says, it is the order's.</summary>
internal sealed class AmountNotCompared(IPaymentChannel inner, World world) : ChannelShell(inner)
{
    public override async ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken)
    {
        var reading = await base.ReadNotificationAsync(request, cancellationToken).ConfigureAwait(false);
        return reading is NotificationReading.Verified { Notification: ChannelNotification.Payment payment }
            && OrderNo.TryFromAttemptNo(payment.Value.AttemptNo, out var orderNo)
            && world.Books.Find(orderNo)?.Order is { } order
            ? new NotificationReading.Verified(payment with { Value = payment.Value with { Amount = order.Amount } })
            : reading;
    }
}

/// <summary>Who was asked three times and does not say "paid" has failed.</summary>
internal sealed class QueriesExhausted(IPaymentChannel inner) : ChannelShell(inner)
{
    private const int Most = 3;

    private readonly Dictionary<string, int> _asked = [];

    public override async Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        var outcome = await base.QueryAsync(reference, cancellationToken).ConfigureAwait(false);
        var asked = _asked[reference.AttemptNo] = _asked.GetValueOrDefault(reference.AttemptNo) + 1;
        return asked >= Most && outcome is not ChannelOutcome<ChannelPayment>.Accepted { Value.Status: ChannelPaymentStatus.Succeeded } ? Said.Failed(reference.AttemptNo) : outcome;
    }
}

/// <summary>A refusal repeats the payer's code.</summary>
internal sealed class SecretTold(IPaymentChannel inner) : ChannelShell(inner)
{
    public override async Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        var outcome = await base.PayAsync(order, cancellationToken).ConfigureAwait(false);
        return outcome is ChannelOutcome<ChannelPayment>.Rejected rejected
            ? new ChannelOutcome<ChannelPayment>.Rejected(rejected.Error with { Message = $"The code {order.Payer!.AuthCode!.Value.Reveal()} was refused." })
            : outcome;
    }
}

/// <summary>What the bugs put into a channel's mouth.</summary>
internal static class Said
{
    public static ChannelOutcome<ChannelPayment> Closed(string attemptNo) => Is(attemptNo, ChannelPaymentStatus.Closed);

    public static ChannelOutcome<ChannelPayment> Failed(string attemptNo) => Is(attemptNo, ChannelPaymentStatus.Failed);

    private static ChannelOutcome<ChannelPayment>.Accepted Is(string attemptNo, ChannelPaymentStatus status) =>
        new(new ChannelPayment { AttemptNo = attemptNo, Status = status, ChannelStatus = "MADE_UP" });
}
