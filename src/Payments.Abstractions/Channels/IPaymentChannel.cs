namespace Payments.Channels;

/// <summary>
/// One channel account: a plugin with one set of credentials. Implement this, and those of <see cref="IRefunds"/>, <see cref="ITransfers"/>,
/// <see cref="IStatements"/>, <see cref="IBarcodePay"/> and <see cref="IChannelSelfTest"/> the channel is able to do. Implementations are thread-safe singletons.
/// </summary>
/// <remarks>
/// The contract of every call: a definite refusal is <c>Rejected</c>; a call that was sent and not answered in a way that can be trusted is
/// <c>Unknown</c>, never a refusal; <see cref="ChannelUnreachableException"/> is thrown only when nothing was sent. Verification happens inside.
/// Calls repeated under the same number have the effect of one.
/// </remarks>
public interface IPaymentChannel
{
    /// <summary>The channel account's name, as <c>wechat-main</c>.</summary>
    string Account { get; }

    /// <summary>What the channel can do; constant over the account's life.</summary>
    ChannelCapabilities Capabilities { get; }

    /// <summary>Checks an order against the channel's own limits, before anything is written.</summary>
    /// <returns>Every breach, by field of the HTTP API; empty when the channel would take it.</returns>
    IReadOnlyList<FieldProblem> Validate(ChannelOrder order);

    /// <summary>Asks for the payer's next step. Repeating it with the same order gives the payer the same payment.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken);

    /// <summary>Asks how a payment stands. A number the channel does not know is <see cref="ChannelPaymentStatus.NotFound"/>, not a refusal.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken);

    /// <summary>Closes an unpaid payment, so that it can no longer be paid.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken);

    /// <summary>
    /// Verifies, decrypts and normalises a callback. Never throws for anything the sender controls: what cannot be trusted is
    /// <see cref="NotificationReading.Refused"/>.
    /// </summary>
    ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken);

    /// <summary>The channel's exact words for a verdict on a callback.</summary>
    NotificationReply ReplyTo(NotificationVerdict verdict);
}

/// <summary>A channel that can refund.</summary>
public interface IRefunds
{
    /// <summary>Refunds to the payer it came from. Repeat an unanswered call under the same refund number only.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelRefund>> RefundAsync(ChannelRefundOrder refund, CancellationToken cancellationToken);

    /// <summary>Asks how a refund stands. A number the channel does not know is <see cref="ChannelRefundStatus.NotFound"/>.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelRefund>> QueryRefundAsync(ChannelRefundReference reference, CancellationToken cancellationToken);
}

/// <summary>A channel that sends money from the merchant to a payee.</summary>
/// <remarks>
/// What is unknown is repeated only under the same number, or asked about: a new number is a second payment to the payee. Rejected speaks of the one call:
/// while an earlier call under the number is unknown, only a query that says <see cref="ChannelTransferStatus.Failed"/>,
/// <see cref="ChannelTransferStatus.Cancelled"/> or <see cref="ChannelTransferStatus.Returned"/> ends the transfer;
/// <see cref="ChannelTransferStatus.NotFound"/> does not.
/// </remarks>
public interface ITransfers
{
    /// <summary>Whether <see cref="CancelTransferAsync"/> does anything; constant over the account's life.</summary>
    bool CancelsTransfers { get; }

    /// <summary>Checks a transfer against the channel's own limits, before anything is written.</summary>
    /// <returns>Every breach, by the field of <see cref="ChannelTransferOrder"/> in camel case; empty when the channel would take it.</returns>
    IReadOnlyList<FieldProblem> ValidateTransfer(ChannelTransferOrder transfer);

    /// <summary>
    /// Sends money. What breaks a limit is refused and not sent. Repeat an unanswered call under the same number and with the same order only: it finds
    /// what the first one did, or does it once.
    /// </summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelTransfer>> TransferAsync(ChannelTransferOrder transfer, CancellationToken cancellationToken);

    /// <summary>Asks how a transfer stands. A number the channel does not know is <see cref="ChannelTransferStatus.NotFound"/>, not a refusal.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelTransfer>> QueryTransferAsync(ChannelTransferReference reference, CancellationToken cancellationToken);

    /// <summary>
    /// Takes back a transfer the payee has not confirmed. Accepted gives how it stands then: <see cref="ChannelTransferStatus.Cancelled"/>, on its way
    /// there (<see cref="ChannelTransferStatus.Cancelling"/>: ask again), or what came first. May be repeated. A channel that cannot refuses and sends nothing.
    /// </summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelTransfer>> CancelTransferAsync(ChannelTransferReference reference, CancellationToken cancellationToken);
}

/// <summary>A channel that charges a bar code read from the payer's phone.</summary>
public interface IBarcodePay
{
    /// <summary>
    /// Charges the code in <see cref="ChannelOrder.Payer"/> and follows the payer's password entry, asking the channel until it is final or the
    /// account's time for it is over; then reverses.
    /// </summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelPayment>> PayAsync(ChannelOrder order, CancellationToken cancellationToken);

    /// <summary>Reverses: closes an unpaid payment, refunds a paid one. May be repeated.</summary>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<ChannelOutcome<ChannelReversal>> ReverseAsync(ChannelOrderReference reference, CancellationToken cancellationToken);
}

/// <summary>A channel that publishes bills.</summary>
public interface IStatements
{
    /// <summary>The kinds of bill the channel has.</summary>
    IReadOnlyList<StatementKind> StatementKinds { get; }

    /// <summary>
    /// Fetches a day's bill and streams it, uncompressed and otherwise as received, to <paramref name="destination"/>, checking the channel's hash where there is one.
    /// </summary>
    /// <exception cref="ChannelProtocolException">The file does not have the hash the channel announced; what was written must be thrown away.</exception>
    /// <exception cref="ChannelUnreachableException">Nothing was sent.</exception>
    Task<StatementDownload> DownloadStatementAsync(StatementRequest request, Stream destination, CancellationToken cancellationToken);
}

/// <summary>A channel that can check its own settings against the real channel.</summary>
public interface IChannelSelfTest
{
    /// <summary>Checks keys against their serial numbers, key lengths, the clock and one harmless signed call.</summary>
    /// <returns>What is wrong, each with its configuration path; empty when all is well.</returns>
    Task<IReadOnlyList<ConfigurationProblem>> TestAsync(CancellationToken cancellationToken);
}

/// <summary>The configured channel accounts.</summary>
public interface IPaymentChannels
{
    /// <summary>All accounts, in the order of their registration.</summary>
    IReadOnlyList<IPaymentChannel> All { get; }

    /// <summary>The account with this name, or <see langword="null"/>.</summary>
    IPaymentChannel? Find(string account);
}

/// <summary>Makes one channel account. Registered by <see cref="PaymentsBuilder.AddChannel"/>.</summary>
/// <param name="Account">The account's name.</param>
/// <param name="Channel">The channel's name, as <c>wechat</c>.</param>
/// <param name="Create">Makes it, once, when first needed.</param>
public sealed record ChannelRegistration(string Account, string Channel, Func<IServiceProvider, IPaymentChannel> Create);
