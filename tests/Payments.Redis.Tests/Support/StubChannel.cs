using System.Globalization;
using System.Text;
using Payments.Channels;

namespace Payments.Redis.Tests.Support;

/// <summary>A channel whose payments are awaited until a test says otherwise. Callbacks are plain text: <c>attemptNo|minorUnits</c>.</summary>
internal sealed class StubChannel : IPaymentChannel
{
    public static readonly PaymentMethod Qr = PaymentMethod.Parse("stub.qr");

    private int _creates;
    private int _queries;
    private int _closes;

    public int Creates => Volatile.Read(ref _creates);

    public int Queries => Volatile.Read(ref _queries);

    public int Closes => Volatile.Read(ref _closes);

    /// <summary>How long a question and a close take.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether questions get no answer.</summary>
    public bool IsBroken { get; set; }

    public string Account => "stub-main";

    public ChannelCapabilities Capabilities { get; } = new()
    {
        Channel = "stub",
        Methods = [new MethodCapability { Method = Qr, Currencies = [Currency.Cny], ChargesWithoutCredential = false }],
    };

    private HashSet<string> Closed { get; } = [];

    public static CreateOrderRequest Request(string merchantOrderNo) => new()
    {
        MerchantOrderNo = merchantOrderNo,
        Amount = Money.FromMinorUnits(100, Currency.Cny),
        Method = Qr,
        Subject = "Tea",
    };

    public static NotificationRequest Callback(string attemptNo) => new(Encoding.UTF8.GetBytes($"{attemptNo}|100"), [], DateTimeOffset.UnixEpoch);

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => [];

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _creates);
        return Task.FromResult<ChannelOutcome<NextAction>>(new ChannelOutcome<NextAction>.Accepted(new NextAction.ShowQrCode($"stub://{order.AttemptNo}")));
    }

    public async Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _queries);
        await Task.Delay(Latency, cancellationToken);
        if (IsBroken)
        {
            return new ChannelOutcome<ChannelPayment>.Unknown(new PaymentError { Code = PaymentErrorCodes.ChannelNoAnswer, Message = "The stub is silent.", Remedy = "Mend it." });
        }

        bool isClosed;
        lock (Closed)
        {
            isClosed = Closed.Contains(reference.AttemptNo);
        }

        return new ChannelOutcome<ChannelPayment>.Accepted(new ChannelPayment
        {
            AttemptNo = reference.AttemptNo,
            Status = isClosed ? ChannelPaymentStatus.Closed : ChannelPaymentStatus.AwaitingPayer,
            ChannelStatus = isClosed ? "CLOSED" : "NOTPAY",
        });
    }

    public async Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _closes);
        await Task.Delay(Latency, cancellationToken);
        lock (Closed)
        {
            Closed.Add(reference.AttemptNo);
        }

        return new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.Closed);
    }

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken)
    {
        var parts = Encoding.UTF8.GetString(request.Body.Span).Split('|');
        var payment = new ChannelPayment
        {
            AttemptNo = parts[0],
            Status = ChannelPaymentStatus.Succeeded,
            ChannelStatus = "SUCCESS",
            Amount = Money.FromMinorUnits(long.Parse(parts[1], CultureInfo.InvariantCulture), Currency.Cny),
            ChannelTransactionId = $"tx-{parts[0]}",
        };
        return new(new NotificationReading.Verified(new ChannelNotification.Payment(payment) { NotificationId = $"n-{parts[0]}" }));
    }

    public NotificationReply ReplyTo(NotificationVerdict verdict) => new(verdict == NotificationVerdict.Accepted ? 200 : 500, null, verdict.ToString());
}
