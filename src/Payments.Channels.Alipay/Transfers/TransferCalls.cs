using Payments.Channels.Alipay.Gateway;

namespace Payments.Channels.Alipay.Transfers;

/// <summary>
/// Transfers to an Alipay account (<c>alipay.fund.trans.uni.transfer</c>), which Alipay takes in certificate mode only. A refusal counts once the query
/// knows nothing of the number; what stays unclear is unknown and is repeated under the same number only.
/// </summary>
internal sealed class TransferCalls(GatewayClient client)
{
    private const string TransferMethod = "alipay.fund.trans.uni.transfer";
    private const string QueryMethod = "alipay.fund.trans.common.query";

    public static PaymentError CannotCancel => new()
    {
        Code = PaymentErrorCodes.InvalidRequest,
        Message = "Alipay cannot take back a transfer; nothing was sent.",
        Remedy = "Ask for the transfer's state until it is final.",
    };

    public async Task<ChannelOutcome<ChannelTransfer>> TransferAsync(ChannelTransferOrder transfer, CancellationToken cancellationToken)
    {
        if (TransferLimits.Check(transfer) is { Count: > 0 } problems)
        {
            return new ChannelOutcome<ChannelTransfer>.Rejected(Invalid(problems));
        }

        var answer = await client.CallAsync(new GatewayCall(TransferMethod, TransferContents.Transfer(transfer)), cancellationToken).ConfigureAwait(false);
        if (answer.Kind == AnswerKind.Rejected && IsTurnedAway(answer))
        {
            return answer.ToFailure<ChannelTransfer>();
        }

        var said = answer.Kind == AnswerKind.Success ? answer.Read(AlipayJson.Default.TransferAnswer) : null;
        if (TransferStates.Read(transfer.TransferNo, said) is { } told)
        {
            return Fits(transfer, told) ? new ChannelOutcome<ChannelTransfer>.Accepted(told) : AnotherOne();
        }

        var asked = await QueryAsync(transfer.TransferNo, isFollowUp: true, cancellationToken).ConfigureAwait(false);
        return asked switch
        {
            ChannelOutcome<ChannelTransfer>.Accepted { Value.Status: ChannelTransferStatus.NotFound } when answer.Kind == AnswerKind.Rejected && !IsAboutNumber(answer.Name) =>
                answer.ToFailure<ChannelTransfer>(),
            ChannelOutcome<ChannelTransfer>.Accepted { Value: { Status: not ChannelTransferStatus.NotFound } found } =>
                Fits(transfer, found) && !IsAnotherOne(answer.Name) ? asked : AnotherOne(),
            _ => new ChannelOutcome<ChannelTransfer>.Unknown(answer.Error is { } error
                ? error with { Remedy = "Ask for the transfer's state; repeat it only under the same number, with the same order." }
                : Words.Incomplete(TransferMethod, "the transfer's number, state or amount")),
        };
    }

    public Task<ChannelOutcome<ChannelTransfer>> QueryAsync(ChannelTransferReference reference, CancellationToken cancellationToken) =>
        QueryAsync(reference.TransferNo, isFollowUp: false, cancellationToken);

    private async Task<ChannelOutcome<ChannelTransfer>> QueryAsync(string transferNo, bool isFollowUp, CancellationToken cancellationToken)
    {
        var call = new GatewayCall(QueryMethod, TransferContents.Query(transferNo));
        var answer = isFollowUp
            ? await client.FollowUpAsync(call, cancellationToken).ConfigureAwait(false)
            : await client.CallAsync(call, cancellationToken).ConfigureAwait(false);
        if (answer.Kind == AnswerKind.Success)
        {
            return TransferStates.Read(transferNo, answer.Read(AlipayJson.Default.TransferAnswer)) is { } transfer
                ? new ChannelOutcome<ChannelTransfer>.Accepted(transfer)
                : new ChannelOutcome<ChannelTransfer>.Unknown(Words.Incomplete(QueryMethod, "the transfer's number, state or amount"));
        }

        return answer is { Kind: AnswerKind.Rejected, Name: "ORDER_NOT_EXIST" }
            ? new ChannelOutcome<ChannelTransfer>.Accepted(TransferStates.NotFound(transferNo, answer.Name))
            : answer.ToFailure<ChannelTransfer>();
    }

    /// <summary>Refused by the gateway itself, which does not look at numbers: the signature, the application, the contract, too many calls.</summary>
    private static bool IsTurnedAway(GatewayAnswer answer) =>
        answer.Error!.Code == PaymentErrorCodes.ChannelThrottled
        || answer.Error.ChannelCode is { } code
            && (code.StartsWith("isv.", StringComparison.OrdinalIgnoreCase) || code.StartsWith("aop.", StringComparison.OrdinalIgnoreCase));

    /// <summary>Refused for what the number already stands for: that one may be paid.</summary>
    private static bool IsAboutNumber(string name) => IsAnotherOne(name) || name
        is "BIZ_UNIQUE_EXCEPTION" or "ORDER_STATUS_INVALID" or "ILLEGAL_STATUS_EXCEPTION" or "TRANS_ORDER_DEALING" or "PROMO_TRANS_ORDER_DEALING" or "BANK_RESPONSE_ERROR";

    private static bool IsAnotherOne(string name) => name is "PAYMENT_INFO_INCONSISTENCY" or "REP_INCONSISTENT";

    private static bool Fits(ChannelTransferOrder transfer, ChannelTransfer told) => told.Amount is null || told.Amount == transfer.Amount;

    private static ChannelOutcome<ChannelTransfer> AnotherOne() => new ChannelOutcome<ChannelTransfer>.Unknown(new PaymentError
    {
        Code = PaymentErrorCodes.ChannelRejected,
        Message = "Alipay has another transfer under this number: another amount, payee or product.",
        Remedy = "Query the number before anything else: what it stands for may be paid. A number is repeated with the same order only.",
    });

    private static PaymentError Invalid(IReadOnlyList<FieldProblem> problems) => new()
    {
        Code = PaymentErrorCodes.InvalidRequest,
        Message = "The transfer is not valid; nothing was sent. " + string.Join(' ', problems.Select(static problem => $"{problem.Field}: {problem.Problem}")),
        Remedy = "Correct the fields named and send the transfer again.",
    };
}
