using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

public sealed class EventTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Law04_handlers_hear_of_every_event_in_order_and_a_repeated_registration_counts_once()
    {
        var heard = new Heard();
        await using var host = await TestHost.StartAsync(configure: payments =>
        {
            payments.Services.AddSingleton(heard);
            payments.AddEventHandler<PaymentEvent, AllHandler>().AddEventHandler<PaymentEvent, AllHandler>().AddEventHandler<OrderPaid, PaidHandler>();
        });
        List<PaymentOrder> orders = [];
        for (var i = 0; i < 20; i++)
        {
            orders.Add(await host.PendingOrderAsync($"m-{i}"));
        }

        await Task.WhenAll(orders.Select(order => host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount)));
        await Eventually.Async(() => Task.FromResult(heard.All.Count + heard.Paid.Count), count => count >= 80);

        foreach (var order in orders)
        {
            Assert.Equal([1, 2, 3], heard.All.Where(each => each.OrderNo == order.OrderNo).Select(each => each.Sequence));
        }

        Assert.Equal(20, heard.Paid.Select(each => each.EventId).Distinct().Count());
        Assert.Equal(80, heard.All.Count + heard.Paid.Count);
    }

    [Fact]
    public async Task Law04_a_failing_handler_gets_the_event_again_and_the_others_do_not()
    {
        var heard = new Heard { FailuresLeft = 3 };
        await using var host = await TestHost.StartAsync(configure: payments =>
        {
            payments.Services.AddSingleton(heard);
            payments.AddEventHandler<OrderPaid, PaidHandler>().AddEventHandler<OrderPaid, FailingHandler>();
        });
        var order = await host.PendingOrderAsync();
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);

        await Eventually.Async(() => Task.FromResult(heard.Failing.Count), count => count == 4);

        Assert.Single(heard.Failing.Distinct());
        Assert.Single(heard.Paid);
    }

    [Fact]
    public async Task An_event_nobody_takes_goes_to_the_dead_letters_does_not_hold_the_next_back_and_can_be_replayed()
    {
        var heard = new Heard { FailuresLeft = 3, OnlyFailsType = "order.pending" };
        await using var host = await TestHost.StartAsync(
            configure: payments =>
            {
                payments.Services.AddSingleton(heard);
                payments.AddEventHandler<PaymentEvent, FailingHandler>();
            },
            options: options => options.Events.MaxAttempts = 3);
        var order = await host.PendingOrderAsync();
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);

        await Eventually.Async(() => Task.FromResult(heard.Failing.Contains($"{order.OrderNo}-3")), done => done);
        var dead = Assert.Single(await host.Store.ReadDeadLettersAsync(10, Cancellation));
        Assert.Equal(($"{order.OrderNo}-2", 3), (dead.Event.EventId, dead.Attempts));
        Assert.Contains("InvalidOperationException", dead.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", dead.LastError, StringComparison.Ordinal);

        Assert.True(await host.Store.ReplayDeadLetterAsync(dead.Event.EventId, DateTimeOffset.UtcNow, Cancellation));
        await Eventually.Async(() => Task.FromResult(heard.Failing.Count(id => id == dead.Event.EventId)), count => count == 4);
        Assert.Empty(await host.Store.ReadDeadLettersAsync(10, Cancellation));
    }

    [Fact]
    public async Task Law09_a_subscriber_that_is_unavailable_uses_up_no_tries_and_the_others_have_the_event_at_once()
    {
        var heard = new Heard();
        var refusals = 20;
        List<string> taken = [];
        await using var host = await TestHost.StartAsync(
            configure: payments =>
            {
                payments.Services.AddSingleton(new EventSubscription("broker", static _ => true, (_, paymentEvent, _) =>
                {
                    lock (taken)
                    {
                        if (refusals-- > 0)
                        {
                            throw new SubscriberUnavailableException("down");
                        }

                        taken.Add(paymentEvent.EventId);
                        return ValueTask.CompletedTask;
                    }
                }));
                payments.Services.AddSingleton(heard);
                payments.AddEventHandler<PaymentEvent, AllHandler>();
            },
            options: options => options.Events.MaxAttempts = 1);
        var order = await host.PendingOrderAsync();
        await Eventually.Async(() => Task.FromResult(heard.All.Count), count => count > 0);
        lock (taken)
        {
            Assert.Empty(taken);
        }

        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);
        await Eventually.Async(() => Task.FromResult(taken.Count), count => count == 3);

        Assert.Equal([$"{order.OrderNo}-1", $"{order.OrderNo}-2", $"{order.OrderNo}-3"], taken);
        Assert.Equal([1, 2, 3], heard.All.Select(each => each.Sequence));
        Assert.True(refusals < 0);
        Assert.Empty(await host.Store.ReadDeadLettersAsync(10, Cancellation));
    }

    [Fact]
    public async Task A_failing_subscriber_beside_one_that_is_unavailable_still_uses_up_its_tries()
    {
        var heard = new Heard { FailuresLeft = int.MaxValue };
        await using var host = await TestHost.StartAsync(
            configure: payments =>
            {
                payments.Services.AddSingleton(new EventSubscription("broker", static _ => true, static (_, _, _) => throw new SubscriberUnavailableException("down")));
                payments.Services.AddSingleton(heard);
                payments.AddEventHandler<OrderCreated, FailingHandler>();
            },
            options: options => options.Events.MaxAttempts = 3);
        await host.PendingOrderAsync();

        var dead = (await Eventually.Async(async () => await host.Store.ReadDeadLettersAsync(10, Cancellation), letters => letters.Count == 1))[0];

        Assert.Equal((3, "order.created"), (dead.Attempts, dead.Event.Type));
        Assert.Equal(3, heard.Failing.Count);
        Assert.Contains("broker: SubscriberUnavailableException", dead.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_event_of_an_order_goes_as_soon_as_the_one_before_it_was_delivered()
    {
        var heard = new Heard();
        await using var host = await TestHost.StartAsync(
            configure: payments => Subscribe<SlowHandler>(payments, heard), options: options => options.Events.PollInterval = TimeSpan.FromMinutes(1));
        var order = await host.PendingOrderAsync();
        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);

        await Eventually.Async(() => Task.FromResult(heard.All.Count), count => count == 3);
        Assert.Equal([1, 2, 3], heard.All.Select(each => each.Sequence));
    }

    [Fact]
    public async Task Live_updates_give_what_is_stored_then_what_comes_and_end_with_the_order()
    {
        await using var host = await TestHost.StartAsync();
        var updates = host.Services.GetRequiredService<IOrderUpdates>();
        var order = await host.PendingOrderAsync();
        List<string> seen = [];
        var watching = Task.Run(
            async () =>
            {
                await foreach (var paymentEvent in updates.WatchAsync(order.OrderNo, 0, Cancellation))
                {
                    seen.Add(paymentEvent.Type);
                }
            },
            Cancellation);
        await Eventually.Async(() => Task.FromResult(seen.Count), count => count == 2);

        await host.CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount);
        await watching.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        Assert.Equal(["order.created", "order.pending", "order.paid"], seen);
        var resumed = await updates.WatchAsync(order.OrderNo, 2, Cancellation).ToListAsync(Cancellation);
        Assert.Equal(["order.paid"], resumed.Select(each => each.Type));
        Assert.Empty(await updates.WatchAsync(order.OrderNo, 3, Cancellation).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_host_that_stops_gives_back_what_it_has_not_delivered()
    {
        var file = Path.Combine(Path.GetTempPath(), $"payments-{Guid.NewGuid():N}.db");
        var stuck = new Heard();
        var stopping = await TestHost.StartAsync(file: file, configure: payments => Subscribe<StuckHandler>(payments, stuck));
        await stopping.PendingOrderAsync();
        await Eventually.Async(() => Task.FromResult(stuck.All.Count), count => count > 0);
        await stopping.DisposeAsync();

        var heard = new Heard();
        await using (await TestHost.StartAsync(file: file, configure: payments => Subscribe<AllHandler>(payments, heard)))
        {
            await Eventually.Async(() => Task.FromResult(heard.All.Count), count => count == 2);
        }

        File.Delete(file);
    }

    private static void Subscribe<THandler>(PaymentsBuilder payments, Heard heard)
        where THandler : class, IPaymentEventHandler<PaymentEvent>
    {
        payments.Services.AddSingleton(heard);
        payments.AddEventHandler<PaymentEvent, THandler>("all");
    }

    private sealed class SlowHandler(Heard heard) : IPaymentEventHandler<PaymentEvent>
    {
        public async ValueTask HandleAsync(PaymentEvent paymentEvent, CancellationToken cancellationToken)
        {
            await Task.Delay(500, cancellationToken);
            heard.All.Enqueue(paymentEvent);
        }
    }

    private sealed class StuckHandler(Heard heard) : IPaymentEventHandler<PaymentEvent>
    {
        public async ValueTask HandleAsync(PaymentEvent paymentEvent, CancellationToken cancellationToken)
        {
            heard.All.Enqueue(paymentEvent);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private sealed class Heard
    {
        public int FailuresLeft;

        public string? OnlyFailsType { get; init; }

        public ConcurrentQueue<PaymentEvent> All { get; } = new();

        public ConcurrentQueue<PaymentEvent> Paid { get; } = new();

        public ConcurrentQueue<string> Failing { get; } = new();
    }

    private sealed class AllHandler(Heard heard) : IPaymentEventHandler<PaymentEvent>
    {
        public ValueTask HandleAsync(PaymentEvent paymentEvent, CancellationToken cancellationToken)
        {
            heard.All.Enqueue(paymentEvent);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class PaidHandler(Heard heard) : IPaymentEventHandler<OrderPaid>
    {
        public ValueTask HandleAsync(OrderPaid paymentEvent, CancellationToken cancellationToken)
        {
            heard.Paid.Enqueue(paymentEvent);
            return ValueTask.CompletedTask;
        }
    }

    private sealed class FailingHandler(Heard heard) : IPaymentEventHandler<PaymentEvent>
    {
        public ValueTask HandleAsync(PaymentEvent paymentEvent, CancellationToken cancellationToken)
        {
            heard.Failing.Enqueue(paymentEvent.EventId);
            var fails = heard.OnlyFailsType is null || heard.OnlyFailsType == paymentEvent.Type;
            return fails && Interlocked.Decrement(ref heard.FailuresLeft) >= 0
                ? throw new InvalidOperationException("a secret in an exception's text")
                : ValueTask.CompletedTask;
        }
    }
}
