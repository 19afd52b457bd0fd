using Payments.Channels;

namespace Payments.Benchmarks.Sqlite;

/// <summary>A channel that answers at once, so that only our own time is left.</summary>
internal sealed class StubChannel : IPaymentChannel
{
    public const string Name = "stub-main";

    public static readonly PaymentMethod Qr = PaymentMethod.Parse("stub.qr");

    private static readonly NotificationReply Reply = new(200, ContentType: null, "");

    public string Account => Name;

    public ChannelCapabilities Capabilities { get; } = new()
    {
        Channel = "stub",
        Methods = [new MethodCapability { Method = Qr, Currencies = [Currency.Cny], ChargesWithoutCredential = false }],
    };

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => [];

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) =>
        Task.FromResult<ChannelOutcome<NextAction>>(new ChannelOutcome<NextAction>.Accepted(new NextAction.ShowQrCode("weixin://wxpay/bizpayurl?pr=qz1abcdzz")));

    public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Takes the body for the number of a paid attempt.</summary>
    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken)
    {
        var attemptNo = System.Text.Encoding.ASCII.GetString(request.Body.Span[..28]);
        var payment = new ChannelPayment
        {
            AttemptNo = attemptNo,
            Status = ChannelPaymentStatus.Succeeded,
            ChannelStatus = "SUCCESS",
            Amount = SqliteHost.Amount,
            ChannelTransactionId = "42" + attemptNo,
            PaidAt = request.ReceivedAt,
        };
        return new(new NotificationReading.Verified(new ChannelNotification.Payment(payment) { NotificationId = "EV-" + attemptNo }));
    }

    public NotificationReply ReplyTo(NotificationVerdict verdict) => verdict == NotificationVerdict.Accepted
        ? Reply
        : throw new InvalidOperationException($"A benchmark's callback came to {verdict}.");
}
