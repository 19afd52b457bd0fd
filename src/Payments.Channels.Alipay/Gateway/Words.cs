namespace Payments.Channels.Alipay.Gateway;

/// <summary>
/// The errors of an answer, in words. Alipay's own sentence (<c>sub_msg</c>) is never repeated: for a bad signature it holds the whole request,
/// payer identity included.
/// </summary>
internal sealed class Words(string method, AnswerHead head)
{
    private const int MaxCode = 64;

    private readonly string _code = Safe(head.SubCode ?? head.Code);

    public GatewayAnswer Refused(string name) => GatewayAnswer.Of(AnswerKind.Rejected, new PaymentError
    {
        Code = AccountFaults.IsBusiness(name) ? PaymentErrorCodes.ChannelAccountUnable : PaymentErrorCodes.ChannelRejected,
        Message = $"Alipay refused {method}: {_code}.",
        Remedy = Remedies.For(name),
        ChannelCode = _code,
    }, name);

    public GatewayAnswer TurnedAway(string name) => GatewayAnswer.Of(AnswerKind.Rejected, new PaymentError
    {
        Code = AccountFaults.IsGateway(name) ? PaymentErrorCodes.ChannelAccountUnable : PaymentErrorCodes.ChannelRejected,
        Message = $"Alipay's gateway turned {method} away before looking at it: {_code}.",
        Remedy = Remedies.ForGateway(name),
        ChannelCode = _code,
    }, name);

    public GatewayAnswer Throttled(string name, TimeSpan wait) => GatewayAnswer.Of(AnswerKind.Rejected, new PaymentError
    {
        Code = PaymentErrorCodes.ChannelThrottled,
        Message = $"Alipay takes no more calls of {method} for now: {_code}.",
        Remedy = "Wait, then send the same request again; ask Alipay for a higher limit if this goes on.",
        ChannelCode = _code,
        RetryAfter = wait,
    }, name);

    public GatewayAnswer InProgress(string name) => GatewayAnswer.Of(AnswerKind.InProgress, new PaymentError
    {
        Code = PaymentErrorCodes.PayerIsPaying,
        Message = "The payer must confirm on the phone.",
        Remedy = "Ask for the payment's state until it is final.",
        ChannelCode = _code,
    }, name);

    public GatewayAnswer Unsettled(string code, string name)
    {
        var answer = GatewayAnswer.Of(AnswerKind.Unknown, new PaymentError
        {
            Code = PaymentErrorCodes.ChannelNoAnswer,
            Message = $"Alipay answered {method} without saying whether it happened: {_code}.",
            Remedy = "Ask for the state under the same number.",
            ChannelCode = _code,
        }, name);
        answer.Again = RepeatRules.Of(code, name);
        return answer;
    }

    public GatewayAnswer Unsigned(string name)
    {
        var failure = new VerificationFailure(VerificationFailureReason.Unsigned, $"the answer to {method} ({_code}) carries no signature.");
        return GatewayAnswer.Of(AnswerKind.Unknown, Untrusted(method, failure), name, failure.Reason);
    }

    public static PaymentError Untrusted(string method, VerificationFailure failure) => new()
    {
        Code = PaymentErrorCodes.ChannelProtocol,
        Message = $"The answer to {method} cannot be trusted ({failure.Reason}): {failure.Detail}",
        Remedy = "Treat the result as unknown and ask for the state under the same number; if it persists, compare the account's keys with Alipay's console.",
    };

    public static PaymentError NoAnswer(string method, string cause) => new()
    {
        Code = PaymentErrorCodes.ChannelNoAnswer,
        Message = $"{method} was sent and not answered: {cause}",
        Remedy = "Ask for the state under the same number.",
    };

    /// <summary>The answer is genuine, and says less than it must.</summary>
    public static PaymentError Incomplete(string method, string missing) => new()
    {
        Code = PaymentErrorCodes.ChannelProtocol,
        Message = $"The answer to {method} is genuine and lacks {missing}, or has it in another form.",
        Remedy = "Treat the result as unknown and ask for the state under the same number.",
    };

    // A code is shown to people and written to logs, whoever sent it.
    private static string Safe(string? code) => code is { Length: > 0 and <= MaxCode } && code.All(static c => c is > ' ' and <= '~') ? code : "(no code)";
}
