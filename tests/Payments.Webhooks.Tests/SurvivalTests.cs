using System.Collections.Concurrent;
using System.Globalization;
using Payments.Webhooks.Tests.Support;

namespace Payments.Webhooks.Tests;

/// <summary>Nothing is lost: not by faults, kills, restarts or a new secret.</summary>
public sealed class SurvivalTests(ITestOutputHelper output)
{
    private const string EventsVariable = "PAYMENTS_WEBHOOK_EVENTS";
    private const int EventsPerKill = 800;

    // Ten thousand, or as many as a soak says.
    private static int Events => int.TryParse(Environment.GetEnvironmentVariable(EventsVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var events) ? events : 10_000;

    [Fact]
    public async Task Many_events_with_random_faults_and_kills_all_arrive()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        var taken = new ConcurrentDictionary<string, int>();
        merchant.Answer = (received, context) => FaultyAsync(received, context, taken);
        HashSet<string> sent = [];
        await using (var node = await Node.StartAsync(file.Path, options => options.Enabled = false))
        {
            await node.AddEndpointAsync(merchant.Url);
            foreach (var ids in (await Task.WhenAll(Enumerable.Range(0, Events / 100).Select(_ => Task.Run(() => Task.WhenAll(Enumerable.Range(0, 100).Select(_ => node.EnqueueAsync())))))))
            {
                sent.UnionWith(ids);
            }
        }

        Assert.Equal(Events, sent.Count);
        var kills = 0;
        var random = new Random(4711);
        while (taken.Count < Events * 9 / 10 && kills < Events / EventsPerKill)
        {
            using var child = ChildNode.Start(file.Path);
            Assert.Equal("ready", await child.StandardOutput.ReadLineAsync());
            await Task.Delay(random.Next(300, 1_500));
            child.Kill();
            await child.WaitForExitAsync();
            kills++;
        }

        await using var last = await Node.StartAsync(file.Path, ChildNode.Options);
        await Wait.UntilAsync(() => taken.Count == Events, seconds: 60 + (Events / 100));

        output.WriteLine($"{kills} kills, {merchant.All.Count} tries for {Events} events, {taken.Values.Sum() - Events} taken twice.");
        Assert.True(kills >= 2);
        Assert.True(sent.SetEquals(taken.Keys));
    }

