using Microsoft.Extensions.Logging;
using Payments.Channels;

namespace Payments.Core.Diagnostics;

/// <summary>What health (1600 to 1699), routing and switches (1700 to 1799) log.</summary>
internal static partial class RoutingLog
{
    [LoggerMessage(1601, LogLevel.Information, "Channel account {Account} is suspect and is probed: {Cause}")]
    public static partial void Suspect(ILogger logger, string account, string cause);

    [LoggerMessage(1602, LogLevel.Error, "Channel account {Account} is down after {Failures} failures in a row; payments go elsewhere while they can. Last: {Cause}")]
    public static partial void Down(ILogger logger, string account, int failures, string cause);

    [LoggerMessage(1603, LogLevel.Warning, "Channel account {Account} is taken as down: another node found it so. It is probed from here")]
    public static partial void DownByHearsay(ILogger logger, string account);

    [LoggerMessage(1604, LogLevel.Information, "Channel account {Account} answers again and takes payments; one failure takes it down again")]
    public static partial void Recovering(ILogger logger, string account);

    [LoggerMessage(1605, LogLevel.Information, "Channel account {Account} is healthy")]
    public static partial void Healthy(ILogger logger, string account);

    [LoggerMessage(1606, LogLevel.Warning, "What nodes find out of channel accounts cannot be shared through the cache ({Cause}); each finds out by itself")]
    public static partial void SharingFault(ILogger logger, string cause, Exception? exception);

    [LoggerMessage(1607, LogLevel.Information, "What nodes find out of channel accounts is shared through the cache")]
    public static partial void SharingWorks(ILogger logger);

    [LoggerMessage(1608, LogLevel.Error, "Channel accounts could not be probed; trying again")]
    public static partial void ProbeFault(ILogger logger, Exception exception);

    [LoggerMessage(1701, LogLevel.Information, "Routing rules {RulesVersion} are in force: {Rules} rules over {Accounts} channel accounts")]
    public static partial void RulesInForce(ILogger logger, string rulesVersion, int rules, int accounts);

    [LoggerMessage(1702, LogLevel.Error, "New routing rules have {Count} problems and are not taken; {RulesVersion} stay in force. {Problems}")]
    public static partial void RulesRefused(ILogger logger, int count, string rulesVersion, string problems);

    [LoggerMessage(1703, LogLevel.Error, "New routing rules cannot be read; those in force stay")]
    public static partial void RulesFault(ILogger logger, Exception exception);

    [LoggerMessage(1704, LogLevel.Warning, "Channel account {Account} is switched to {Mode} by {Author}: {Reason}")]
    public static partial void Switched(ILogger logger, string account, ChannelSwitchMode mode, string author, string reason);

    [LoggerMessage(1705, LogLevel.Error, "The switches of channel accounts cannot be read; those known last stay in force")]
    public static partial void SwitchesFault(ILogger logger, Exception exception);

    [LoggerMessage(1706, LogLevel.Information, "The switches of channel accounts are read again")]
    public static partial void SwitchesRead(ILogger logger);
}
