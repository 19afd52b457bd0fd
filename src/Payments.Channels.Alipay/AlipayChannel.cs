using Payments.Channels.Alipay.Bills;
using Payments.Channels.Alipay.Notifications;
using Payments.Channels.Alipay.Options;
using Payments.Channels.Alipay.Orders;
using Payments.Channels.Alipay.Refunds;
using Payments.Channels.Alipay.SelfTest;
using Payments.Channels.Alipay.Transfers;

namespace Payments.Channels.Alipay;

/// <summary>One Alipay account. Each ability lives in its own room; this is the door.</summary>
internal sealed class AlipayChannel(
    AlipayAccount account,
    TradeCalls trades,
    BarcodeCalls barcodes,
    ReversalCalls reversals,
    RefundCalls refunds,
    TransferCalls transfers,
    BillCalls bills,
    NotificationReader notifications,
    AlipaySelfTest selfTest) : IPaymentChannel, IRefunds, ITransfers, IBarcodePay, IStatements, IChannelSelfTest
{
    private static readonly ChannelCapabilities All = new()
    {
        Channel = AlipayPaymentMethods.Channel,
        Methods =
        [
            Method(AlipayPaymentMethods.Page),
            Method(AlipayPaymentMethods.Wap),
            Method(AlipayPaymentMethods.App),
            Method(AlipayPaymentMethods.Precreate),
            Method(AlipayPaymentMethods.Create) with { RequiresPayerId = true },
            Method(AlipayPaymentMethods.Barcode) with { ChargesWithoutCredential = true, IsBarcode = true },
        ],
    };

    public string Account => account.Name;

    public ChannelCapabilities Capabilities => All;

    public IReadOnlyList<StatementKind> StatementKinds { get; } = [StatementKind.Trades, StatementKind.FundFlow];

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => All.Find(order.Method) is null
        ? [new FieldProblem("method", "An Alipay account takes alipay.page, wap, app, precreate, create and barcode.")]
        : OrderLimits.Check(order);

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) =>
        All.Find(order.Method) is { IsBarcode: false }
            ? trades.CreateAsync(order, cancellationToken)
            : Task.FromResult(NotThisWay<NextAction>(order.Method, "creates a credential for", "Charge bar codes with PayAsync; ask Capabilities for the methods."));

    public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        trades.QueryAsync(reference, cancellationToken);

    public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        trades.CloseAsync(reference, cancellationToken);

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) =>
        notifications.ReadAsync(request, cancellationToken);

    public NotificationReply ReplyTo(NotificationVerdict verdict) => NotificationReplies.To(verdict);

    public Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken) =>
        order.Method == AlipayPaymentMethods.Barcode
            ? barcodes.PayAsync(order, cancellationToken)
            : Task.FromResult(NotThisWay<ChannelPayment>(order.Method, "charges at once", "Only alipay.barcode is charged through IBarcodePay; create the others."));

    public Task<ChannelOutcome<ChannelReversal>> ReverseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        reversals.ReverseAsync(reference, isFollowUp: false, cancellationToken);

    public Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken) =>
        refunds.RefundAsync(refund, cancellationToken);

    public Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken) =>
        refunds.QueryRefundAsync(reference, cancellationToken);

    public bool CancelsTransfers => false;

    public IReadOnlyList<FieldProblem> ValidateTransfer(ChannelTransferOrder transfer) => TransferLimits.Check(transfer);

    public Task<ChannelOutcome<ChannelTransfer>> TransferAsync(ChannelTransferOrder transfer, CancellationToken cancellationToken) =>
        transfers.TransferAsync(transfer, cancellationToken);

    public Task<ChannelOutcome<ChannelTransfer>> QueryTransferAsync(ChannelTransferReference reference, CancellationToken cancellationToken) =>
        transfers.QueryAsync(reference, cancellationToken);

    public Task<ChannelOutcome<ChannelTransfer>> CancelTransferAsync(ChannelTransferReference reference, CancellationToken cancellationToken) =>
        Task.FromResult<ChannelOutcome<ChannelTransfer>>(new ChannelOutcome<ChannelTransfer>.Rejected(TransferCalls.CannotCancel));

    public Task<StatementDownload> DownloadStatementAsync(StatementRequest request, Stream destination, CancellationToken cancellationToken) =>
        bills.DownloadAsync(request, destination, cancellationToken);

    public Task<IReadOnlyList<ConfigurationProblem>> TestAsync(CancellationToken cancellationToken) => selfTest.TestAsync(cancellationToken);

    private static ChannelOutcome<T> NotThisWay<T>(PaymentMethod method, string what, string remedy) => new ChannelOutcome<T>.Rejected(new PaymentError
    {
        Code = PaymentErrorCodes.InvalidRequest,
        Message = $"'{method}' is not a method this account {what}; nothing was sent.",
        Remedy = remedy,
    });

    private static MethodCapability Method(PaymentMethod method) => new()
    {
        Method = method,
        Currencies = [Currency.Cny],
        ChargesWithoutCredential = false,
    };
}
