namespace Payments.Channels.WeChat.Http;

/// <summary>Our words for the channel's answers. No text holds a payer's identity.</summary>
internal static class ChannelErrors
{
    public const string AskRemedy = "Ask the channel how it stands before anything else; repeat the call only under the same number.";

    private const int MaxText = 600;

    private static readonly TimeSpan ThrottlePause = TimeSpan.FromSeconds(1);

    public static PaymentError NoAnswer(string operation, string fault) => new()
    {
        Code = PaymentErrorCodes.ChannelNoAnswer,
        Message = $"WeChat Pay was asked ({operation}) and did not answer: {fault}",
        Remedy = AskRemedy,
    };

    public static PaymentError Untrusted(string operation, VerificationFailure failure) => new()
    {
        Code = PaymentErrorCodes.ChannelProtocol,
        Message = $"The answer to {operation} cannot be trusted ({failure.Reason}): {failure.Detail}",
        Remedy = AskRemedy,
    };

    public static PaymentError Malformed(string operation, string fault) => new()
    {
        Code = PaymentErrorCodes.ChannelProtocol,
        Message = $"The answer to {operation} is not what the protocol says: {fault}",
        Remedy = AskRemedy,
    };

    public static PaymentError OfAnswer(WeChatCall call, RawReply reply, ErrorAnswer answer)
    {
        var isThrottled = reply.Status == 429 || Normalise(answer.Code) is "RATELIMITEXCEEDED" or "FREQUENCYLIMITED" or "FREQUENCYLIMITEXCEED";
        var isDecision = reply.Status is >= 400 and < 500;
        return new PaymentError
        {
            Code = isThrottled ? PaymentErrorCodes.ChannelThrottled
                : !isDecision ? PaymentErrorCodes.ChannelNoAnswer
                : IsAboutAccount(Normalise(answer.Code)) ? PaymentErrorCodes.ChannelAccountUnable
                : PaymentErrorCodes.ChannelRejected,
            Message = $"WeChat Pay answered {call.Operation} with HTTP {reply.Status}{Words(answer, call.Sensitive)} (request {reply.RequestId}).",
            Remedy = isThrottled ? "Ask less often, and repeat with the same number and parameters." : RemedyFor(Normalise(answer.Code), isDecision),
            ChannelCode = answer.Code.Length == 0 ? null : answer.Code,
            RetryAfter = isThrottled ? reply.RetryAfter ?? ThrottlePause : reply.RetryAfter,
        };
    }

    /// <summary>Both <c>ORDER_PAID</c> and <c>ORDERPAID</c> occur in the wild.</summary>
    public static string Normalise(string code) => code.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    // Refusals of the merchant number, its application, its keys or its permissions: another account may well take the very same payment.
    private static bool IsAboutAccount(string code) => code
        is "NOAUTH" or "APPIDMCHIDNOTMATCH" or "MCHNOTEXISTS" or "MCHNOTEXIST" or "APPIDNOTEXIST" or "MCHIDNOTEXIST" or "SIGNERROR";

    private static string Words(ErrorAnswer answer, IReadOnlyList<string> sensitive)
    {
        if (answer.Code.Length == 0)
        {
            return " and no code of its own, as a gateway does";
        }

        var text = $"{answer.Message}{(answer.Field is null ? "" : $" [{answer.Field}: {answer.Issue}]")}";
        foreach (var value in sensitive)
        {
            text = value.Length == 0 ? text : text.Replace(value, "***", StringComparison.OrdinalIgnoreCase);
        }

        text = $" {answer.Code}: {ForeignText.Masked(text)}";
        return text.Length <= MaxText ? text : text[..MaxText];
    }

    private static string RemedyFor(string code, bool isDecision) => code switch
    {
        "SIGNERROR" => "Compare MchId, MerchantSerialNo and PrivateKey with the merchant console, and this machine's clock with the time: WeChat Pay refuses a difference of five minutes.",
        "APPIDMCHIDNOTMATCH" => "Bind the application to the merchant number in the merchant console, or correct AppId.",
        "MCHNOTEXISTS" => "Correct MchId.",
        "NOAUTH" => "Apply for this product in the merchant console.",
        "NOTENOUGH" => "Top up the account that pays, then repeat with the same number.",
        "PARAMERROR" => "Correct the field the message names.",
        "AUTHCODEEXPIRE" or "AUTHCODEINVALID" => "Have the payer refresh the code and scan it again, as a new payment.",
        "ORDERCLOSED" => "Make a new order: this number is used up.",
        _ => isDecision ? "See the message; the channel's documentation lists the code." : AskRemedy,
    };
}
