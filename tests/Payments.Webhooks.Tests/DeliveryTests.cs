using System.Globalization;
using System.Text;
using System.Text.Json;
using Payments.Webhooks.Tests.Support;

namespace Payments.Webhooks.Tests;

/// <summary>From a committed event to a merchant's server and back, over real HTTP.</summary>
public sealed class DeliveryTests
{
    [Fact]
    public async Task An_event_arrives_signed_and_whole()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path);
        var endpoint = await node.AddEndpointAsync(merchant.Url);

        var orderNo = await node.AddOrderAsync(events: 2);
        await Wait.UntilAsync(() => merchant.Events.Count() == 2);

        var received = merchant.Events.First();
        Assert.Equal($"{orderNo}-1", received.Id);
        Assert.True(received.IsSignedBy(endpoint.Keys[0].Secret));
        Assert.InRange(received.SentAt, DateTimeOffset.UtcNow.AddSeconds(-30), DateTimeOffset.UtcNow.AddSeconds(1));
        using var json = JsonDocument.Parse(received.Body);
        Assert.Equal(["type", "timestamp", "data"], json.RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Equal("order.created", json.RootElement.GetProperty("type").GetString());
        Assert.EndsWith("Z", json.RootElement.GetProperty("timestamp").GetString(), StringComparison.Ordinal);
        var data = json.RootElement.GetProperty("data");
        Assert.Equal((orderNo.Value, 1, 8_800L), (data.GetProperty("orderNo").GetString(), data.GetProperty("sequence").GetInt32(), data.GetProperty("order").GetProperty("amount").GetProperty("minorUnits").GetInt64()));
        Assert.DoesNotContain("nextAction", Encoding.UTF8.GetString(received.Body), StringComparison.Ordinal);
        await SettledAsync(node, endpoint, $"{orderNo}-1", WebhookDeliveryState.Delivered);
    }

    [Fact]
    public async Task The_events_of_an_order_arrive_in_order_however_often_tries_fail()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path, options => options.MaxPerEndpoint = 16);
        await node.AddEndpointAsync(merchant.Url);
        var taken = new List<Received>();
        var failures = 0;
        merchant.Answer = (received, context) =>
        {
            lock (taken)
            {
                if (Random.Shared.Next(3) == 0)
                {
                    failures++;
                    context.Response.StatusCode = 503;
                }
                else
                {
                    taken.Add(received);
                }
            }

            return Task.CompletedTask;
        };

        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => node.AddOrderAsync(events: 6))));
        await Wait.UntilAsync(() => { lock (taken) { return taken.Count >= 240; } }, seconds: 60);

        Assert.True(failures > 20);
        Assert.All(taken.GroupBy(each => each.OrderNo), order => Assert.Equal([1, 2, 3, 4, 5, 6], order.Select(each => each.Sequence)));
        Assert.Equal(40, taken.Select(each => each.OrderNo).Distinct().Count());
    }

    [Fact]
    public async Task A_try_that_failed_is_seen_repeated_with_the_same_bytes_and_given_up_after_the_last()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path, options =>
        {
            options.Schedule.Clear();
            options.Schedule.Add(TimeSpan.FromMilliseconds(10));
            options.Schedule.Add(TimeSpan.FromMilliseconds(10));
        });
        var endpoint = await node.AddEndpointAsync(merchant.Url);
        merchant.Answer = static async (_, context) =>
        {
            context.Response.StatusCode = 500;
            await context.Response.WriteAsync("the database is down");
        };

        var eventId = await node.EnqueueAsync();
        await SettledAsync(node, endpoint, eventId, WebhookDeliveryState.Failed);

        Assert.Equal(3, merchant.Events.Count());
        Assert.Single(merchant.Events.Select(each => (each.Id, Convert.ToHexString(each.Body))).Distinct());
        var attempts = await node.Store.ReadAttemptsAsync(endpoint.EndpointId, eventId, 10, default);
        Assert.Equal(Enumerable.Repeat<(int?, string?, string?)>((500, "answered 500", "the database is down"), 3), attempts.Select(each => (each.StatusCode, each.Error, each.Response)));

        merchant.Answer = static (_, _) => Task.CompletedTask;
        Assert.True(await node.Webhooks.ReplayAsync(endpoint.EndpointId, eventId));
        await SettledAsync(node, endpoint, eventId, WebhookDeliveryState.Delivered);
        Assert.Equal(4, (await node.Store.ReadAttemptsAsync(endpoint.EndpointId, eventId, 10, default)).Count);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("9999999", 86_400)]
    [InlineData("date", 300)]
    [InlineData("-5", 0)]
    [InlineData("soon", 0)]
    public async Task Retry_after_is_honoured(string header, int leastSeconds)
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path);
        var endpoint = await node.AddEndpointAsync(merchant.Url);
        merchant.Answer = (_, context) =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = header == "date" ? DateTimeOffset.UtcNow.AddSeconds(301).ToString("R", CultureInfo.InvariantCulture) : header;
            return Task.CompletedTask;
        };
        var began = DateTimeOffset.UtcNow;

        var eventId = await node.EnqueueAsync();
        await Wait.UntilAsync(async () => (await node.Store.ReadAttemptsAsync(endpoint.EndpointId, eventId, 10, default)).Count > 0);

        var delivery = (await node.Store.FindDeliveryAsync(endpoint.EndpointId, eventId, default))!;
        if (leastSeconds > 0)
        {
            Assert.InRange(delivery.DueAt!.Value, began.AddSeconds(leastSeconds), DateTimeOffset.UtcNow.AddSeconds(leastSeconds + 2));
            await node.EnqueueAsync();
            await Task.Delay(300);
            Assert.Single(merchant.Events); // the endpoint as a whole is left alone
        }
        else
        {
            await Wait.UntilAsync(() => merchant.Events.Count() > 1);
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_gone_is_disabled_and_hears_no_more()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path, options => options.MaxPerEndpoint = 1);
        var endpoint = await node.AddEndpointAsync(merchant.Url);
        merchant.Answer = static (_, context) =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        };

        var eventId = await node.EnqueueAsync();
        await SettledAsync(node, endpoint, eventId, WebhookDeliveryState.Cancelled);
        await node.AddOrderAsync(events: 3);
        await Task.Delay(300);

        Assert.Single(merchant.Events);
        var found = (await node.Store.FindEndpointAsync(endpoint.EndpointId, default))!;
        Assert.Equal(WebhookEndpointStatus.Disabled, found.Status);
        Assert.Contains("410", found.Reason, StringComparison.Ordinal);
        Assert.Equal(410, Assert.Single(await node.Store.ReadAttemptsAsync(endpoint.EndpointId, eventId, 10, default)).StatusCode);

        merchant.Answer = static (_, _) => Task.CompletedTask;
        Assert.Equal(WebhookEndpointStatus.Active, (await node.Webhooks.VerifyAsync(endpoint.EndpointId))!.Status);
        Assert.Equal(1, await node.Webhooks.ReplayUndeliveredAsync(endpoint.EndpointId, DateTimeOffset.UtcNow.AddHours(-1)));
        await SettledAsync(node, endpoint, eventId, WebhookDeliveryState.Delivered);
    }

    [Fact]
    public async Task Redirects_are_failures_and_endless_answers_are_cut()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var other = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path);
        var endpoint = await node.AddEndpointAsync(merchant.Url);
        var tries = 0;
        merchant.Answer = async (_, context) =>
        {
            if (Interlocked.Increment(ref tries) == 1)
            {
                context.Response.Redirect(other.Url, permanent: true, preserveMethod: true);
                return;
            }

            var kilobyte = new byte[1_024];
            Array.Fill(kilobyte, (byte)'x');
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(kilobyte, context.RequestAborted);
            }
        };

        var eventId = await node.EnqueueAsync();
        await SettledAsync(node, endpoint, eventId, WebhookDeliveryState.Delivered);

        Assert.Empty(other.All);
        var attempts = await node.Store.ReadAttemptsAsync(endpoint.EndpointId, eventId, 10, default);
        Assert.Equal([308, 200], attempts.Select(each => each.StatusCode!.Value));
        Assert.Equal(1_024, attempts[1].Response!.Length);
    }

    [Fact]
    public async Task A_dead_endpoint_holds_nobody_up()
    {
        using var file = new TemporaryFile();
        await using var dead = await Merchant.StartAsync();
        await using var alive = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path, options => (options.MaxConcurrency, options.MaxPerEndpoint) = (8, 4));
        dead.Answer = static (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await node.AddEndpointAsync(dead.Url);
        for (var i = 0; i < 100; i++)
        {
            await node.EnqueueAsync();
        }

        await Wait.UntilAsync(() => dead.Events.Any());
        await node.AddEndpointAsync(alive.Url);
        var began = DateTimeOffset.UtcNow;
        for (var i = 0; i < 100; i++)
        {
            await node.EnqueueAsync();
        }

        await Wait.UntilAsync(() => alive.Events.Count() == 100, seconds: 8);
        Assert.InRange(dead.Events.Count(), 1, 4);
    }

    [Fact]
    public async Task A_try_without_an_answer_ends_in_time()
    {
        await using var merchant = await Merchant.StartAsync();
        merchant.Answer = static (_, context) => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var options = Microsoft.Extensions.Options.Options.Create(new WebhookOptions { AllowLoopback = true, Timeout = TimeSpan.FromSeconds(1) });
        using var sender = new WebhookSender(new GuardedConnector(new SystemResolver(), new TcpDialer(), new AddressGuard(options)), options, TimeProvider.System);

        var result = await sender.SendAsync(AddressTests.Endpoint(merchant.Url), "msg_1", "{}"u8.ToArray(), default);

        Assert.Equal((null, "no answer within 1 s"), (result.Attempt.StatusCode, result.Attempt.Error));
        Assert.InRange(result.Attempt.Duration, TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_its_challenge_gets_nothing()
    {
        using var file = new TemporaryFile();
        await using var merchant = await Merchant.StartAsync();
        await using var node = await Node.StartAsync(file.Path);
        var unverified = await node.Webhooks.RegisterAsync(new RegisterWebhook { Url = merchant.Url });
        var elsewhere = await node.Webhooks.RegisterAsync(new RegisterWebhook { Url = merchant.Url.Replace("/hooks", "/else", StringComparison.Ordinal) });

        var failed = (await node.Webhooks.VerifyAsync(elsewhere.EndpointId))!;
        await node.AddOrderAsync();
        await Task.Delay(300);

        Assert.Equal(WebhookEndpointStatus.Unverified, failed.Status);
        Assert.Contains("404", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(merchant.All);
        Assert.Null(await node.Webhooks.VerifyAsync("we_unknown"));
        Assert.Equal(WebhookEndpointStatus.Active, (await node.Webhooks.VerifyAsync(unverified.EndpointId))!.Status);
        Assert.True(Assert.Single(merchant.All).IsSignedBy(unverified.Keys[0].Secret));
    }

    [Fact]
    public async Task No_secret_reaches_a_log()
    {
        using var file = new TemporaryFile();
        using var log = new LogLines();
        await using var merchant = await Merchant.StartAsync();
        WebhookEndpoint endpoint;
        await using (var node = await Node.StartAsync(file.Path, log: log))
        {
            endpoint = await node.AddEndpointAsync(merchant.Url);
            endpoint = (await node.Webhooks.RotateSecretAsync(endpoint.EndpointId))!;
            merchant.Answer = static (_, context) =>
            {
                context.Response.StatusCode = 400;
                return Task.CompletedTask;
            };
            await node.AddOrderAsync();
            await Wait.UntilAsync(() => merchant.Events.Count() > 2);
        }

        Assert.Contains(log.Lines, line => line.StartsWith("7001 ", StringComparison.Ordinal));
        Assert.All(endpoint.Keys, key => Assert.DoesNotContain(log.Lines, line => line.Contains(key.Secret.Reveal()["whsec_".Length..], StringComparison.Ordinal)));
        Assert.DoesNotContain(log.Lines, line => line.Contains("whsec_", StringComparison.Ordinal));
    }

    internal static Task SettledAsync(Node node, WebhookEndpoint endpoint, string eventId, WebhookDeliveryState state) =>
        Wait.UntilAsync(async () => (await node.Store.FindDeliveryAsync(endpoint.EndpointId, eventId, default))?.State == state);
}
