using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Payments.Channels;

namespace Payments.Core.Tests;

/// <summary>Chance that repeats itself.</summary>
internal sealed class SeededEntropy(int seed) : Entropy
{
    private readonly Random _random = new(seed);

    public override UInt128 Bits() => new((ulong)_random.NextInt64(), (ulong)_random.NextInt64());

    public override int Below(int limit) => _random.Next(limit);
}

/// <summary>An account that only says what it takes.</summary>
internal sealed class NamedAccount(string account, params MethodCapability[] methods) : IPaymentChannel
{
    public string Account => account;

    public ChannelCapabilities Capabilities { get; } = new() { Channel = "test", Methods = methods };

    public static MethodCapability Takes(string method, params Currency[] currencies) => new() { Method = PaymentMethod.Parse(method), Currencies = currencies, ChargesWithoutCredential = false };

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => throw new NotSupportedException();

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public NotificationReply ReplyTo(NotificationVerdict verdict) => throw new NotSupportedException();
}

/// <summary>The accounts of a test.</summary>
internal sealed class NamedAccounts(params IPaymentChannel[] all) : IPaymentChannels
{
    public IReadOnlyList<IPaymentChannel> All => all;

    public IPaymentChannel? Find(string account) => Array.Find(all, channel => channel.Account == account);
}

/// <summary>What was logged.</summary>
internal sealed class LogList : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public IEnumerable<string> Of(int id) => _lines.Where(line => line.Id == id).Select(line => line.Text);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue((eventId.Id, formatter(state, exception)));

    public void Dispose()
    {
        // Nothing is held.
    }
}
