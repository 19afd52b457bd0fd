using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Payments.Core.Tests.Support;
using Payments.Storage;

namespace Payments.Core.Tests;

/// <summary>A subscriber that cannot take any event now: its events wait in the store, whatever else happens meanwhile.</summary>
public sealed class UnavailableSubscriberTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law09_an_event_that_waits_is_written_down_without_a_try_and_with_those_who_have_it()
    {
        var time = new ManualTime();
        var broker = new Broker { Refuses = static _ => true };
        await using var host = await TestHost.StartAsync(time, configure: payments => Add(payments, broker, new Broker { Name = "ledger" }), options: options => options.Events.MaxAttempts = 1);
        var order = await host.PendingOrderAsync();

        await Eventually.Async(() => Task.FromResult(broker.Refusals), count => count > 0);

        // The clock stands still, so that it is due again only here. Its lease would last longer than that: what is claimed was settled.
        var claim = new ClaimEvents("reader", 10, time.GetUtcNow() + TimeSpan.FromMilliseconds(20), time.GetUtcNow() + TimeSpan.FromHours(1));
        var item = (await Eventually.Async(async () => await host.Store.ClaimEventsAsync(claim, Cancellation), items => items.Count > 0))[0];

        Assert.Equal(($"{order.OrderNo}-1", 0, "broker: SubscriberUnavailableException"), (item.Event.EventId, item.Attempts, item.LastError));
        Assert.Equal(["ledger"], item.DeliveredTo);
        Assert.Empty(await host.Store.ReadDeadLettersAsync(10, Cancellation));
    }

    [Fact]
    public async Task A_subscriber_that_was_unavailable_has_all_its_tries_left()
    {
        var broker = new Broker { Refuses = static _ => true };
        await using var host = await TestHost.StartAsync(configure: payments => Add(payments, broker), options: options => options.Events.MaxAttempts = 3);
        var order = await host.PendingOrderAsync();
        await Eventually.Async(() => Task.FromResult(broker.Refusals), count => count >= 5);

        (broker.Fault, broker.Refuses) = (new InvalidOperationException("broken"), static _ => false);
        await Eventually.Async(async () => await host.Store.ReadDeadLettersAsync(10, Cancellation), letters => letters.Any(letter => letter.Event.EventId == $"{order.OrderNo}-1"));

        var dead = (await host.Store.ReadDeadLettersAsync(10, Cancellation)).Single(letter => letter.Event.EventId == $"{order.OrderNo}-1");
        Assert.Equal((3, "broker: InvalidOperationException"), (dead.Attempts, dead.LastError));
        Assert.Equal(3, broker.Failed.Count(id => id == dead.Event.EventId));
    }

    [Fact]
    public async Task Law04_what_waited_over_a_restart_is_delivered_once_and_in_order()
    {
        var file = Path.Combine(Path.GetTempPath(), $"payments-{Guid.NewGuid():N}.db");
        var broker = new Broker { Refuses = static _ => true };
        List<PaymentOrder> orders = [];
        await using (var first = await TestHost.StartAsync(file: file, configure: payments => Add(payments, broker), options: options => options.Events.MaxAttempts = 1))
        {
            for (var i = 0; i < 5; i++)
            {
                orders.Add(await first.PendingOrderAsync($"m-{i}"));
                await first.CallbackAsync(orders[i].Attempts[0].AttemptNo, "Succeeded", orders[i].Amount);
            }

            await Eventually.Async(() => Task.FromResult(broker.Refusals), count => count >= 15);
        }

        Assert.Empty(broker.Taken);
        broker.Refuses = static _ => false;
        await using (var second = await TestHost.StartAsync(file: file, configure: payments => Add(payments, broker), options: options => options.Events.MaxAttempts = 1))
        {
            await Eventually.Async(() => Task.FromResult(broker.Taken.Count), count => count >= 15);
            Assert.Empty(await second.Store.ReadDeadLettersAsync(10, Cancellation));
        }

        Assert.Equal(15, broker.Taken.Count);
        Assert.All(orders, order => Assert.Equal([1, 2, 3], broker.Taken.Where(each => each.OrderNo == order.OrderNo).Select(each => each.Sequence)));
        File.Delete(file);
    }

    [Fact]
    public async Task A_host_that_stops_takes_no_event_with_it_until_a_lease_is_over()
    {
        var file = Path.Combine(Path.GetTempPath(), $"payments-{Guid.NewGuid():N}.db");
        var broker = new Broker { Refuses = static _ => true };
        await using (var first = await TestHost.StartAsync(file: file, configure: payments => Add(payments, broker)))
        {
            for (var i = 0; i < 20; i++)
            {
                await first.PendingOrderAsync($"m-{i}");
            }
        }

        for (var stop = 0; stop < 40; stop++)
        {
            await using (await TestHost.StartAsync(file: file, configure: payments => Add(payments, broker)))
            {
                await Task.Delay(stop, Cancellation);
            }
        }

        broker.Refuses = static _ => false;
        await using (await TestHost.StartAsync(file: file, configure: payments => Add(payments, broker)))
        {
            await Eventually.Async(() => Task.FromResult(broker.Taken.Count), count => count >= 40);
        }

        File.Delete(file);
    }

    [Fact]
    public async Task An_order_that_waits_for_its_subscriber_holds_no_other_order_back()
    {
        var broker = new Broker { Refuses = static _ => true };
        await using var host = await TestHost.StartAsync(configure: payments => Add(payments, broker), options: options => options.Events.MaxAttempts = 1);
        var waiting = await host.PendingOrderAsync("m-1");
        broker.Refuses = paymentEvent => paymentEvent.OrderNo == waiting.OrderNo;
        var other = await host.PendingOrderAsync("m-2");
        await host.CallbackAsync(other.Attempts[0].AttemptNo, "Succeeded", other.Amount);

        await Eventually.Async(() => Task.FromResult(broker.Taken.Count), count => count >= 3);
        Assert.Equal([1, 2, 3], broker.Taken.Where(each => each.OrderNo == other.OrderNo).Select(each => each.Sequence));
        Assert.Equal(3, broker.Taken.Count);

        broker.Refuses = static _ => false;
        await Eventually.Async(() => Task.FromResult(broker.Taken.Count), count => count >= 5);
        Assert.Equal([1, 2], broker.Taken.Where(each => each.OrderNo == waiting.OrderNo).Select(each => each.Sequence));
    }

    private static void Add(PaymentsBuilder payments, params Broker[] brokers)
    {
        foreach (var broker in brokers)
        {
            payments.Services.AddSingleton(new EventSubscription(broker.Name, static _ => true, (_, paymentEvent, _) => broker.Take(paymentEvent)));
        }
    }

    private sealed class Broker
    {
        private int _refusals;
        private volatile Func<PaymentEvent, bool> _refuses = static _ => false;

        public string Name { get; init; } = "broker";

        public Func<PaymentEvent, bool> Refuses
        {
            get => _refuses;
            set => _refuses = value;
        }

        public Exception? Fault { get; set; }

        public int Refusals => Volatile.Read(ref _refusals);

        public ConcurrentQueue<PaymentEvent> Taken { get; } = new();

        public ConcurrentQueue<string> Failed { get; } = new();

        public ValueTask Take(PaymentEvent paymentEvent)
        {
            if (Refuses(paymentEvent))
            {
                Interlocked.Increment(ref _refusals);
                throw new SubscriberUnavailableException("down");
            }

            if (Fault is { } fault)
            {
                Failed.Enqueue(paymentEvent.EventId);
                throw fault;
            }

            Taken.Enqueue(paymentEvent);
            return ValueTask.CompletedTask;
        }
    }
}
