using Microsoft.Extensions.Logging;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Nodes;

/// <summary>Reads what the engine logs, for secrets (law 10) and for the story.</summary>
internal sealed class SimLogger<T>(World world, string node) : ILogger<T>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        if (Secrets.Found(text) || Secrets.Found(exception?.Message))
        {
            world.Break("Law10", $"{node} logs a secret in event {eventId.Id}: {text} {exception?.Message}");
        }

        if (world.Trace.IsOn)
        {
            world.Say(node, $"logs: {text}{(exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})")}");
        }
    }
}
