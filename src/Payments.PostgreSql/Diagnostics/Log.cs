using Microsoft.Extensions.Logging;

namespace Payments.PostgreSql;

/// <summary>What the store writes to the log. Event ids 6000 to 6999.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Information, "PostgreSQL store in schema {Schema} is open: schema version {Version}, {Lanes} lanes")]
    public static partial void Opened(ILogger logger, string schema, int version, int lanes);

    [LoggerMessage(6001, LogLevel.Information, "PostgreSQL store in schema {Schema} was migrated from schema version {From} to {To}")]
    public static partial void Migrated(ILogger logger, string schema, int from, int to);

    [LoggerMessage(6002, LogLevel.Warning, "A statement for {Callers} callers was undone; each is served again on its own")]
    public static partial void BatchSplit(ILogger logger, int callers, Exception fault);

    [LoggerMessage(6003, LogLevel.Error, "A statement for {Callers} callers was lost and may or may not have been committed; each gets the fault")]
    public static partial void BatchLost(ILogger logger, int callers, Exception fault);

    [LoggerMessage(6004, LogLevel.Warning, "{Callers} callers were refused because the store was disposed before they were served")]
    public static partial void WorkRefused(ILogger logger, int callers);

    [LoggerMessage(6005, LogLevel.Error, "Event {OrderNo}-{Sequence} cannot be read by this version and waits for one that can")]
    public static partial void UnreadableEvent(ILogger logger, OrderNo orderNo, int sequence, Exception fault);

    [LoggerMessage(6006, LogLevel.Error, "Order {OrderNo} cannot be read by this version and waits for one that can")]
    public static partial void UnreadableOrder(ILogger logger, OrderNo orderNo, Exception fault);
}
