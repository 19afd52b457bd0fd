using System.Net;
using Payments.Channels;
using Payments.Diagnostics;
using Payments.Telemetry.Tests.Support;

namespace Payments.Telemetry.Tests;

/// <summary>Health says what an operator and a load balancer need, quickly, whatever the probes do.</summary>
public sealed class HealthTests(Support.Channels channels)
{
    [Fact]
    public async Task All_is_well()
    {
        await using var merchant = await Merchant.StartAsync(channels);

        var (status, health) = await merchant.SendAsync(HttpMethod.Get, "/health");

        Assert.Equal((HttpStatusCode.OK, "healthy"), (status, (string)health["status"]!));
        Assert.Equal(["store", "channels"], health["dependencies"]!.AsArray().Select(each => (string)each!["name"]!));
    }

    [Theory]
    [InlineData(true, HttpStatusCode.ServiceUnavailable, "unhealthy")]
    [InlineData(false, HttpStatusCode.OK, "degraded")]
    public async Task Only_what_is_essential_makes_the_host_unhealthy(bool isEssential, HttpStatusCode expected, string word)
    {
        var probe = new Scripted(isEssential, _ => Task.FromResult(ProbeResult.Down("It is away.")));
        await using var merchant = await Merchant.StartAsync(channels, payments => payments.UseSqlite().AddDependencyProbe(_ => probe));

        var (status, health) = await merchant.SendAsync(HttpMethod.Get, "/health");

        Assert.Equal((expected, word), (status, (string)health["status"]!));
        Assert.Equal("It is away.", (string)health["dependencies"]![2]!["finding"]!);
    }

    [Fact]
    public async Task A_probe_that_hangs_is_given_two_seconds_and_one_that_is_asked_often_is_asked_once_a_second()
    {
        var hanging = new Scripted(true, _ => new TaskCompletionSource<ProbeResult>().Task);
        var busy = new Scripted(false, _ => Task.FromResult(ProbeResult.Impaired("It is slow.")), "busy");
        await using var merchant = await Merchant.StartAsync(channels, payments => payments.UseSqlite().AddDependencyProbe(_ => hanging).AddDependencyProbe(_ => busy));
        var began = DateTimeOffset.UtcNow;

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => merchant.Http.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode));
        Assert.InRange(DateTimeOffset.UtcNow - began, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(10));
        Assert.InRange(hanging.Asked, 1, 2);
        Assert.InRange(busy.Asked, 1, 3);
    }

    [Fact]
    public async Task Channels_that_are_down_degrade_the_host_and_never_take_it_out()
    {
        await using var merchant = await Merchant.StartAsync(channels, configure: settings =>
        {
            foreach (var account in (string[])["wechat-main", "wechat-backup"])
            {
                settings[$"Payments:WeChat:{account}:BaseUrl"] = $"http://127.0.0.1:{Merchant.FreePort()}";
            }

            settings["Payments:Alipay:alipay-main:GatewayUrl"] = $"http://127.0.0.1:{Merchant.FreePort()}/gateway.do";
        });
        for (var n = 0; n < 8; n++)
        {
            await merchant.CreateAsync("wechat.native", $"down-{n}");
        }

        var accounts = merchant.Services.GetRequiredService<IChannelAccounts>();
        await Merchant.UntilAsync(() => accounts.Read().Count(each => each.Health == ChannelHealth.Down) >= 2, "Two accounts down");
        await Task.Delay(1_100, TestContext.Current.CancellationToken);
        var (status, health) = await merchant.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal((HttpStatusCode.OK, "degraded"), (status, (string)health["status"]!));
        Assert.Contains("wechat-main", (string)health["dependencies"]![1]!["finding"]!, StringComparison.Ordinal);

        for (var n = 0; n < 8; n++)
        {
            await merchant.CreateAsync("alipay.precreate", $"down-a-{n}");
        }

        await Merchant.UntilAsync(() => accounts.Read().All(each => each.Health == ChannelHealth.Down), "All accounts down");
        await Task.Delay(1_100, TestContext.Current.CancellationToken);
        (status, health) = await merchant.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal((HttpStatusCode.OK, "degraded"), (status, (string)health["status"]!));
        Assert.Contains("Every channel account", (string)health["dependencies"]![1]!["finding"]!, StringComparison.Ordinal);
    }

    private sealed class Scripted(bool isEssential, Func<CancellationToken, Task<ProbeResult>> answer, string name = "scripted") : IDependencyProbe
    {
        private int _asked;

        public int Asked => _asked;

        public string Name => name;

        public bool IsEssential => isEssential;

        public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            return answer(cancellationToken);
        }
    }
}
