using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Payments.Channels;
using Payments.Coordination;
using Payments.Redis.Tests.Support;
using Payments.TestServers;

namespace Payments.Redis.Tests;

/// <summary>
/// Two nodes, one database, one Redis: orders are created twice at each node under one key, paid by callbacks that come three times, closed and refreshed
/// meanwhile. Whatever Redis does in the middle, the books are right at the end.
/// </summary>
public sealed class Law09Tests
{
    private const int Orders = 90;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public enum Trouble
    {
        None,
        Killed,
        CameBackEmpty,
        ForgetsAllTheTime,
        Frozen,
        LocksAlwaysSayYes,
    }

    [Theory]
    [InlineData(Trouble.None)]
    [InlineData(Trouble.Killed)]
    [InlineData(Trouble.CameBackEmpty)]
    [InlineData(Trouble.ForgetsAllTheTime)]
    [InlineData(Trouble.Frozen)]
    [InlineData(Trouble.LocksAlwaysSayYes)]
    public async Task Law09_orders_keys_and_events_are_right_whatever_Redis_does(Trouble trouble)
    {
        using var file = new NodeFile();
        await using var server = await RedisServer.StartAsync();
        var channel = new StubChannel { Latency = TimeSpan.FromMilliseconds(2) };
        var heard = new ConcurrentDictionary<string, int>();
        void Services(IServiceCollection services)
        {
            services.AddSingleton(new EventSubscription("books", _ => true, (_, told, _) =>
            {
                heard.AddOrUpdate(told.EventId, 1, (_, times) => times + 1);
                return ValueTask.CompletedTask;
            }));
            if (trouble == Trouble.LocksAlwaysSayYes)
            {
                services.Replace(ServiceDescriptor.Singleton<IOrderLocks>(new YesLocks()));
            }
        }

        void Options(PaymentsOptions options) => options.Events.PollInterval = TimeSpan.FromMilliseconds(100);
        await using (var first = await RedisNode.StartAsync(options => options.ConnectionString = server.ConnectionString, file.Path, channel, Services, Options))
        await using (var second = await RedisNode.StartAsync(options => options.ConnectionString = server.ConnectionString, file.Path, channel, Services, Options))
        {
            await Eventually.IsSoAsync(async () => await first.IsUpAsync() && await second.IsUpAsync());
            RedisNode[] nodes = [first, second];
            using var stop = new CancellationTokenSource();
            var working = 0;
            var troubling = TroubleAsync(server, trouble, () => Volatile.Read(ref working), stop.Token);
            var all = await Task.WhenAll(Enumerable.Range(0, Orders).Select(i => Task.Run(async () =>
            {
                await Task.Delay(i * 10, Cancellation);
                Interlocked.Increment(ref working);
                return await LiveAsync(nodes, i);
            })));
            await stop.CancelAsync();
            await troubling;
            await CheckAsync(nodes, channel, all, heard);
        }
    }

    private static async Task<OrderNo> LiveAsync(RedisNode[] nodes, int i)
    {
        var request = StubChannel.Request($"m-{i}");
        var created = await Task.WhenAll(Enumerable.Range(0, 4).Select(each => CreateAsync(nodes[(i + each) % 2].Client, request, $"k-{i}")));
        var order = Assert.Single(created.DistinctBy(each => each.OrderNo));
        Assert.Single(created.Select(each => each.Attempts[0].NextAction).Distinct());
        var attemptNo = order.Attempts[0].AttemptNo;
        List<Task> work = [];
        for (var each = 0; each < 3; each++)
        {
            var node = nodes[each % 2];
            work.Add(Task.Run(() => node.Services.GetRequiredService<INotificationReceiver>().ReceiveAsync("stub-main", StubChannel.Callback(attemptNo), CancellationToken.None), Cancellation));
        }

        work.Add(nodes[i % 2].Client.RefreshOrderAsync(order.OrderNo, cancellationToken: CancellationToken.None));
        if (i % 3 == 0)
        {
            work.AddRange(nodes.Select(node => node.Client.CloseOrderAsync(order.OrderNo, cancellationToken: CancellationToken.None)));
        }

        await Task.WhenAll(work);
        return order.OrderNo;
    }

