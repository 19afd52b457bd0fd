using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Channels;
using Payments.Core.Tests.Support;

namespace Payments.Core.Tests;

/// <summary>Rules from a real JSON file that changes while the host runs.</summary>
public sealed class RoutingReloadTests : IAsyncDisposable
{
    private const int InForce = 1701;
    private const int Refused = 1702;
    private const int Unreadable = 1703;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("payments-routing-");
    private readonly LogList _log = new();
    private IHost? _host;

    private string File => Path.Combine(_folder.FullName, "rules.json");

    private string Chosen => _host!.Services.GetRequiredService<IChannelAccounts>().Explain(new RouteQuestion(ScriptedChannel.Qr, Money.FromMinorUnits(100, Currency.Cny))).Chosen ?? "(none)";

    [Fact]
    public async Task New_rules_are_in_force_without_a_restart()
    {
        await StartAsync(Rules("first", "test-main"));
        Assert.Equal("test-main", Chosen);

        Write(Rules("second", "test-backup"));
        await BecomesAsync("test-backup");
        Write("{ \"Payments\": { \"NotifyUrl\": \"http://127.0.0.1/payments/notify\" } }");
        await BecomesAsync("test-main");

        Assert.Equal(3, _log.Of(InForce).Distinct().Count());
        var order = Assert.IsType<OrderOutcome.Accepted>(await _host!.Services.GetRequiredService<IPaymentClient>().CreateOrderAsync(TestHost.Request(), "key-1", TestContext.Current.CancellationToken)).Order;
        Assert.Equal("test-main", order.Attempts[0].ChannelAccount);
        Assert.Equal("No rule applies, so in the order of registration: test-main.", order.Attempts[0].RouteReason);
    }

    [Fact]
    public async Task Wrong_new_rules_keep_the_old_ones_and_every_problem_is_logged()
    {
        await StartAsync(Rules("first", "test-backup"));
        Write(Rules("second", "nobody").Replace("\"Weight\": 1", "\"Weight\": -1", StringComparison.Ordinal));
        var line = await Eventually.Async(() => Task.FromResult(_log.Of(Refused).FirstOrDefault()), line => line is not null);

        Assert.Contains("Payments:Routing:Rules:0:Accounts:0:Account", line, StringComparison.Ordinal);
        Assert.Contains("Payments:Routing:Rules:0:Accounts:0:Weight", line, StringComparison.Ordinal);
        Assert.Equal("test-backup", Chosen);

        Write(Rules("third", "test-main"));
        await BecomesAsync("test-main");
    }

    [Fact]
    public async Task Rules_that_cannot_even_be_read_keep_the_old_ones()
    {
        await StartAsync(Rules("first", "test-backup"));
        Write(Rules("second", "test-main").Replace("\"Weight\": 1", "\"Weight\": \"much\"", StringComparison.Ordinal));
        await Eventually.Async(() => Task.FromResult(_log.Of(Unreadable).Any()), isLogged => isLogged);
        Assert.Equal("test-backup", Chosen);

        Write("{ \"Payments\": { \"Rou");
        await Task.Delay(500);
        Assert.Equal("test-backup", Chosen);

        Write(Rules("third", "test-main"));
        await BecomesAsync("test-main");
    }

    [Fact]
    public async Task Wrong_rules_stop_the_start_and_each_is_named_by_its_path()
    {
        const string Wrong = """
            { "Payments": { "NotifyUrl": "http://127.0.0.1/payments/notify", "Routing": {
              "MaxAttempts": 0, "LeastPatience": "00:00:00", "SwitchRefresh": "00:00:00", "ProbeLimit": "00:01:00", "HealthRefresh": "00:00:00",
              "Rules": [
              { "Name": "a", "Methods": ["wechat"], "Currencies": ["XXX"], "MinMinorUnits": 9, "MaxMinorUnits": 1, "Merchants": [""], "Accounts": [
                { "Account": "nobody" }, { "Account": "test-main", "Weight": -1 }, { "Account": "test-main", "Weight": 10001 } ] },
              { "Name": "a", "Accounts": [ { "Account": "test-main" } ] },
              { "Name": "", "MinMinorUnits": -1, "MaxMinorUnits": -1 }
            ] } } }
            """;
        var thrown = await Assert.ThrowsAsync<PaymentConfigurationException>(() => StartAsync(Wrong));
        Assert.Equal(
            [
                "Payments:Routing:HealthRefresh", "Payments:Routing:LeastPatience", "Payments:Routing:MaxAttempts", "Payments:Routing:ProbeLimit",
                "Payments:Routing:Rules:0:Accounts:0:Account", "Payments:Routing:Rules:0:Accounts:1:Weight", "Payments:Routing:Rules:0:Accounts:2:Account", "Payments:Routing:Rules:0:Accounts:2:Weight",
                "Payments:Routing:Rules:0:Currencies:0", "Payments:Routing:Rules:0:MaxMinorUnits", "Payments:Routing:Rules:0:Merchants:0", "Payments:Routing:Rules:0:Methods:0",
                "Payments:Routing:Rules:1:Name", "Payments:Routing:Rules:2:Accounts", "Payments:Routing:Rules:2:MaxMinorUnits", "Payments:Routing:Rules:2:MinMinorUnits", "Payments:Routing:Rules:2:Name",
                "Payments:Routing:SwitchRefresh",
            ],
            thrown.Problems.Select(problem => problem.Path).Order(StringComparer.Ordinal));
        Assert.All(thrown.Problems, problem => Assert.NotEqual("", problem.Remedy));
    }

    [Fact]
    public async Task More_accounts_than_bits_stop_the_start()
    {
        var thrown = await Assert.ThrowsAsync<PaymentConfigurationException>(() => StartAsync(Rules("first", "test-main"), more: 63));
        Assert.Equal("Payments:(channel accounts)", Assert.Single(thrown.Problems).Path);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.StopAsync();
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static string Rules(string name, string account) => $$"""
        { "Payments": { "NotifyUrl": "http://127.0.0.1/payments/notify", "Routing": { "Rules": [
          { "Name": "{{name}}", "Methods": ["test.*"], "Currencies": ["CNY"], "Accounts": [ { "Account": "{{account}}", "Weight": 1 } ] }
        ] } } }
        """;

    private async Task StartAsync(string rules, int more = 0)
    {
        Write(rules);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddJsonFile(File, optional: false, reloadOnChange: true);
        builder.Logging.AddProvider(_log);
        var payments = builder.AddPayments()
            .UseSqlite(Path.Combine(_folder.FullName, "payments.db"))
            .AddChannel("test-main", "test", _ => new ScriptedChannel())
            .AddChannel("test-backup", "test", _ => new ScriptedChannel("test-backup"));
        for (var i = 0; i < more; i++)
        {
            var account = $"more-{i}";
            payments.AddChannel(account, "test", _ => new ScriptedChannel(account));
        }

        _host = builder.Build();
        await _host.StartAsync(TestContext.Current.CancellationToken);
    }

    private void Write(string text) => System.IO.File.WriteAllText(File, text);

    private Task<string> BecomesAsync(string account) => Eventually.Async(() => Task.FromResult(Chosen), chosen => chosen == account);
}
