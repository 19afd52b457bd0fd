using Microsoft.Extensions.Logging;

namespace Payments.Channels.WeChat;

/// <summary>Events 3000 to 3999. No message holds a key, a body, a credential or a payer.</summary>
internal static partial class Log
{
    [LoggerMessage(3000, LogLevel.Warning, "{Account}: {Operation} refused by WeChat Pay: HTTP {Status} {ChannelCode} (request {RequestId})")]
    public static partial void CallRefused(ILogger logger, string account, string operation, int status, string channelCode, string requestId);

    [LoggerMessage(3001, LogLevel.Warning, "{Account}: {Operation} has no answer that can be trusted: {Fault} (request {RequestId})")]
    public static partial void CallUncertain(ILogger logger, string account, string operation, string fault, string requestId);

    [LoggerMessage(3002, LogLevel.Warning, "{Account}: {Operation} goes on to {Address}: {Fault}")]
    public static partial void AddressChanged(ILogger logger, string account, string operation, string address, string fault);

    [LoggerMessage(3003, LogLevel.Warning, "{Account}: {Operation} is sent again ({Repetition} of at most {Most}) after {Pause}: {Cause}")]
    public static partial void CallRepeated(ILogger logger, string account, string operation, int repetition, int most, TimeSpan pause, string cause);

    [LoggerMessage(3010, LogLevel.Information, "{Account}: {Count} platform certificates fetched")]
    public static partial void CertificatesFetched(ILogger logger, string account, int count);

    [LoggerMessage(3011, LogLevel.Warning, "{Account}: platform certificates not fetched, known ones stay in force: {Fault}")]
    public static partial void CertificateFetchFailed(ILogger logger, string account, string fault);

    [LoggerMessage(3020, LogLevel.Information, "{Account}: bar-code payment {AttemptNo} was not paid in time and is reversed")]
    public static partial void BarcodeReversing(ILogger logger, string account, string attemptNo);
}
