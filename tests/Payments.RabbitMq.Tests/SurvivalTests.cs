using Payments.TestServers;

namespace Payments.RabbitMq.Tests;

/// <summary>A broker that is killed, frozen or not there loses no event and holds no host up.</summary>
public sealed class SurvivalTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Law09_a_broker_killed_in_the_middle_of_thousands_of_events_gets_every_one_in_order_per_order()
    {
        const int Orders = 1_000;
        const int Events = 5;
        using var file = new TemporaryFile();
        await using var server = await RabbitServer.StartAsync();

        // An event waits as long again as it has waited: on a machine on which the broker takes a minute to start, longer than a test has time for.
        // A broker that has just started there takes seconds to greet.
        using var log = new LogLines();
        await using var node = await Node.StartAsync(file.Path, rabbit => (rabbit.Uri, rabbit.ConnectTimeout) = (server.Uri, TimeSpan.FromSeconds(10)), options: options => options.Events.MaxRetryDelay = TimeSpan.FromSeconds(1), log: log);
        await using var consumer = new Consumer(server.Uri);
        List<OrderNo> orders = [];
        for (var round = 0; round < 3; round++)
        {
            var before = consumer.Distinct;
            var adding = node.AddOrdersAsync(Orders / 3, Events);
            await HeardAsync(() => consumer.Distinct > before + 300, 200, $"round {round}, {before} before", server, log, consumer);
            await server.KillAsync();
            orders.AddRange(await adding);
            await Task.Delay(500, TestContext.Current.CancellationToken);
            await server.RestartAsync();
        }

        var expected = orders.Count * Events;
        await HeardAsync(() => consumer.Distinct == expected, 240, $"{expected} expected", server, log, consumer);

        output.WriteLine($"{expected} events, {consumer.All.Count} messages.");
        var heard = consumer.FirstByOrder();
        foreach (var odd in heard.Where(each => !each.Value.SequenceEqual(Enumerable.Range(1, Events))))
        {
            output.WriteLine($"{odd.Key}: {string.Join(" ", consumer.All.Where(each => each.OrderNo == odd.Key).Select(each => $"{each.Sequence}{(each.IsRedelivered ? "r" : "")}"))}");
        }

        Assert.All(orders, orderNo => Assert.Equal(Enumerable.Range(1, Events), heard[orderNo.Value]));
        Assert.Empty(await node.Store.ReadDeadLettersAsync(10, TestContext.Current.CancellationToken));
    }

    /// <summary>Waits, and shows what the host and the broker said when it was in vain.</summary>
    private async Task HeardAsync(Func<bool> isDone, int seconds, string what, RabbitServer server, LogLines log, Consumer consumer)
    {
        try
        {
            await Wait.UntilAsync(isDone, seconds);
        }
        catch (Exception)
        {
            output.WriteLine($"{what}: {consumer.Distinct} of the events heard, {consumer.All.Count} messages.");
            output.WriteLine(string.Join('\n', log.Lines.TakeLast(60)));
            output.WriteLine(await server.ReadLogAsync());
            throw;
        }
    }

    [Fact]
    public async Task A_broker_that_takes_a_connection_and_says_nothing_costs_the_time_limit_and_no_more()
    {
        using var file = new TemporaryFile();
        await using var silent = new SilentBroker();
        using var log = new LogLines();
        await using var node = await Node.StartAsync(
            file.Path,
            rabbit => (rabbit.Uri, rabbit.ConnectTimeout, rabbit.MaxReconnectDelay) = (silent.Uri, TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(100)),
            options: options => (options.Events.RetryDelay, options.Events.MaxRetryDelay) = (TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)),
            log: log);
        await node.AddOrderAsync(1);

        await Wait.UntilAsync(() => log.Lines.Count(line => line.StartsWith("11002 ", StringComparison.Ordinal)) >= 5, seconds: 10);
    }

    [Fact]
    public async Task A_host_starts_without_its_broker_and_a_frozen_one_only_delays()
    {
        using var file = new TemporaryFile();
        await using var server = await RabbitServer.StartAsync();
        await server.KillAsync();
        await using var node = await Node.StartAsync(
            file.Path,
            rabbit => (rabbit.Uri, rabbit.ConfirmTimeout) = (server.Uri, TimeSpan.FromSeconds(1)),
            options: options => (options.Events.MaxAttempts, options.Events.RetryDelay, options.Events.MaxRetryDelay) = (1, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(100)));
        await node.AddOrdersAsync(20, 2);
        await Task.Delay(1_000, TestContext.Current.CancellationToken);
        await server.RestartAsync();
        await using var consumer = new Consumer(server.Uri);
        await Wait.UntilAsync(() => consumer.Distinct == 40, seconds: 60);

        server.Freeze();
        await node.AddOrdersAsync(20, 2);
        await Task.Delay(4_000, TestContext.Current.CancellationToken);
        server.Thaw();
        await Wait.UntilAsync(() => consumer.Distinct == 80, seconds: 60);

        Assert.All(consumer.FirstByOrder().Values, sequences => Assert.Equal([1, 2], sequences));
        Assert.Empty(await node.Store.ReadDeadLettersAsync(10, TestContext.Current.CancellationToken));
    }
}
