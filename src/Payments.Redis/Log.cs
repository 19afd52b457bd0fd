using Microsoft.Extensions.Logging;

namespace Payments.Redis;

/// <summary>What the package logs: event ids 10000 to 10999. No key, token or connection string is in any of it (law 10).</summary>
internal static partial class Log
{
    [LoggerMessage(10000, LogLevel.Information, "Redis answers; nodes share tokens, locks, limits, health and live updates")]
    public static partial void Connected(ILogger logger);

    [LoggerMessage(10001, LogLevel.Warning, "Redis does not answer; this node goes on without it, slower and by itself, and tries again")]
    public static partial void Lost(ILogger logger, Exception? fault);

    [LoggerMessage(10002, LogLevel.Warning, "Redis did not answer a command, which was done without it; others of the next minute are not told")]
    public static partial void Unanswered(ILogger logger, Exception fault);

    [LoggerMessage(10003, LogLevel.Warning, "The lock of order {OrderNo} was lost to somebody else or to time; the row version decides who writes")]
    public static partial void LockLost(ILogger logger, OrderNo orderNo);

    [LoggerMessage(10004, LogLevel.Warning, "Redis answered with something that cannot be ({What}); it was done without it")]
    public static partial void Nonsense(ILogger logger, string what);
}
