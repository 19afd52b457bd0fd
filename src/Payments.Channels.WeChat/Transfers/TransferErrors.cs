using Payments.Channels.WeChat.Http;

namespace Payments.Channels.WeChat.Transfers;

/// <summary>Our words for what became of a transfer. No text holds a payee.</summary>
internal static class TransferErrors
{
    private const int MaxReason = 64;

    /// <summary>The bill ended as FAIL. Only a reason that is a code is shown: WeChat Pay's sentences may name people.</summary>
    public static PaymentError Failed(string? reason)
    {
        var code = reason is { Length: <= MaxReason } && reason.All(static c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_') ? reason : null;
        return new PaymentError
        {
            Code = PaymentErrorCodes.ChannelRejected,
            Message = $"WeChat Pay ended the transfer without paying it out{(code is null ? "" : $": {code}")}.",
            Remedy = code == "OVERDUE_CLOSE"
                ? "The payee did not confirm within a day: make a new transfer under a new number."
                : "See the reason; then a new transfer may be made under a new number.",
            ChannelCode = code,
        };
    }

    /// <summary>Breaks limits of ours to keep; nothing was sent.</summary>
    public static PaymentError Invalid(IReadOnlyList<FieldProblem> problems) => new()
    {
        Code = PaymentErrorCodes.InvalidRequest,
        Message = "The transfer is not valid; nothing was sent. " + string.Join(' ', problems.Select(static problem => $"{problem.Field}: {problem.Problem}")),
        Remedy = "Correct the fields named and send the transfer again.",
    };

    /// <summary>The number has a transfer, and it is another one than was asked for.</summary>
    public static PaymentError Taken(PaymentError refusal) => new()
    {
        Code = refusal.Code,
        Message = "WeChat Pay has another transfer under this number: another amount, payee, scene, title or callback address.",
        Remedy = "Query the number before anything else: what it stands for may be paid. A number is repeated with the same order only.",
        ChannelCode = refusal.ChannelCode,
    };

    /// <summary>A refusal that does not say what became of the number.</summary>
    public static PaymentError Unproved(PaymentError refusal) => refusal with { Remedy = ChannelErrors.AskRemedy };
}
