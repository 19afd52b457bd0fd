using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Payments.Channels;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>No order depends on a callback: what the channel knows is found by asking, and an order whose time is over ends on the channel's word.</summary>
public sealed class SweeperTests
{
    private static readonly TimeSpan Expiry = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_payment_whose_callback_is_lost_is_found_by_asking()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Paid(reference.AttemptNo, order.Amount));

        await PassAsync(TimeSpan.FromSeconds(4.8));
        Assert.Equal(["create"], host.Channel.Calls);
        await UntilAsync(host, order, OrderStatus.Paid);

        Assert.Equal(["create", "query"], host.Channel.Calls);
        Assert.Single((await host.Store.ReadEventsAsync(order.OrderNo, 0, 10, Cancellation)).OfType<OrderPaid>());
        await PassAsync(TimeSpan.FromHours(1));
        Assert.Equal(["create", "query"], host.Channel.Calls);
    }

    [Fact]
    public async Task The_pauses_between_questions_grow_to_ten_minutes()
    {
        await using var host = await StartAsync(options => options.DefaultExpiry = TimeSpan.FromHours(2));
        await host.PendingOrderAsync();

        int[] pauses = [5, 10, 30, 60, 300, 600, 600, 600];
        for (var asked = 0; asked < pauses.Length; asked++)
        {
            var pause = TimeSpan.FromSeconds(pauses[asked]);
            await PassAsync(pause * 0.95);
            Assert.Equal(asked, Count(host, "query"));

            // A tenth at random, and the time the host needs.
            _time.Advance(pause * 0.16);
            await UntilAsync(() => Count(host, "query") > asked);
            await SettledAsync(host);
            Assert.Equal(asked + 1, Count(host, "query"));
        }
    }

    [Fact]
    public async Task An_order_whose_time_is_over_is_asked_about_closed_at_the_channel_confirmed_and_then_closed_here()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        var closedThere = false;
        host.Channel.OnClose = _ =>
        {
            closedThere = true;
            return ScriptedChannel.Accept(ChannelCloseResult.Closed);
        };
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(closedThere ? ScriptedChannel.Closed(reference.AttemptNo) : ScriptedChannel.Unpaid(reference.AttemptNo));

        await PassAsync(Expiry + Grace - TimeSpan.FromSeconds(1));
        Assert.Equal(OrderStatus.Pending, await StatusAsync(host, order));
        Assert.Equal(0, Count(host, "close"));
        host.Channel.Calls.Clear();
        await UntilAsync(host, order, OrderStatus.Closed);

        Assert.Equal(["query", "close", "query"], host.Channel.Calls);
        Assert.Single((await host.Store.ReadEventsAsync(order.OrderNo, 0, 10, Cancellation)).OfType<OrderClosed>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_payer_who_pays_while_the_order_ends_has_paid(int unpaidAnswers)
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        await PassAsync(Expiry);
        var asked = 0;
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(
            asked++ < unpaidAnswers ? ScriptedChannel.Unpaid(reference.AttemptNo) : ScriptedChannel.Paid(reference.AttemptNo, order.Amount));
        host.Channel.OnClose = _ => ScriptedChannel.Accept(ChannelCloseResult.AlreadyPaid);

        _time.Advance(Grace);
        await UntilAsync(host, order, OrderStatus.Paid);

        Assert.Empty((await host.Store.ReadEventsAsync(order.OrderNo, 0, 10, Cancellation)).OfType<OrderClosed>());
    }

    [Theory]
    [InlineData("query")]
    [InlineData("close")]
    [InlineData("paying")]
    [InlineData("unreachable")]
    public async Task Law03_without_the_channels_word_an_order_stays_open_and_is_asked_about_again(string trouble)
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        await PassAsync(Expiry);
        var asked = Count(host, "query");
        if (trouble is "query" or "unreachable")
        {
            host.Channel.OnQuery = _ => trouble == "query" ? ScriptedChannel.Lose<ChannelPayment>() : throw new ChannelUnreachableException("test-main", "no route.");
        }

        host.Channel.OnClose = _ => trouble switch
        {
            "close" => ScriptedChannel.Lose<ChannelCloseResult>(),
            "paying" => ScriptedChannel.Accept(ChannelCloseResult.PayerIsPaying),
            _ => ScriptedChannel.Accept(ChannelCloseResult.NothingToClose),
        };

        _time.Advance(Grace);
        foreach (var pause in (int[])[5, 10, 30])
        {
            await UntilAsync(() => Count(host, "query") > asked);
            await SettledAsync(host);
            Assert.Equal(++asked, Count(host, "query"));
            Assert.Equal(OrderStatus.Pending, await StatusAsync(host, order));
            await PassAsync(TimeSpan.FromSeconds(pause * 0.9));
            Assert.Equal(asked, Count(host, "query"));
            _time.Advance(TimeSpan.FromSeconds(pause * 0.15));
        }

        // Ten minutes that pass in the middle of a look make its next pause ten minutes long.
        await UntilAsync(() => Count(host, "query") > asked);
        await SettledAsync(host);
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Closed(reference.AttemptNo));
        _time.Advance(TimeSpan.FromMinutes(10));
        await UntilAsync(host, order, OrderStatus.Closed);
    }

    [Fact]
    public async Task What_the_channel_does_not_know_when_the_time_is_over_is_closed_here()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Unpaid(reference.AttemptNo) with { Status = ChannelPaymentStatus.NotFound });
        host.Channel.OnClose = _ => ScriptedChannel.Accept(ChannelCloseResult.NothingToClose);

        await PassAsync(Expiry);
        Assert.Equal(OrderStatus.Pending, await StatusAsync(host, order));
        _time.Advance(Grace);

        await UntilAsync(host, order, OrderStatus.Closed);
    }

    [Fact]
    public async Task An_order_that_was_never_sent_ends_when_its_time_is_over_without_a_call()
    {
        await using var host = await StartAsync();
        host.Channel.OnCreate = (_, _) => throw new ChannelUnreachableException("test-main", "no route.");
        var order = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation)).Order!;

        await PassAsync(Expiry + Grace - TimeSpan.FromSeconds(1));
        Assert.Equal(OrderStatus.Created, await StatusAsync(host, order));
        await UntilAsync(host, order, OrderStatus.Closed);

        Assert.Equal(["create"], host.Channel.Calls);
    }

    [Fact]
    public async Task An_order_whose_creation_was_cut_off_is_asked_about_once_nobody_works_on_it()
    {
        // A node whose clock stands still is as good as dead: it never comes back from its call.
        await using var dead = await TestHost.StartAsync(new ManualTime());
        dead.Channel.OnCreate = (_, _) => new TaskCompletionSource<ChannelOutcome<NextAction>>().Task;
        await using var host = await StartAsync(channel: new ScriptedChannel(), file: dead.File);
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Paid(reference.AttemptNo, TestHost.Request().Amount));
        _ = dead.Client.CreateOrderAsync(TestHost.Request(), "key-1", Cancellation);
        await UntilAsync(() => Count(dead, "create") == 1);
        var order = (await host.Client.FindOrderAsync("m-1", cancellationToken: Cancellation))!;

        await PassAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(0, Count(host, "query"));
        _time.Advance(TimeSpan.FromSeconds(10));

        await UntilAsync(host, order, OrderStatus.Paid);
    }

    [Fact]
    public async Task Two_hosts_on_one_store_ask_about_each_order_once()
    {
        const int Orders = 60;
        var channel = new ScriptedChannel();
        await using var one = await StartAsync(channel: channel);
        await using var two = await StartAsync(channel: channel, file: one.File);
        var asked = new ConcurrentQueue<string>();
        channel.OnQuery = async reference =>
        {
            asked.Enqueue(reference.AttemptNo);
            await Task.Delay(20);
            return await ScriptedChannel.Accept(ScriptedChannel.Unpaid(reference.AttemptNo));
        };
        for (var i = 0; i < Orders; i++)
        {
            await one.PendingOrderAsync($"m-{i}");
        }

        _time.Advance(TimeSpan.FromSeconds(6));
        await UntilAsync(() => asked.Count >= Orders);
        await PassAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(Orders, asked.Count);
        Assert.Equal(Orders, asked.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task An_order_of_a_node_that_died_is_taken_over_when_its_lease_is_over()
    {
        await using var host = await StartAsync();
        var order = await host.PendingOrderAsync();
        var now = _time.GetUtcNow();
        Assert.Single(await host.Store.ClaimDueOrdersAsync(new("dead", 10, now.AddSeconds(6), now.AddMinutes(1)), Cancellation));
        host.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Paid(reference.AttemptNo, order.Amount));

        await PassAsync(TimeSpan.FromSeconds(59));
        Assert.Equal(0, Count(host, "query"));

        await UntilAsync(host, order, OrderStatus.Paid);
    }

    [Fact]
    public async Task A_host_stops_within_a_second_and_leaves_its_orders_to_others()
    {
        var silent = new ScriptedChannel();
        var host = await StartAsync(channel: silent, file: Path.Combine(Path.GetTempPath(), $"payments-{Guid.NewGuid():N}.db"));
        var order = await host.PendingOrderAsync();
        silent.OnQuery = _ => new TaskCompletionSource<ChannelOutcome<ChannelPayment>>().Task;
        _time.Advance(TimeSpan.FromSeconds(6));
        await UntilAsync(() => Count(host, "query") == 1);

        var watch = Stopwatch.StartNew();
        await host.DisposeAsync();
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");

        await using (var other = await StartAsync(file: host.File))
        {
            other.Channel.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Paid(reference.AttemptNo, order.Amount));
            await UntilAsync(other, order, OrderStatus.Paid);
        }

        File.Delete(host.File);
    }

    [Fact]
    public async Task A_channel_that_never_answers_holds_no_other_order_up()
    {
        var second = new ScriptedChannel("test-second");
        await using var host = await StartAsync(second: second);
        host.Channel.OnQuery = _ => new TaskCompletionSource<ChannelOutcome<ChannelPayment>>().Task;
        await host.PendingOrderAsync("silent");
        _time.Advance(TimeSpan.FromSeconds(6));
        await UntilAsync(() => Count(host, "query") == 1);
        var outcome = await host.Client.CreateOrderAsync(TestHost.Request("good") with { ChannelAccount = "test-second" }, "key-good", Cancellation);
        var good = Assert.IsType<OrderOutcome.Accepted>(outcome).Order;
        second.OnQuery = reference => ScriptedChannel.Accept(ScriptedChannel.Paid(reference.AttemptNo, good.Amount));

        _time.Advance(TimeSpan.FromSeconds(6));

        await UntilAsync(host, good, OrderStatus.Paid);
    }

    [Fact]
    public async Task A_sweeper_that_is_off_asks_and_closes_nothing()
    {
        await using var host = await StartAsync(options => options.Sweeper.Enabled = false);
        var order = await host.PendingOrderAsync();

        await PassAsync(Expiry + Grace + Grace);

        Assert.Equal(["create"], host.Channel.Calls);
        Assert.Equal(OrderStatus.Pending, await StatusAsync(host, order));
    }

    private static int Count(TestHost host, string call) => host.Channel.Calls.Count(each => each == call);

    private static async Task<OrderStatus> StatusAsync(TestHost host, PaymentOrder order) => (await host.Store.FindOrderAsync(order.OrderNo, Cancellation))!.Status;

    private Task<TestHost> StartAsync(Action<PaymentsOptions>? options = null, ScriptedChannel? channel = null, ScriptedChannel? second = null, string? file = null) =>
        TestHost.StartAsync(
            _time,
            file,
            channel,
            second,
            options: settings =>
            {
                settings.DefaultExpiry = Expiry;
                settings.Sweeper.Enabled = true;
                settings.Sweeper.PollInterval = TimeSpan.FromMilliseconds(50);
                options?.Invoke(settings);
            });

    /// <summary>Time stands still until no order is being looked at: the next pause is counted from the end of the look.</summary>
    private static Task<long> SettledAsync(TestHost host) => Eventually.Async(
        async () =>
        {
            await using var connection = new SqliteConnection($"Data Source={host.File};Pooling=False");
            await connection.OpenAsync(Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT COUNT(*) FROM orders WHERE check_owner IS NOT NULL";
            return (long)(await command.ExecuteScalarAsync(Cancellation))!;
        },
        leased => leased == 0);

    /// <summary>Lets time pass and the sweeper see it: it looks every 50 ms of the hosts' time.</summary>
    private async Task PassAsync(TimeSpan by)
    {
        _time.Advance(by);
        for (var i = 0; i < 3; i++)
        {
            await Task.Delay(25, Cancellation);
            _time.Advance(TimeSpan.FromMilliseconds(50));
        }

        await Task.Delay(25, Cancellation);
    }

    private Task<bool> UntilAsync(TestHost host, PaymentOrder order, OrderStatus status) => UntilAsync(async () => await StatusAsync(host, order) == status);

    private Task<bool> UntilAsync(Func<bool> holds) => UntilAsync(() => Task.FromResult(holds()));

    /// <summary>Time goes on slowly until it is so.</summary>
    private Task<bool> UntilAsync(Func<Task<bool>> holds) => Eventually.Async(
        () =>
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            return holds();
        },
        held => held);
}
