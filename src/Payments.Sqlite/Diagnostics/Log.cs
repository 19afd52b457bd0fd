using Microsoft.Extensions.Logging;

namespace Payments.Sqlite;

/// <summary>What the store writes to the log. Event ids 5000 to 5999.</summary>
internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Information, "SQLite store {File} is open: schema version {Version}, durability {Durability}")]
    public static partial void Opened(ILogger logger, string file, int version, SqliteDurability durability);

    [LoggerMessage(5001, LogLevel.Information, "SQLite store {File} was migrated from schema version {From} to {To}")]
    public static partial void Migrated(ILogger logger, string file, int from, int to);

    [LoggerMessage(5002, LogLevel.Warning, "A transaction of {Writes} writes was lost; each is done again on its own")]
    public static partial void BatchSplit(ILogger logger, int writes, Exception fault);

    [LoggerMessage(5003, LogLevel.Error, "No transaction could be begun within {Milliseconds} ms; the writes waiting for it fail")]
    public static partial void NotBegun(ILogger logger, long milliseconds, Exception fault);

    [LoggerMessage(5004, LogLevel.Warning, "{Writes} writes were refused because the store was disposed before they began")]
    public static partial void WritesRefused(ILogger logger, int writes);

    [LoggerMessage(5005, LogLevel.Information, "SQLite store {File} was backed up to {Copy}: {Pages} pages")]
    public static partial void BackedUp(ILogger logger, string file, string copy, int pages);

    [LoggerMessage(5006, LogLevel.Error, "Event {OrderNo}-{Sequence} cannot be read by this version and waits for one that can")]
    public static partial void UnreadableEvent(ILogger logger, OrderNo orderNo, int sequence, Exception fault);

    [LoggerMessage(5007, LogLevel.Error, "Order {OrderNo} cannot be read by this version and waits for one that can")]
    public static partial void UnreadableOrder(ILogger logger, OrderNo orderNo, Exception fault);
}
