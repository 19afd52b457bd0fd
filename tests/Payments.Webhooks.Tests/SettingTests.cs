using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Payments.Webhooks.Tests.Support;

namespace Payments.Webhooks.Tests;

/// <summary>Settings, the schedule and who may have how many tries.</summary>
public sealed class SettingTests
{
    [Fact]
    public async Task Every_wrong_setting_is_named_at_the_start()
    {
        using var file = new TemporaryFile();

        var fault = await Assert.ThrowsAsync<PaymentConfigurationException>(() => Node.StartAsync(file.Path, options =>
        {
            options.Schedule.Clear();
            options.Schedule.Add(TimeSpan.FromDays(8));
            options.JitterPercent = 51;
            options.Timeout = TimeSpan.FromSeconds(31);
            options.MaxConcurrency = 1;
            options.MaxPerEndpoint = 0;
            options.PollInterval = TimeSpan.Zero;
            options.Retention = TimeSpan.Zero;
        }));

        Assert.Equal(
            ["JitterPercent", "MaxConcurrency", "MaxPerEndpoint", "PollInterval", "Retention", "Schedule", "Schedule", "Timeout"],
            fault.Problems.Select(problem => problem.Path.Split(':')[^1]).Order());
    }

    [Fact]
    public async Task A_host_without_a_store_of_webhooks_is_told()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddPayments((IConfigurationSection?)null).AddWebhooks();
        using var host = builder.Build();

        var fault = await Assert.ThrowsAsync<PaymentConfigurationException>(() => host.StartAsync());

        Assert.Contains(fault.Problems, problem => problem.Path == "Payments:Webhooks");
    }

    [Fact]
    public void Settings_are_read_from_their_section()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Payments:Webhooks:Schedule:0"] = "00:00:01",
            ["Payments:Webhooks:Schedule:1"] = "00:00:02",
            ["Payments:Webhooks:Timeout"] = "00:00:16",
            ["Payments:Webhooks:AllowLoopback"] = "true",
        });
        var services = new ServiceCollection();
        services.AddPayments(configuration.GetSection("Payments")).AddWebhooks(options => options.MaxPerEndpoint = 7).AddWebhooks();
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<WebhookOptions>>().Value;

        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], options.Schedule);
        Assert.Equal((TimeSpan.FromSeconds(16), true, 7), (options.Timeout, options.AllowLoopback, options.MaxPerEndpoint));
        Assert.Single(services, service => service.ServiceType == typeof(IWebhooks));
    }

    [Fact]
    public void The_default_schedule_is_that_of_the_specification_with_jitter()
    {
        var schedule = new RetrySchedule(Options.Create(new WebhookOptions()));
        TimeSpan[] expected =
        [
            TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
            TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
        ];
        for (var attempt = 1; attempt <= expected.Length; attempt++)
        {
            var pauses = Enumerable.Range(0, 200).Select(_ => schedule.PauseAfter(attempt, null)!.Value).ToList();
            Assert.All(pauses, pause => Assert.InRange(pause, expected[attempt - 1], expected[attempt - 1] * 1.1));
            Assert.True(pauses.Distinct().Count() > 50);
        }

        Assert.Null(schedule.PauseAfter(10, null));
        Assert.Null(schedule.PauseAfter(10, TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromHours(1), schedule.PauseAfter(1, TimeSpan.FromHours(1)));
        Assert.Equal(TimeSpan.FromHours(24), schedule.PauseAfter(1, TimeSpan.FromDays(9)));
    }

    [Fact]
    public void Endpoints_that_fail_have_half_of_all_tries_together_and_one_each()
    {
        var lanes = new EndpointLanes(Options.Create(new WebhookOptions { MaxConcurrency = 8, MaxPerEndpoint = 4 }), TimeProvider.System);
        var failed = new SendResult(new WebhookAttempt { StartedAt = default, Duration = default, Error = "no" }, null, [], IsRefusedAddress: false);
        var taken = new SendResult(new WebhookAttempt { StartedAt = default, Duration = default, StatusCode = 200 }, null, [], IsRefusedAddress: false);
        for (var i = 0; i < 10; i++)
        {
            lanes.Enter($"dead-{i}");
            lanes.Leave($"dead-{i}", failed);
        }

        lanes.Enter("busy");
        Assert.Equal((4, 6, 3), (lanes.Shares().Values.Count(share => share == 1), lanes.Shares().Values.Count(share => share == 0), lanes.Shares()["busy"]));
        lanes.Enter("dead-9");
        Assert.Equal((0, 3), (lanes.Shares()["dead-9"], lanes.Shares().Values.Count(share => share == 1)));
        lanes.Leave("dead-9", taken);
        Assert.False(lanes.Shares().ContainsKey("dead-9"));
        lanes.Leave("busy", failed with { RetryAfter = TimeSpan.FromHours(1) });
        Assert.Equal((0, 8), (lanes.Shares()["busy"], lanes.Free));
    }
}
