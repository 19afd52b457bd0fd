using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Channels;
using Payments.Core.Tests.Support;
using Payments.Diagnostics;

namespace Payments.Core.Tests;

/// <summary>A node lets in as many new orders as its store answers in time, and turns the rest away before anything is written.</summary>
public sealed class OrderAdmissionTests : IAsyncLifetime
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AtOnce = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan InTime = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly HeldStore _store = new();
    private readonly LogList _log = new();
    private TestHost _host = null!;
    private int _orders;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(_time, configure: payments =>
    {
        StoreProxy.Put(payments, _store.Call);
        payments.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(_log));
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Where_the_store_answers_late_a_third_less_is_let_in_and_the_rest_is_turned_away_with_nothing_written()
    {
        Assert.Equal((60, 0), await RoundAsync(60, Late));

        _store.HoldOrders();
        var creates = Creates(60);
        Assert.Equal(40, _store.Waiting);
        var turnedAway = await Task.WhenAll(creates.Skip(40));
        Assert.All(turnedAway, outcome => Assert.Equal(PaymentErrorCodes.Overloaded, ((OrderOutcome.Rejected)outcome).Error.Code));
        Assert.All(turnedAway, outcome => Assert.Equal(TimeSpan.FromSeconds(1), ((OrderOutcome.Rejected)outcome).Error.RetryAfter));
        Assert.Null(await _host.Client.FindOrderAsync("m-119", cancellationToken: Cancellation));
        _store.Release();
        Assert.All(await Task.WhenAll(creates.Take(40)), outcome => Assert.IsType<OrderOutcome.Accepted>(outcome));

        Assert.False(Assert.IsType<OrderOutcome.Accepted>(await CreateAsync(119)).Replayed);
    }

    [Fact]
    public async Task Sixteen_are_let_in_however_late_the_store_is_and_answers_in_time_let_more_in()
    {
        var most = 60;
        while (most > 16)
        {
            Assert.Equal(most, (await RoundAsync(most, Late)).In);
            most = Math.Max(16, most * 2 / 3);
        }

        Assert.Equal((16, 4), await RoundAsync(20, Late));
        Assert.Equal((16, 4), await RoundAsync(20, AtOnce)); // each answer lets one more in
        Assert.Equal((10, 0), await RoundAsync(10, AtOnce)); // nobody was turned away
        Assert.Equal((32, 8), await RoundAsync(40, InTime)); // all of them together let one more in
        Assert.Equal((33, 7), await RoundAsync(40, InTime));
    }

    [Fact]
    public async Task A_few_orders_that_are_late_are_not_late_for_being_many()
    {
        Assert.Equal((16, 0), await RoundAsync(16, Late));
        Assert.Equal((60, 0), await RoundAsync(60, InTime));
        Assert.Equal((60, 0), await RoundAsync(60, InTime));
    }

    [Fact]
    public async Task A_fault_that_comes_at_once_lets_no_more_in_and_a_late_one_counts_as_a_late_answer()
    {
        await RoundAsync(60, Late);
        Assert.Equal((40, 20), await FaultsAsync(60, AtOnce));
        Assert.Equal((40, 20), await FaultsAsync(60, Late));
        Assert.Equal((26, 34), await RoundAsync(60, AtOnce));
    }

    [Fact]
    public async Task What_was_let_in_once_is_answered_again_and_refunds_and_closing_go_on()
    {
        var paid = await _host.PaidOrderAsync("m-paid");
        var open = await _host.PendingOrderAsync("m-open");
        _host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Closed(reference.AttemptNo));
        await RoundAsync(60, Late);
        _store.HoldOrders();
        var creates = Creates(60);
        Assert.Equal(40, _store.Waiting);

        // Asked for again it is not turned away, and so waits for the store like the others.
        var again = _host.Client.CreateOrderAsync(TestHost.Request("m-paid"), "key-m-paid", Cancellation);
        await Eventually.Async(() => Task.FromResult(_store.Waiting), waiting => waiting == 41);
        var refund = await _host.Client.RefundAsync(new CreateRefundRequest { OrderNo = paid.OrderNo, MerchantRefundNo = "r-1", Amount = paid.Amount }, Cancellation);
        Assert.IsType<RefundOutcome.Accepted>(refund);
        Assert.IsType<OrderOutcome.Accepted>(await _host.Client.CloseOrderAsync(open.OrderNo, cancellationToken: Cancellation));
        Assert.Equal(NotificationVerdict.Accepted, await _host.CallbackAsync(paid.Attempts[0].AttemptNo, "Succeeded", paid.Amount));

        _store.Release();
        Assert.True(Assert.IsType<OrderOutcome.Accepted>(await again).Replayed);
        await Task.WhenAll(creates);
    }

    [Fact]
    public async Task Sixteen_of_those_turned_away_are_looked_up_at_once_and_no_more()
    {
        await RoundAsync(60, Late);
        foreach (var orders in (int[])[60, 100])
        {
            _store.HoldOrders();
            _store.HoldLookups();
            var creates = Creates(orders);

            Assert.Equal(16, _store.LookingUp);
            Assert.Equal(4, creates.Count(create => create.IsCompleted));
            _store.Release();
            Assert.Equal(20, (await Task.WhenAll(creates)).Count(outcome => outcome is OrderOutcome.Rejected));
        }
    }

    [Fact]
    public async Task It_is_told_once_until_a_minute_went_by_without_and_counted_each_time()
    {
        var outcomes = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == PaymentsInstruments.OrderCreate && instrument.Meter == _host.Services.GetRequiredService<PaymentsTelemetry>().Meter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => outcomes.Enqueue((string)tags.ToArray().Single(tag => tag.Key == PaymentsTags.Outcome).Value!));
        listener.Start();

        await RoundAsync(60, Late);
        Assert.Empty(_log.Of(1008));
        await RoundAsync(45, InTime);
        await RoundAsync(45, InTime);
        Assert.Contains("40", Assert.Single(_log.Of(1008)), StringComparison.Ordinal);
        Assert.Equal(9, outcomes.Count(outcome => outcome == "turned_away")); // five, and four after forty answers in time

        _time.Advance(TimeSpan.FromSeconds(61));
        await RoundAsync(60, InTime);
        Assert.Equal(2, _log.Of(1008).Count());
    }

    /// <summary>New orders that come together, and that the store answers together after a time.</summary>
    /// <returns>How many were let in, and how many were turned away.</returns>
    private async Task<(int In, int Away)> RoundAsync(int orders, TimeSpan after)
    {
        _store.HoldOrders();
        var creates = Creates(orders);
        _time.Advance(after);
        _store.Release();
        var outcomes = await Task.WhenAll(creates);
        Assert.All(outcomes.OfType<OrderOutcome.Rejected>(), rejected => Assert.Equal(PaymentErrorCodes.Overloaded, rejected.Error.Code));
        return (outcomes.Count(outcome => outcome is OrderOutcome.Accepted), outcomes.Count(outcome => outcome is OrderOutcome.Rejected));
    }

    private async Task<(int In, int Away)> FaultsAsync(int orders, TimeSpan after)
    {
        _store.HoldOrders();
        _store.Fault = new TimeoutException();
        var creates = Creates(orders);
        _time.Advance(after);
        _store.Release();
        await Task.WhenAll(creates).ContinueWith(_ => _store.Fault = null, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
        return (creates.Count(create => create.IsFaulted), creates.Count(create => create.IsCompletedSuccessfully));
    }

    private List<Task<OrderOutcome>> Creates(int orders) => [.. Enumerable.Range(0, orders).Select(_ => CreateAsync(_orders++))];

    private Task<OrderOutcome> CreateAsync(int number) => _host.Client.CreateOrderAsync(TestHost.Request($"m-{number}"), $"key-{number}", Cancellation);
}