    private static async Task<PaymentOrder> CreateAsync(IPaymentClient client, CreateOrderRequest request, string key)
    {
        while (true)
        {
            switch (await client.CreateOrderAsync(request, key, CancellationToken.None))
            {
                case OrderOutcome.Accepted accepted:
                    return accepted.Order;
                case OrderOutcome.Rejected { Error.Code: PaymentErrorCodes.IdempotencyKeyInFlight }:
                    await Task.Delay(5);
                    continue;
                case var other:
                    throw new InvalidOperationException($"An order was not created: {other}");
            }
        }
    }

    private static async Task TroubleAsync(RedisServer server, Trouble trouble, Func<int> working, CancellationToken stop)
    {
        await Eventually.IsSoAsync(() => working() > Orders / 3, seconds: 120);
        switch (trouble)
        {
            case Trouble.Killed:
                await server.KillAsync();
                break;
            case Trouble.CameBackEmpty:
                await server.KillAsync();
                await Task.Delay(100, CancellationToken.None);
                await server.RestartAsync();
                break;
            case Trouble.Frozen:
                server.Freeze();
                await Eventually.IsSoAsync(() => stop.IsCancellationRequested, seconds: 240);
                server.Thaw();
                break;
            case Trouble.ForgetsAllTheTime:
                while (!stop.IsCancellationRequested)
                {
                    await server.FlushAsync();
                }

                break;
        }
    }

    private static async Task CheckAsync(RedisNode[] nodes, StubChannel channel, OrderNo[] all, ConcurrentDictionary<string, int> heard)
    {
        Assert.Equal(Orders, all.Distinct().Count());
        Assert.Equal(Orders, channel.Creates);
        var paid = 0;
        foreach (var orderNo in all)
        {
            var order = (await nodes[0].Client.FindOrderAsync(orderNo, cancellationToken: Cancellation))!;
            var events = await nodes[1].Store.ReadEventsAsync(orderNo, 0, 100, Cancellation);
            Assert.Equal(Enumerable.Range(1, events.Count), events.Select(told => told.Sequence));
            if (order.Status == OrderStatus.Paid)
            {
                paid++;
                Assert.Single(events.OfType<OrderPaid>());
                Assert.Empty(order.ExtraPayments);
            }
            else
            {
                // Closed first; the money that came after is booked, and goes back.
                Assert.Equal(OrderStatus.Closed, order.Status);
                Assert.Single(order.ExtraPayments);
                Assert.Single(events.OfType<ExtraPaymentReceived>());
            }

            await Eventually.IsSoAsync(() => events.All(told => heard.ContainsKey(told.EventId)));
        }

        Assert.InRange(paid, Orders * 2 / 3, Orders);

        // Law 5: the same request, the same answer, at either node.
        for (var i = 0; i < Orders; i += 10)
        {
            var again = Assert.IsType<OrderOutcome.Accepted>(await nodes[i / 10 % 2].Client.CreateOrderAsync(StubChannel.Request($"m-{i}"), $"k-{i}", Cancellation));
            Assert.True(again.Replayed);
            Assert.Equal(all[i], again.Order.OrderNo);
        }
    }

    private sealed class YesLocks : IOrderLocks
    {
        public ValueTask<IOrderLock?> TryAcquireAsync(OrderNo orderNo, TimeSpan lease, TimeSpan patience, CancellationToken cancellationToken = default) => new(new Yes(orderNo));

        private sealed class Yes(OrderNo orderNo) : IOrderLock
        {
            public OrderNo OrderNo => orderNo;

            public long FencingToken => 1;

            public bool IsShared => true;

            public bool IsHeld => true;

            public CancellationToken Lost => CancellationToken.None;

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
