using System.Collections.Concurrent;
using System.Text;
using Payments.Channels;

namespace Payments.Core.Tests.Support;

/// <summary>
/// A channel whose every answer a test writes. Callbacks are plain text: <c>attemptNo|status|minorUnits|currency|transactionId</c> of a payment,
/// <c>attemptNo|status|minorUnits|currency|transactionId|refundNo</c> of a refund.
/// </summary>
internal sealed class ScriptedChannel(string account = "test-main") : IPaymentChannel, IBarcodePay, IRefunds
{
    public static readonly PaymentMethod Qr = PaymentMethod.Parse("test.qr");
    public static readonly PaymentMethod Barcode = PaymentMethod.Parse("test.barcode");

    public ConcurrentQueue<ChannelOrder> Creates { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    public Func<ChannelOrder, CancellationToken, Task<ChannelOutcome<NextAction>>> OnCreate { get; set; } = (order, _) => Next(new NextAction.ShowQrCode($"qr://{order.AttemptNo}"));

    public Func<ChannelOrderReference, Task<ChannelOutcome<ChannelPayment>>> OnQuery { get; set; } = reference => Accept(Unpaid(reference.AttemptNo));

    public Func<ChannelOrderReference, Task<ChannelOutcome<ChannelCloseResult>>> OnClose { get; set; } = _ => Accept(ChannelCloseResult.Closed);

    public Func<ChannelOrder, Task<ChannelOutcome<ChannelPayment>>> OnCharge { get; set; } = order => Accept(Paid(order.AttemptNo, order.Amount));

    public ConcurrentQueue<ChannelRefundOrder> RefundsSent { get; } = new();

    public Func<ChannelRefundOrder, Task<ChannelOutcome<ChannelRefund>>> OnRefund { get; set; } = wish => Accept(Refunded(wish.RefundNo, wish.AttemptNo, ChannelRefundStatus.Succeeded, wish.Amount));

    public Func<ChannelRefundReference, Task<ChannelOutcome<ChannelRefund>>> OnQueryRefund { get; set; } = reference => Accept(Refunded(reference.RefundNo, reference.AttemptNo, ChannelRefundStatus.NotFound));

    public Func<ChannelOrderReference, Task<ChannelOutcome<ChannelReversal>>> OnReverse { get; set; } = _ => Accept(ChannelReversal.Closed);

    public string Account => account;

    public ChannelCapabilities Capabilities { get; } = new()
    {
        Channel = "test",
        Methods =
        [
            new MethodCapability { Method = Qr, Currencies = [Currency.Cny], ChargesWithoutCredential = false },
            new MethodCapability { Method = Barcode, Currencies = [Currency.Cny], ChargesWithoutCredential = true, IsBarcode = true },
        ],
    };

    public static Task<ChannelOutcome<T>> Accept<T>(T value) => Task.FromResult<ChannelOutcome<T>>(new ChannelOutcome<T>.Accepted(value));

    public static Task<ChannelOutcome<NextAction>> Next(NextAction value) => Accept(value);

    public static Task<ChannelOutcome<T>> Reject<T>(TimeSpan? retryAfter = null) => Task.FromResult<ChannelOutcome<T>>(new ChannelOutcome<T>.Rejected(Error(PaymentErrorCodes.ChannelRejected, retryAfter)));

    public static Task<ChannelOutcome<T>> Lose<T>() => Task.FromResult<ChannelOutcome<T>>(new ChannelOutcome<T>.Unknown(Error(PaymentErrorCodes.ChannelNoAnswer)));

    public static ChannelPayment Paid(string attemptNo, Money amount, string transactionId = "tx-1") => new()
    {
        AttemptNo = attemptNo,
        Status = ChannelPaymentStatus.Succeeded,
        ChannelStatus = "SUCCESS",
        Amount = amount,
        ChannelTransactionId = transactionId,
    };

    public static ChannelPayment Unpaid(string attemptNo) => new() { AttemptNo = attemptNo, Status = ChannelPaymentStatus.AwaitingPayer, ChannelStatus = "NOTPAY" };

    public static ChannelPayment Closed(string attemptNo) => new() { AttemptNo = attemptNo, Status = ChannelPaymentStatus.Closed, ChannelStatus = "CLOSED" };

    public static ChannelRefund Refunded(string refundNo, string attemptNo, ChannelRefundStatus status, Money? amount = null) => new()
    {
        RefundNo = refundNo,
        AttemptNo = attemptNo,
        Status = status,
        ChannelStatus = status.ToString(),
        ChannelRefundId = status == ChannelRefundStatus.NotFound ? null : $"ch-{refundNo}",
        Amount = amount,
    };

    public static Task<ChannelOutcome<T>> Unable<T>() => Task.FromResult<ChannelOutcome<T>>(new ChannelOutcome<T>.Rejected(Error(PaymentErrorCodes.ChannelAccountUnable)));

    public static NotificationRequest RefundCallback(string refundNo, string attemptNo, ChannelRefundStatus status, Money amount, string transactionId = "tx-1") =>
        new(Encoding.UTF8.GetBytes($"{attemptNo}|{status}|{amount.MinorUnits}|{amount.Currency}|{transactionId}|{refundNo}"), [], DateTimeOffset.UnixEpoch);

    public static NotificationRequest Callback(string attemptNo, string status, Money amount, string transactionId = "tx-1") =>
        new(Encoding.UTF8.GetBytes($"{attemptNo}|{status}|{amount.MinorUnits}|{amount.Currency}|{transactionId}"), [], DateTimeOffset.UnixEpoch);

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => order.Subject == "refused" ? [new FieldProblem("subject", "is refused.")] : [];

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        Creates.Enqueue(order);
        Calls.Enqueue("create");
        return OnCreate(order, cancellationToken);
    }

