using Payments.Channels;
using Xunit;

namespace Payments.Conformance;

/// <summary>
/// Base of the suites a channel must pass. Its author writes one line for each:
/// <c>public sealed class MyQueries : ChannelQueryConformance&lt;MyFixture&gt;;</c> and is told which were forgotten.
/// </summary>
/// <typeparam name="TFixture">Makes the channel.</typeparam>
public abstract class ChannelConformance<TFixture> : IAsyncLifetime
    where TFixture : ChannelFixture, new()
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The channel's surroundings in this test.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>The channel.</summary>
    protected IPaymentChannel Channel { get; private set; } = null!;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes the channel.</summary>
    public async ValueTask InitializeAsync() => Channel = await Fixture.CreateChannelAsync();

    /// <summary>Removes it.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Fixture.DisposeAsync();
    }

    [Fact]
    public void Every_suite_is_run_by_the_channel()
    {
        var suites = typeof(ChannelConformance<>).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(ChannelConformance<>));
        var run = GetType().Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true, BaseType.IsGenericType: true } && type.BaseType.GetGenericArguments()[0] == typeof(TFixture))
            .Select(type => type.BaseType!.GetGenericTypeDefinition())
            .ToHashSet();
        Assert.Empty(suites.Where(suite => !run.Contains(suite)).Select(suite => suite.Name));
    }

    /// <summary>Names an order at the channel.</summary>
    protected static ChannelOrderReference Reference(ChannelOrder order) => new(order.AttemptNo, order.Method);

    /// <summary>What an accepted call gave; it must be accepted.</summary>
    protected static T Accepted<T>(ChannelOutcome<T> outcome) => Assert.IsType<ChannelOutcome<T>.Accepted>(outcome).Value;

    /// <summary>Why a call is unknown; it must be.</summary>
    protected static PaymentError Unknown<T>(ChannelOutcome<T> outcome) => Explained(Assert.IsType<ChannelOutcome<T>.Unknown>(outcome).Error);

    /// <summary>Why a call was not accepted; it must not be.</summary>
    protected static PaymentError NotAccepted<T>(ChannelOutcome<T> outcome) =>
        outcome.Match(value => throw new Xunit.Sdk.XunitException($"It was accepted: {value}"), Explained, Explained);

    /// <summary>An order the channel has.</summary>
    protected async Task<ChannelOrder> GivenCreatedAsync(ChannelOrder? order = null)
    {
        order ??= Fixture.MakeOrder();
        Accepted(await Channel.CreateAsync(order, Cancellation));
        return order;
    }

    /// <summary>An order the payer looks at.</summary>
    protected async Task<ChannelOrder> GivenOpenAsync(ChannelOrder? order = null)
    {
        order = await GivenCreatedAsync(order);
        await Fixture.OpenAsync(order);
        return order;
    }

    /// <summary>A paid order.</summary>
    protected async Task<ChannelOrder> GivenPaidAsync(ChannelOrder? order = null)
    {
        order = await GivenOpenAsync(order);
        await Fixture.PayAsync(order);
        return order;
    }

    /// <summary>A genuine callback that tells of a paid order.</summary>
    protected async Task<(ChannelOrder Order, NotificationRequest Callback)> GivenCallbackAsync()
    {
        var order = await GivenPaidAsync();
        var callback = await CallbackAsync(notification =>
            notification is ChannelNotification.Payment { Value: { Status: ChannelPaymentStatus.Succeeded } payment } && payment.AttemptNo == order.AttemptNo);
        return (order, callback);
    }

    /// <summary>Waits for the callback that says this, for ten seconds. Every callback must be genuine.</summary>
    protected async Task<NotificationRequest> CallbackAsync(Func<ChannelNotification, bool> says)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Pause)
        {
            foreach (var callback in Fixture.Callbacks.Callbacks)
            {
                if (says(await VerifiedAsync(callback)))
                {
                    return callback;
                }
            }

            await Task.Delay(Pause, TimeProvider.System, Cancellation);
        }

        throw new Xunit.Sdk.XunitException($"The callback did not come within {Patience}; {Fixture.Callbacks.Callbacks.Count} others did.");
    }

    /// <summary>Waits for the first callback, whatever it says, for ten seconds.</summary>
    protected async Task<NotificationRequest> FirstCallbackAsync()
    {
        for (var waited = TimeSpan.Zero; waited < Patience && Fixture.Callbacks.Callbacks.Count == 0; waited += Pause)
        {
            await Task.Delay(Pause, TimeProvider.System, Cancellation);
        }

        Assert.NotEmpty(Fixture.Callbacks.Callbacks);
        return Fixture.Callbacks.Callbacks.First();
    }

    /// <summary>What a callback says; it must be taken.</summary>
    protected async Task<ChannelNotification> VerifiedAsync(NotificationRequest callback) =>
        Assert.IsType<NotificationReading.Verified>(await Channel.ReadNotificationAsync(callback, Cancellation)).Notification;

    /// <summary>The channel's refunds; the test is skipped when it has none.</summary>
    protected IRefunds Refunds()
    {
        Assert.SkipUnless(Channel is IRefunds, "The channel does not refund.");
        return (IRefunds)Channel;
    }

    /// <summary>The wish to refund a part of an order under a number of its own.</summary>
    protected static ChannelRefundOrder RefundOf(ChannelOrder order, long minorUnits, int number = 1) => new()
    {
        RefundNo = $"R{number}{order.AttemptNo}",
        AttemptNo = order.AttemptNo,
        Amount = Money.FromMinorUnits(minorUnits, order.Amount.Currency),
        Total = order.Amount,
        Reason = "不要了",
        NotifyUrl = order.NotifyUrl,
    };

    /// <summary>Asks until the refund has ended, for ten seconds.</summary>
    protected async Task<ChannelRefund> EndOfAsync(ChannelRefundOrder refund)
    {
        var reference = new ChannelRefundReference(refund.RefundNo, refund.AttemptNo, refund.Amount.Currency);
        return await EndOfAsync(
            async () => Accepted(await Refunds().QueryRefundAsync(reference, Cancellation)),
            asked => asked.Status is not (ChannelRefundStatus.Processing or ChannelRefundStatus.NotFound),
            "refund");
    }

    /// <summary>Asks until it has ended, for ten seconds.</summary>
    private protected static async Task<T> EndOfAsync<T>(Func<Task<T>> ask, Func<T, bool> hasEnded, string what)
    {
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Pause)
        {
            if (await ask() is var asked && hasEnded(asked))
            {
                return asked;
            }

            await Task.Delay(Pause, TimeProvider.System, Cancellation);
        }

        throw new Xunit.Sdk.XunitException($"The {what} did not end within {Patience}.");
    }

    /// <summary>Does something many times at once.</summary>
    protected static Task<T[]> AtOnceAsync<T>(int times, Func<int, Task<T>> act) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(i => Task.Run(() => act(i), Cancellation)));

    private static PaymentError Explained(PaymentError error)
    {
        Assert.False(string.IsNullOrWhiteSpace(error.Code), "An error has a code.");
        Assert.False(string.IsNullOrWhiteSpace(error.Message), "An error says what happened.");
        Assert.False(string.IsNullOrWhiteSpace(error.Remedy), "An error says what to do.");
        return error;
    }
}
