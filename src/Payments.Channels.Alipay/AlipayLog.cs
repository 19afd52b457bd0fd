using Microsoft.Extensions.Logging;

namespace Payments.Channels.Alipay;

/// <summary>Everything this package writes to a log; events 4000 to 4999. No key, credential or payer identity is a parameter here (law 10).</summary>
internal static partial class AlipayLog
{
    [LoggerMessage(4000, LogLevel.Debug, "Alipay account {Account}: {Method} answered.")]
    public static partial void Answered(this ILogger logger, string account, string method);

    [LoggerMessage(4001, LogLevel.Information, "Alipay account {Account}: {Method} refused with {ChannelCode}.")]
    public static partial void Refused(this ILogger logger, string account, string method, string? channelCode);

    [LoggerMessage(4002, LogLevel.Warning, "Alipay account {Account}: the result of {Method} is unknown. {Cause}")]
    public static partial void NoAnswer(this ILogger logger, string account, string method, string cause);

    [LoggerMessage(4003, LogLevel.Error, "Alipay account {Account}: the answer to {Method} cannot be trusted ({Reason}); its result is unknown.")]
    public static partial void AnswerNotTrusted(this ILogger logger, string account, string method, VerificationFailureReason reason);

    [LoggerMessage(4004, LogLevel.Warning, "Alipay account {Account}: {Method} is sent again ({Repetition} of at most {Most}) after {Pause}: {Cause}")]
    public static partial void Repeated(this ILogger logger, string account, string method, int repetition, int most, TimeSpan pause, string cause);

    [LoggerMessage(4010, LogLevel.Information, "Alipay account {Account}: took up Alipay's new certificate {CertificateNumber}. Download it in the console and configure it at leisure.")]
    public static partial void CertificateTaken(this ILogger logger, string account, string certificateNumber);

    [LoggerMessage(4011, LogLevel.Error, "Alipay account {Account}: did not take up certificate {CertificateNumber}: {Cause}.")]
    public static partial void CertificateRefused(this ILogger logger, string account, string certificateNumber, string cause);

    [LoggerMessage(4020, LogLevel.Warning, "Alipay account {Account}: the bar-code payment {AttemptNo} was not confirmed in time and is being reversed.")]
    public static partial void Reversing(this ILogger logger, string account, string attemptNo);
}
