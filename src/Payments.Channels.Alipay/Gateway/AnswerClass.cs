namespace Payments.Channels.Alipay.Gateway;

/// <summary>Decides from its codes what an answer means. Anything that is not certainly a refusal is unknown.</summary>
internal static class AnswerClass
{
    private static readonly TimeSpan ThrottleWait = TimeSpan.FromSeconds(5);

    /// <summary>A code's bare name: <c>ACQ.TRADE_NOT_EXIST</c>, <c>aop.ACQ.SYSTEM_ERROR</c> and <c>isv.invalid-signature</c> lose prefix, case and hyphens.</summary>
    public static string NameOf(string? subCode) => subCode is null
        ? ""
        : subCode[(subCode.LastIndexOf('.') + 1)..].Replace('-', '_').ToUpperInvariant();

    /// <summary>Classifies an answer.</summary>
    /// <param name="method">The method called.</param>
    /// <param name="head">The answer's codes.</param>
    /// <param name="node">The answer's node.</param>
    /// <param name="isSigned">Whether its signature was verified. Without one only refusals of the gateway itself count: it may not know whom to sign for.</param>
    public static GatewayAnswer Classify(string method, AnswerHead head, ReadOnlyMemory<byte> node, bool isSigned)
    {
        var name = NameOf(head.SubCode);
        var code = head.Code ?? "";
        if (!isSigned && !IsGatewayRefusal(code, head.SubCode))
        {
            return new Words(method, head).Unsigned(name);
        }

        if (code == "10000")
        {
            return GatewayAnswer.Success(node);
        }

        var words = new Words(method, head);
        return code switch
        {
            "10003" => words.InProgress(name),
            "40005" => words.Throttled(name, ThrottleWait),
            "20001" or "40001" or "40002" or "40003" or "40006" when !IsUnsettled(name) => words.TurnedAway(name),
            "40004" when name.Length > 0 && !IsUnsettled(name) => words.Refused(name),
            _ => words.Unsettled(code, name),
        };
    }

    /// <summary>Names that do not say whether it happened: SYSTEM_ERROR, UNKNOWN_ERROR, unknow-error (sic), REQUEST_PROCESSING …</summary>
    public static bool IsUnsettled(string name) =>
        name.Contains("SYSTEM_ERROR", StringComparison.Ordinal)
        || name.Contains("UNKNOW", StringComparison.Ordinal)
        || name.Contains("PROCESS", StringComparison.Ordinal);

    private static bool IsGatewayRefusal(string code, string? subCode) =>
        code is "20001" or "40001" or "40002" or "40003" or "40005" or "40006"
        && subCode?.Contains("ACQ.", StringComparison.OrdinalIgnoreCase) != true;
}
