using System.Net;
using System.Net.Http.Json;
using Payments.Redis.Tests.Support;
using Payments.TestServers;

namespace Payments.Redis.Tests;

/// <summary>Submission tokens and limits over HTTP, at two nodes, with Redis there, away and empty.</summary>
public sealed class SubmissionTests
{
    [Fact]
    public async Task A_form_sent_at_two_nodes_makes_one_order_and_its_repetition_is_answered()
    {
        await RunAsync(async (first, second, _) =>
        {
            using var without = await first.CreateAsync("m-0");
            await without.IsProblemAsync(400, "submission_token_missing");

            var token = await first.TokenAsync();
            Assert.Equal(token, await second.TokenAsync());
            using var created = await first.CreateAsync("m-1", token);
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);

            // The other window: another key and another number.
            using var doubled = await second.CreateAsync("m-2", token);
            await doubled.IsProblemAsync(409, "submission_token_spent");

            // The same request again, anywhere, with the token or without it.
            using var again = await second.CreateAsync("m-1", token);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            Assert.Equal(await created.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
            using var bare = await second.CreateAsync("m-1");
            Assert.Equal(HttpStatusCode.OK, bare.StatusCode);

            using var forged = await second.CreateAsync("m-3", token[..^1] + (token[^1] == 'A' ? 'B' : 'A'));
            await forged.IsProblemAsync(422, "submission_token_invalid");
            Assert.NotEqual(token, await second.TokenAsync());
        });
    }

    [Fact]
    public async Task An_expired_token_is_refused_and_a_repetition_after_its_time_is_answered()
    {
        await RunAsync(
            async (first, second, _) =>
            {
                var token = await first.TokenAsync();
                var late = await first.TokenAsync("user-2");
                await first.CreatedAsync("m-1", token);
                await Task.Delay(TimeSpan.FromSeconds(11));
                using var again = await second.CreateAsync("m-1", token);
                Assert.Equal(HttpStatusCode.OK, again.StatusCode);
                using var refused = await second.CreateAsync("m-2", late);
                await refused.IsProblemAsync(409, "submission_token_expired");
            },
            options => options.SubmissionTokens.Lifetime = TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Law09_no_order_is_refused_because_Redis_is_away_or_empty()
    {
        await RunAsync(async (first, second, server) =>
        {
            var before = await first.TokenAsync("a");
            await server.FlushAsync();
            await second.CreatedAsync("m-1", before);

            var held = await first.TokenAsync("b");
            await server.KillAsync();
            await second.CreatedAsync("m-2", held);
            var meanwhile = await first.TokenAsync("c");
            await second.CreatedAsync("m-3", meanwhile);

            // What this node saw used up it refuses by itself.
            using var doubled = await second.CreateAsync("m-4", meanwhile);
            await doubled.IsProblemAsync(409, "submission_token_spent");

            // What it did not see comes to the database, where number and key decide.
            using var elsewhere = await first.CreateAsync("m-3", meanwhile, "another-key");
            await elsewhere.IsProblemAsync(409, "merchant_order_no_taken");

            var later = await first.TokenAsync("d");
            await server.RestartAsync();
            await Eventually.IsSoAsync(() => second.Logs.Count(10000) >= 2);
            await second.CreatedAsync("m-5", later);
        });
    }

    [Fact]
    public async Task A_merchant_who_asks_too_much_is_told_when_to_come_back()
    {
        await RunAsync(
            async (first, second, server) =>
            {
                for (var i = 0; i < 5; i++)
                {
                    using var created = await (i % 2 == 0 ? first : second).CreateAsync($"m-{i}");
                    Assert.Equal(HttpStatusCode.Created, created.StatusCode);
                    Assert.Equal("\"orders\";q=5;w=3600", created.Headers.GetValues("RateLimit-Policy").Single());
                    Assert.StartsWith($"\"orders\";r={4 - i};t=", created.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
                }

                using var refused = await second.CreateAsync("m-5");
                await refused.IsProblemAsync(429, "rate_limited");
                Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(12));
                Assert.StartsWith("\"orders\";r=0;t=", refused.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);

                // Without Redis each node has the whole limit: nobody is refused for its sake.
                await server.KillAsync();
                using var alone = await second.CreateAsync("m-5");
                Assert.Equal(HttpStatusCode.Created, alone.StatusCode);
            },
            options => options.SubmissionTokens.Required = false,
            routes =>
            {
                routes.OrdersPerMerchant = 5;
                routes.OrdersWindow = TimeSpan.FromHours(1);
            });
    }

    [Fact]
    public async Task A_request_for_a_token_is_read_strictly()
    {
        await RunAsync(async (first, _, _) =>
        {
            foreach (var body in (object[])[new { userId = "u" }, new { userId = "u", productId = "p", more = 1 }, new { userId = "", productId = "p" }])
            {
                using var response = await first.Http.PostAsJsonAsync("/payments/submission-tokens", body);
                Assert.Contains((int)response.StatusCode, (int[])[400, 422]);
            }
        });
    }

    private static async Task RunAsync(Func<WebNode, WebNode, RedisServer, Task> test, Action<PaymentsOptions>? options = null, Action<AspNetCore.PaymentEndpointOptions>? routes = null)
    {
        await using var server = await RedisServer.StartAsync();
        using var file = new NodeFile();
        var channel = new StubChannel();
        void Configure(PaymentsOptions settings)
        {
            settings.SubmissionTokens.Required = true;
            options?.Invoke(settings);
        }

        await using (var first = await WebNode.StartAsync(file.Path, server.ConnectionString, channel, Configure, routes))
        await using (var second = await WebNode.StartAsync(file.Path, server.ConnectionString, channel, Configure, routes))
        {
            await first.WaitUntilUpAsync();
            await second.WaitUntilUpAsync();
            await test(first, second, server);
        }
    }
}
