using Microsoft.Extensions.Logging;

namespace Payments.RabbitMq;

/// <summary>What the package writes to the log. Event ids 11000 to 11999; never an address's user or password (law 10).</summary>
internal static partial class Log
{
    [LoggerMessage(11000, LogLevel.Information, "RabbitMQ at {Broker} is connected")]
    public static partial void Connected(ILogger logger, string broker);

    [LoggerMessage(11001, LogLevel.Warning, "The connection to RabbitMQ at {Broker} broke")]
    public static partial void Lost(ILogger logger, string broker);

    [LoggerMessage(11002, LogLevel.Warning, "RabbitMQ cannot be reached, {Failures} times now; events wait in the store, the next attempt is in {Pause} at the earliest")]
    public static partial void Unreachable(ILogger logger, int failures, TimeSpan pause, Exception fault);
}
