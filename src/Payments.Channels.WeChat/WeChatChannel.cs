using Payments.Channels.WeChat.Barcode;
using Payments.Channels.WeChat.Bills;
using Payments.Channels.WeChat.Notifications;
using Payments.Channels.WeChat.Orders;
using Payments.Channels.WeChat.Refunds;
using Payments.Channels.WeChat.Transfers;

namespace Payments.Channels.WeChat;

/// <summary>One WeChat Pay account as the packages see it: a thin face over the rooms.</summary>
internal sealed class WeChatChannel(
    string account,
    bool takesBarcodes,
    OrderCalls orders,
    RefundCalls refunds,
    TransferCalls transfers,
    BarcodeCalls barcodes,
    BillDownloads bills,
    NotificationReader notifications,
    SelfTest selfTest) : IPaymentChannel, IRefunds, ITransfers, IBarcodePay, IStatements, IChannelSelfTest
{
    public string Account { get; } = account;

    public ChannelCapabilities Capabilities { get; } = new() { Channel = WeChatPaymentMethods.Channel, Methods = Methods(takesBarcodes) };

    public IReadOnlyList<StatementKind> StatementKinds { get; } = [StatementKind.Trades, StatementKind.FundFlow];

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => OrderRules.Check(order, Capabilities);

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) =>
        orders.CreateAsync(order, cancellationToken);

    public async Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        (await orders.QueryAsync(reference.AttemptNo, cancellationToken).ConfigureAwait(false)).Outcome;

    public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        reference.Method == WeChatPaymentMethods.Barcode
            ? barcodes.CloseAsync(reference.AttemptNo, cancellationToken)
            : orders.CloseAsync(reference.AttemptNo, cancellationToken);

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) =>
        notifications.ReadAsync(request, cancellationToken);

    public NotificationReply ReplyTo(NotificationVerdict verdict) => NotificationReplies.For(verdict);

    public Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken) =>
        refunds.RefundAsync(refund, cancellationToken);

    public Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken) =>
        refunds.QueryAsync(reference, cancellationToken);

    public bool CancelsTransfers => true;

    public IReadOnlyList<FieldProblem> ValidateTransfer(ChannelTransferOrder transfer) => transfers.Validate(transfer);

    public Task<ChannelOutcome<ChannelTransfer>> TransferAsync(ChannelTransferOrder transfer, CancellationToken cancellationToken) =>
        transfers.TransferAsync(transfer, cancellationToken);

    public Task<ChannelOutcome<ChannelTransfer>> QueryTransferAsync(ChannelTransferReference reference, CancellationToken cancellationToken) =>
        transfers.QueryAsync(reference, cancellationToken);

    public Task<ChannelOutcome<ChannelTransfer>> CancelTransferAsync(ChannelTransferReference reference, CancellationToken cancellationToken) =>
        transfers.CancelAsync(reference, cancellationToken);

    public Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken) => takesBarcodes
        ? barcodes.PayAsync(order, cancellationToken)
        : Task.FromResult<ChannelOutcome<ChannelPayment>>(new ChannelOutcome<ChannelPayment>.Rejected(BarcodesAreOff));

    public Task<ChannelOutcome<ChannelReversal>> ReverseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) =>
        barcodes.ReverseAsync(reference.AttemptNo, cancellationToken);

    public Task<StatementDownload> DownloadStatementAsync(StatementRequest request, Stream destination, CancellationToken cancellationToken) =>
        bills.DownloadAsync(request, destination, cancellationToken);

    public Task<IReadOnlyList<ConfigurationProblem>> TestAsync(CancellationToken cancellationToken) => selfTest.RunAsync(cancellationToken);

    private static PaymentError BarcodesAreOff => new()
    {
        Code = PaymentErrorCodes.InvalidRequest,
        Message = "This account does not offer bar-code payment; nothing was sent.",
        Remedy = "Once WeChat Pay has opened codepay (v3) for the merchant, set Barcode:Enabled and Barcode:StoreId.",
    };

    // Without a bar code, money moves only after the payer has seen the credential: until it was handed out, nobody can pay with it.
    private static List<MethodCapability> Methods(bool takesBarcodes)
    {
        IReadOnlyList<Currency> currencies = [Currency.Cny];
        List<MethodCapability> methods =
        [
            new() { Method = WeChatPaymentMethods.Native, Currencies = currencies, ChargesWithoutCredential = false },
            new() { Method = WeChatPaymentMethods.Jsapi, Currencies = currencies, ChargesWithoutCredential = false, RequiresPayerId = true },
            new() { Method = WeChatPaymentMethods.MiniProgram, Currencies = currencies, ChargesWithoutCredential = false, RequiresPayerId = true },
            new() { Method = WeChatPaymentMethods.App, Currencies = currencies, ChargesWithoutCredential = false },
            new() { Method = WeChatPaymentMethods.H5, Currencies = currencies, ChargesWithoutCredential = false, RequiresPayerIp = true },
        ];
        if (takesBarcodes)
        {
            methods.Add(new() { Method = WeChatPaymentMethods.Barcode, Currencies = currencies, ChargesWithoutCredential = true, IsBarcode = true });
        }

        return methods;
    }
}
