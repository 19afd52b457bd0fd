using Payments.Channels;

namespace Payments;

/// <summary>Base of the exceptions of these packages: each has a stable code, a cause and a remedy, and says whether anything was sent to a channel.</summary>
public abstract class PaymentsException : Exception
{
    private protected PaymentsException(string code, string cause, string remedy, bool mayHaveBeenSent, Exception? innerException = null)
        : base($"{cause} {remedy}", innerException)
    {
        Error = new PaymentError { Code = code, Message = cause, Remedy = remedy };
        MayHaveBeenSent = mayHaveBeenSent;
    }

    /// <summary>The code, the cause and the remedy.</summary>
    public PaymentError Error { get; }

    /// <summary>A stable code of <see cref="PaymentErrorCodes"/>.</summary>
    public string Code => Error.Code;

    /// <summary>Whether a request may have reached a channel before this was thrown.</summary>
    public bool MayHaveBeenSent { get; }
}

/// <summary>Settings are missing or wrong. Lists every problem found, by configuration path. Nothing was sent.</summary>
public sealed class PaymentConfigurationException : PaymentsException
{
    /// <summary>Reports these problems together.</summary>
    public PaymentConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base(PaymentErrorCodes.Configuration, Describe(problems), "Correct the settings named above and start again.", mayHaveBeenSent: false) =>
        Problems = problems;

    /// <summary>Every problem found.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    private static string Describe(IReadOnlyList<ConfigurationProblem> problems) =>
        $"{problems.Count} payment setting{(problems.Count == 1 ? " is" : "s are")} wrong:{Environment.NewLine}"
        + string.Concat(problems.Select(problem => $"  {problem.Path}: {problem.Problem} {problem.Remedy}{Environment.NewLine}"));
}

/// <summary>A request breaks one or more limits. Nothing was written or sent.</summary>
public sealed class InvalidPaymentRequestException : PaymentsException
{
    /// <summary>Reports these breaches together.</summary>
    public InvalidPaymentRequestException(IReadOnlyList<FieldProblem> problems)
        : base(PaymentErrorCodes.InvalidRequest, Describe(problems), "Correct the fields named and send the request again.", mayHaveBeenSent: false) =>
        Problems = problems;

    /// <summary>Every breach found, by field.</summary>
    public IReadOnlyList<FieldProblem> Problems { get; }

    private static string Describe(IReadOnlyList<FieldProblem> problems) =>
        "The request is not valid: " + string.Join(' ', problems.Select(problem => $"{problem.Field}: {problem.Problem}"));
}

/// <summary>A channel could not be reached: no connection, no name, no TLS. Nothing was sent, so nothing can have been charged.</summary>
public sealed class ChannelUnreachableException : PaymentsException
{
    /// <summary>Reports the cause.</summary>
    public ChannelUnreachableException(string account, string cause, Exception? innerException = null)
        : base(
            PaymentErrorCodes.ChannelUnreachable,
            $"Channel account '{account}' could not be reached: {cause}",
            "Nothing was sent. Check name resolution, the firewall and the channel's status, then try again.",
            mayHaveBeenSent: false,
            innerException) => Account = account;

    /// <summary>The channel account.</summary>
    public string Account { get; }
}

/// <summary>A channel's answer or callback cannot be trusted: bad signature, unknown key, or not the agreed form.</summary>
public sealed class ChannelProtocolException : PaymentsException
{
    /// <summary>Reports the cause.</summary>
    public ChannelProtocolException(string account, VerificationFailure failure, Exception? innerException = null)
        : base(
            PaymentErrorCodes.ChannelProtocol,
            $"What channel account '{account}' sent cannot be trusted ({failure.Reason}): {failure.Detail}",
            "Treat the call's result as unknown and ask the channel again; if it persists, compare the account's keys with the channel's console.",
            mayHaveBeenSent: true,
            innerException)
    {
        Account = account;
        Failure = failure;
    }

    /// <summary>The channel account.</summary>
    public string Account { get; }

    /// <summary>What failed.</summary>
    public VerificationFailure Failure { get; }
}

/// <summary>One wrong setting.</summary>
/// <param name="Path">Its configuration path, as <c>Payments:WeChat:wechat-main:ApiV3Key</c>.</param>
/// <param name="Problem">What is wrong with it. Never shows the value of a secret.</param>
/// <param name="Remedy">What to set instead.</param>
public sealed record ConfigurationProblem(string Path, string Problem, string Remedy);

/// <summary>One field that breaks a limit.</summary>
/// <param name="Field">The field's name as the HTTP API spells it, as <c>amount.minorUnits</c>.</param>
/// <param name="Problem">Which limit, and how to keep it.</param>
public sealed record FieldProblem(string Field, string Problem);
