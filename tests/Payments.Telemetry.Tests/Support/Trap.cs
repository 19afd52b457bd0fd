using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Payments.Telemetry.Tests.Support;

/// <summary>Everything of every level, with its state, its scopes and its exception, as the most talkative logger would write it.</summary>
internal sealed class Trap : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ConcurrentQueue<(string Category, int Id, string Message, string All)> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
    }

    public static IEnumerable<string> Of(Activity activity) =>
    [
        $"{activity.OperationName} {activity.DisplayName} {activity.StatusDescription}",
        .. activity.TagObjects.Select(tag => $"{activity.OperationName} {tag.Key}={Convert.ToString(tag.Value, CultureInfo.InvariantCulture)}"),
        .. activity.Events.SelectMany(each => each.Tags.Select(tag => $"{activity.OperationName} {each.Name} {tag.Key}={tag.Value}")),
        .. activity.Baggage.Select(each => $"{activity.OperationName} {each.Key}={each.Value}"),
    ];

    private sealed class Logger(Trap trap, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => trap._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var message = formatter(state, exception);
            var parts = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
            var scopes = "";
            trap._scopes?.ForEachScope((scope, _) => scopes += $" {scope}", state);
            trap.Entries.Enqueue((category, eventId.Id, message, $"{logLevel} {category}[{eventId.Id}] {message} {parts} {scopes} {exception}"));
        }
    }
}
