using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Payments.Drill.Hosting;

/// <summary>When which account was found sick or well, in the host's own words; and anything it calls an error.</summary>
internal sealed class HealthLog : ILoggerProvider
{
    private const int MostLines = 500;

    public ConcurrentQueue<(long At, string Line)> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName.EndsWith(".HealthBook", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Logger(HealthLog log, bool isHealth) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= (isHealth ? LogLevel.Information : LogLevel.Error);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel) && log.Lines.Count < MostLines)
            {
                log.Lines.Enqueue((Stopwatch.GetTimestamp(), $"[{eventId.Id}] {formatter(state, exception)}{(exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}")}"));
            }
        }
    }
}