    [Fact]
    public async Task Hosts_that_stop_in_the_middle_give_back_what_they_hold()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        var taken = new ConcurrentDictionary<string, int>();
        merchant.Answer = async (received, context) =>
        {
            await Task.Delay(20, context.RequestAborted);
            taken.AddOrUpdate(received.Id, 1, (_, count) => count + 1);
        };
        var sent = 0;
        for (var round = 0; round < 5; round++)
        {
            await using var one = await Node.StartAsync(file.Path, ChildNode.Options);
            await using var two = await Node.StartAsync(file.Path, ChildNode.Options);
            if (round == 0)
            {
                await one.AddEndpointAsync(merchant.Url);
            }

            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).EnqueueAsync())));
            sent += 200;
        }

        await using var last = await Node.StartAsync(file.Path, ChildNode.Options);

        await Wait.UntilAsync(() => taken.Count == sent, seconds: 15); // no lease has to run out
    }

    [Fact]
    public async Task A_secret_is_rotated_under_ten_thousand_events_and_none_is_refused()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path, ChildNode.Options);
        var endpoint = await node.AddEndpointAsync(merchant.Url);
        var current = endpoint.Keys[0].Secret;
        var (taken, refused, both) = (0, 0, 0);
        merchant.Answer = (received, context) =>
        {
            var isGenuine = received.IsSignedBy(Volatile.Read(ref current));
            _ = isGenuine ? Interlocked.Increment(ref taken) : Interlocked.Increment(ref refused);
            Interlocked.Add(ref both, received.Signature.Contains(' ', StringComparison.Ordinal) ? 1 : 0);
            context.Response.StatusCode = isGenuine ? 204 : 401;
            return Task.CompletedTask;
        };

        var enqueueing = Parallel.ForAsync(0, Events, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) => await node.EnqueueAsync());
        await Wait.UntilAsync(() => Volatile.Read(ref taken) > Events / 4, seconds: 60);
        var rotated = (await node.Webhooks.RotateSecretAsync(endpoint.EndpointId))!;
        await Wait.UntilAsync(() => Volatile.Read(ref taken) > Events / 2, seconds: 60); // the merchant is slow to install it
        Volatile.Write(ref current, rotated.Keys[0].Secret);
        await enqueueing;
        await Wait.UntilAsync(() => Volatile.Read(ref taken) == Events, seconds: 60);

        Assert.Equal(0, refused);
        Assert.InRange(both, Events / 4, Events);
        Assert.Equal((2, endpoint.Keys[0].Secret), (rotated.Keys.Count, rotated.Keys[1].Secret));
        Assert.InRange(rotated.Keys[1].ValidUntil!.Value - DateTimeOffset.UtcNow, TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));

        var alone = (await node.Webhooks.RotateSecretAsync(endpoint.EndpointId, TimeSpan.Zero))!;
        Assert.Single(alone.Keys);
    }

    [Fact]
    public async Task A_secret_is_rotated_within_a_day_and_neither_the_first_nor_the_last_to_install_it_refuses_any()
    {
        const int Steps = 104;
        var step = TimeSpan.FromMinutes(15); // 26 hours
        using var file = new TemporaryFile();
        var time = new ShiftedTime();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path, ChildNode.Options, time: time);
        var endpoint = await node.AddEndpointAsync(merchant.Url);
        var old = endpoint.Keys[0].Secret;
        await Parallel.ForAsync(0, 96, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) => await node.EnqueueAsync());
        WebhookEndpoint? rotated = null;
        for (var i = 0; i < Steps; i++)
        {
            time.Shift += step;
            if (i == 4)
            {
                rotated = (await node.Webhooks.RotateSecretAsync(endpoint.EndpointId))!;
            }

            await Parallel.ForAsync(0, 96, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) => await node.EnqueueAsync());
            await Wait.UntilAsync(() => merchant.Events.Select(each => each.Id).Distinct().Count() == 96 * (i + 2), seconds: 60);
        }

        var until = rotated!.Keys[1].ValidUntil!.Value;
        var since = until - TimeSpan.FromHours(24);
        var (eager, late, both) = (0, 0, 0);
        foreach (var each in merchant.Events)
        {
            eager += each.IsSignedBy(each.SentAt >= since + step ? rotated.Keys[0].Secret : old) ? 0 : 1;
            late += each.IsSignedBy(each.SentAt < until - TimeSpan.FromSeconds(1) ? old : rotated.Keys[0].Secret) ? 0 : 1;
            both += each.IsSignedBy(old) && each.IsSignedBy(rotated.Keys[0].Secret) ? 1 : 0;
        }

        output.WriteLine($"{merchant.Events.Count()} deliveries, {both} with both signatures.");
        Assert.Equal((0, 0), (eager, late));
        Assert.InRange(both, 96 * 80, 96 * 100);
        Assert.Contains(merchant.Events, each => each.SentAt > until && !each.IsSignedBy(old));
    }

    private static async Task FaultyAsync(Received received, HttpContext context, ConcurrentDictionary<string, int> taken)
    {
        switch (Random.Shared.Next(10))
        {
            case 0:
                context.Response.StatusCode = 503;
                break;
            case 1:
                context.Abort();
                break;
            case 2:
                taken.AddOrUpdate(received.Id, 1, static (_, count) => count + 1);
                context.Abort(); // taken, and nobody hears of it
                break;
            case 3:
                await Task.Delay(50);
                goto default;
            default:
                taken.AddOrUpdate(received.Id, 1, static (_, count) => count + 1);
                context.Response.StatusCode = 204;
                break;
        }
    }
}
