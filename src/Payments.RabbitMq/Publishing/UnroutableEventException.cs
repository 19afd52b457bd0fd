namespace Payments.RabbitMq;

/// <summary>The broker had no queue for an event and gave it back.</summary>
#pragma warning disable CA1064 // nobody catches it by type: it is what a dead letter's error says
internal sealed class UnroutableEventException(string exchange, string routingKey, Exception innerException)
#pragma warning restore CA1064
    : Exception($"No queue is bound to exchange '{exchange}' for '{routingKey}'. Bind one, then replay the event.", innerException);
