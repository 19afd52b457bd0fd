using Payments.Channels;

namespace Payments.Benchmarks.Routing;

/// <summary>An account that is only chosen, never called.</summary>
internal sealed class RoutedAccount(string account, string[] methods) : IPaymentChannel
{
    public string Account => account;

    public ChannelCapabilities Capabilities { get; } = new()
    {
        Channel = "bench",
        Methods = [.. methods.Select(method => new MethodCapability { Method = PaymentMethod.Parse(method), Currencies = [Currency.Cny, Currency.Usd], ChargesWithoutCredential = false })],
    };

    public IReadOnlyList<FieldProblem> Validate(ChannelOrder order) => throw new NotSupportedException();

    public Task<ChannelOutcome<NextAction>> CreateAsync(ChannelOrder order, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelOutcome<ChannelPayment>> QueryAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ChannelOutcome<ChannelCloseResult>> CloseAsync(ChannelOrderReference reference, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<NotificationReading> ReadNotificationAsync(NotificationRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

    public NotificationReply ReplyTo(NotificationVerdict verdict) => throw new NotSupportedException();
}
