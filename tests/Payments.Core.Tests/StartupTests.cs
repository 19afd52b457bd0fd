using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

public sealed class StartupTests
{
    [Fact]
    public async Task A_host_with_wrong_settings_refuses_to_start_and_names_every_one_by_its_path()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Payments:NotifyUrl"] = "shop.example/notify?secret=1",
            ["Payments:DefaultExpiry"] = "00:00:01",
            ["Payments:IdempotencyRetention"] = "00:01:00",
            ["Payments:ChannelTimeout"] = "01:00:00",
            ["Payments:BarcodeTimeout"] = "00:00:01",
            ["Payments:StoreDelayLimit"] = "00:02:00",
            ["Payments:Notifications:MaxBodyBytes"] = "1",
            ["Payments:Events:BatchSize"] = "0",
            ["Payments:Events:MaxAttempts"] = "0",
            ["Payments:Events:PollInterval"] = "01:00:00",
            ["Payments:Events:HandlerTimeout"] = "00:00:00",
            ["Payments:Routing:ProbeAfter"] = "00:00:00",
            ["Payments:Routing:MaxProbeDelay"] = "02:00:00",
            ["Payments:Sweeper:PollInterval"] = "00:00:00",
            ["Payments:Sweeper:MaxParallel"] = "0",
            ["Payments:Sweeper:FirstDelay"] = "00:00:00",
            ["Payments:Sweeper:MaxDelay"] = "2.00:00:00",
            ["Payments:Sweeper:ExpiryGrace"] = "00:00:00",
        });
        var channel = new ScriptedChannel("Bad Name");
        builder.AddPayments().AddChannel(channel.Account, "test", _ => channel).AddChannel(channel.Account, "test", _ => channel);
        using var host = builder.Build();
        var watch = Stopwatch.StartNew();

        var thrown = await Assert.ThrowsAsync<PaymentConfigurationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
        Assert.Equal(
            [
                "Payments:(channel account) Bad Name", "Payments:(channel account) Bad Name", "Payments:(store)",
                "Payments:BarcodeTimeout", "Payments:ChannelTimeout", "Payments:DefaultExpiry",
                "Payments:Events:BatchSize", "Payments:Events:HandlerTimeout", "Payments:Events:MaxAttempts", "Payments:Events:PollInterval",
                "Payments:IdempotencyRetention", "Payments:Notifications:MaxBodyBytes", "Payments:NotifyUrl",
                "Payments:Routing:MaxProbeDelay", "Payments:Routing:ProbeAfter", "Payments:StoreDelayLimit",
                "Payments:Sweeper:ExpiryGrace", "Payments:Sweeper:FirstDelay", "Payments:Sweeper:MaxDelay", "Payments:Sweeper:MaxParallel", "Payments:Sweeper:PollInterval",
            ],
            thrown.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
        Assert.All(thrown.Problems, problem => Assert.Contains(problem.Path, thrown.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_address_is_wanted_as_soon_as_there_is_a_channel()
    {
        var thrown = await Assert.ThrowsAsync<PaymentConfigurationException>(() => TestHost.StartAsync(options: options => options.NotifyUrl = ""));

        Assert.Equal("Payments:NotifyUrl", Assert.Single(thrown.Problems).Path);
    }
}