    public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        Calls.Enqueue("query");
        return OnQuery(reference);
    }

    public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        Calls.Enqueue("close");
        return OnClose(reference);
    }

    public Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        Calls.Enqueue("charge");
        return OnCharge(order);
    }

    public Task<ChannelOutcome<ChannelReversal>> ReverseAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        Calls.Enqueue("reverse");
        return OnReverse(reference);
    }

    public Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken)
    {
        RefundsSent.Enqueue(refund);
        Calls.Enqueue("refund");
        return OnRefund(refund);
    }

    public Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken)
    {
        Calls.Enqueue("query refund");
        return OnQueryRefund(reference);
    }

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken)
    {
        var parts = Encoding.UTF8.GetString(request.Body.Span).Split('|');
        if (parts.Length == 6)
        {
            var refund = Refunded(parts[5], parts[0], Enum.Parse<ChannelRefundStatus>(parts[1]), Money.FromMinorUnits(long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture), Currency.Parse(parts[3])));
            return new(new NotificationReading.Verified(new ChannelNotification.Refund(refund with { ChannelTransactionId = parts[4] }) { NotificationId = "r-1" }));
        }

        if (parts.Length != 5)
        {
            return new(new NotificationReading.Refused(new VerificationFailure(VerificationFailureReason.BodyChanged, "The body is not the script's.")));
        }

        var payment = new ChannelPayment
        {
            AttemptNo = parts[0],
            Status = Enum.Parse<ChannelPaymentStatus>(parts[1]),
            ChannelStatus = parts[1],
            Amount = Money.FromMinorUnits(long.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture), Currency.Parse(parts[3])),
            ChannelTransactionId = parts[4],
        };
        return new(new NotificationReading.Verified(new ChannelNotification.Payment(payment) { NotificationId = "n-1" }));
    }

    public NotificationReply ReplyTo(NotificationVerdict verdict) => new((int)verdict, null, verdict.ToString());

    private static PaymentError Error(string code, TimeSpan? retryAfter = null) => new() { Code = code, Message = "The script says so.", Remedy = "Change the script.", RetryAfter = retryAfter };
}
