using Payments;
using Payments.Channels;

namespace Acme;

#region channel
public sealed class AcmeChannel(string account, string merchant, AcmeClient acme) : IPaymentChannel, IRefunds
{
    public static PaymentMethod Qr { get; } = PaymentMethod.Parse("acme.qr");

    public string Account => account;

    public ChannelCapabilities Capabilities { get; } = new()
    {
        Channel = "acme",
        Methods = [new MethodCapability { Method = Qr, Currencies = [Currency.Cny, Currency.Jpy], ChargesWithoutCredential = false }],
    };

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order)
    {
        List<FieldProblem> problems = [];
        if (order.Subject.Length is 0 or > 64) problems.Add(new("subject", "Acme takes 1 to 64 characters."));
        if (order.Amount.Currency != Currency.Cny && order.Amount.Currency != Currency.Jpy) problems.Add(new("amount.currency", "Acme takes CNY and JPY."));
        return problems;
    }

    public async Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken)
    {
        if (Capabilities.Find(order.Method) is null || Validate(order).Count > 0)
        {
            return new ChannelOutcome<NextAction>.Rejected(Error(PaymentErrorCodes.InvalidRequest, answer: null));
        }

        var answer = await acme.SendAsync("create", new AcmeMessage(merchant, order.AttemptNo) { Amount = order.Amount, Subject = order.Subject, NotifyUrl = order.NotifyUrl }, cancellationToken);
        return answer?.Code switch
        {
            "OK" => new ChannelOutcome<NextAction>.Accepted(new NextAction.ShowQrCode(answer.Qr!) { ExpiresAt = order.ExpiresAt }),
            null => new ChannelOutcome<NextAction>.Unknown(Error(PaymentErrorCodes.ChannelNoAnswer, answer)),
            "PAID" or "TAKEN" => new ChannelOutcome<NextAction>.Unknown(Error(PaymentErrorCodes.OrderAlreadyPaid, answer)),
            _ => new ChannelOutcome<NextAction>.Rejected(Error(PaymentErrorCodes.ChannelRejected, answer)),
        };
    }

    public async Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        await acme.SendAsync("query", new AcmeMessage(merchant, reference.AttemptNo), cancellationToken) is { } answer
            ? new ChannelOutcome<ChannelPayment>.Accepted(answer.ToPayment())
            : new ChannelOutcome<ChannelPayment>.Unknown(Error(PaymentErrorCodes.ChannelNoAnswer, answer: null));

    public async Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        (await acme.SendAsync("close", new AcmeMessage(merchant, reference.AttemptNo), cancellationToken))?.Code switch
        {
            "OK" => new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.Closed),
            "PAID" => new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.AlreadyPaid),
            "NOT_FOUND" => new ChannelOutcome<ChannelCloseResult>.Accepted(ChannelCloseResult.NothingToClose),
            _ => new ChannelOutcome<ChannelCloseResult>.Unknown(Error(PaymentErrorCodes.ChannelNoAnswer, answer: null)),
        };

    public Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken) =>
        AskRefundAsync("refund", new AcmeMessage(merchant, refund.AttemptNo) { RefundNo = refund.RefundNo, Amount = refund.Amount }, cancellationToken);

    public Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken) =>
        AskRefundAsync("refund-query", new AcmeMessage(merchant, reference.AttemptNo) { RefundNo = reference.RefundNo }, cancellationToken);

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) =>
        ValueTask.FromResult(acme.Read(request, merchant));

    public NotificationReply ReplyTo(NotificationVerdict verdict) => verdict switch
    {
        NotificationVerdict.Accepted => new(200, "text/plain", "ok"),
        NotificationVerdict.TryAgain => new(503, null, ""),
        _ => new(401, null, ""),
    };

    private async Task<ChannelOutcome<ChannelRefund>> AskRefundAsync(string call, AcmeMessage message, CancellationToken cancellationToken)
    {
        var answer = await acme.SendAsync(call, message, cancellationToken);
        return answer?.Code switch
        {
            "OK" or "NOT_FOUND" => new ChannelOutcome<ChannelRefund>.Accepted(answer.ToRefund()),
            null => new ChannelOutcome<ChannelRefund>.Unknown(Error(PaymentErrorCodes.ChannelNoAnswer, answer)),
            _ => new ChannelOutcome<ChannelRefund>.Rejected(Error(PaymentErrorCodes.ChannelRejected, answer)),
        };
    }

    private static PaymentError Error(string code, AcmeMessage? answer) => new()
    {
        Code = code,
        Message = answer is null ? "Acme gave no answer that can be trusted, or was not asked." : $"Acme said {answer.Code}.",
        Remedy = "Ask Acme how the payment stands before anything else.",
        ChannelCode = answer?.Code,
    };
}
#endregion
