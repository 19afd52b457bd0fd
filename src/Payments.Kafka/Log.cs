using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Payments.Kafka;

/// <summary>What the package writes to the log. Event ids 12000 to 12999; codes only: the client's own texts may quote its settings (law 10).</summary>
internal static partial class Log
{
    [LoggerMessage(12000, LogLevel.Warning, "The client of Kafka reports {Code}; it goes on by itself")]
    public static partial void ClientFault(ILogger logger, ErrorCode code);

    [LoggerMessage(12001, LogLevel.Information, "Kafka takes events again")]
    public static partial void Back(ILogger logger);

    [LoggerMessage(12002, LogLevel.Warning, "The client of Kafka cannot go on ({Code}) and is replaced")]
    public static partial void Replaced(ILogger logger, ErrorCode code);

    [LoggerMessage(12003, LogLevel.Error, "The client of Kafka could not be made ({Fault}); events wait in the store")]
    public static partial void NoClient(ILogger logger, string fault);
}
