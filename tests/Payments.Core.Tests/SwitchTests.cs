using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Channels;
using Payments.Core.Switching;
using Payments.Core.Tests.Support;
using Payments.Storage;

namespace Payments.Core.Tests;

/// <summary>What an operator switches.</summary>
public sealed class SwitchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ChannelSwitchMode.Drain)]
    [InlineData(ChannelSwitchMode.Disable)]
    public async Task A_switched_off_account_takes_no_new_order_from_the_moment_the_call_returns(ChannelSwitchMode mode)
    {
        await using var host = await TestHost.StartAsync(second: new ScriptedChannel("test-backup"));
        var accounts = host.Services.GetRequiredService<IChannelAccounts>();

        await accounts.SwitchAsync("test-main", mode, "maintenance tonight", "ada", Cancellation);
        var order = await host.PendingOrderAsync();

        Assert.Equal("test-backup", order.Attempts[0].ChannelAccount);
        Assert.EndsWith("test-main is switched off.", order.Attempts[0].RouteReason, StringComparison.Ordinal);
        Assert.Empty(host.Channel.Calls);
        Assert.Equal(mode, accounts.Read()[0].Switch!.Mode);
        Assert.Null(accounts.Read()[1].Switch);

        await accounts.SwitchAsync("test-backup", mode, "all of it", "ada", Cancellation);
        var refused = Assert.IsType<OrderOutcome.Rejected>(await host.Client.CreateOrderAsync(TestHost.Request("m-2"), "key-2", Cancellation));
        Assert.Equal(PaymentErrorCodes.NoChannelAccount, refused.Error.Code);

        await accounts.SwitchAsync("test-main", ChannelSwitchMode.On, "done", "ada", Cancellation);
        Assert.Equal("test-main", (await host.PendingOrderAsync("m-3")).Attempts[0].ChannelAccount);
        Assert.Equal([ChannelSwitchMode.On, mode], (await accounts.ReadSwitchesAsync("test-main", cancellationToken: Cancellation)).Select(entry => entry.Mode));
    }

    [Fact]
    public async Task Another_node_obeys_soon_and_a_new_one_from_its_start()
    {
        await using var first = await TestHost.StartAsync(second: new ScriptedChannel("test-backup"));
        await using var second = await TestHost.StartAsync(file: first.File, second: new ScriptedChannel("test-backup"), options: options => options.Routing.SwitchRefresh = TimeSpan.FromMilliseconds(50));

        await first.Services.GetRequiredService<IChannelAccounts>().SwitchAsync("test-main", ChannelSwitchMode.Drain, "maintenance", "ada", Cancellation);
        await Eventually.Async(() => Task.FromResult(Board(second).ModeOf("test-main")), mode => mode == ChannelSwitchMode.Drain);
        Assert.Equal(~1UL, Board(second).OpenMask);

        await using var third = await TestHost.StartAsync(file: first.File, second: new ScriptedChannel("test-backup"), options: options => options.Routing.SwitchRefresh = TimeSpan.FromMinutes(1));
        Assert.Equal(ChannelSwitchMode.Drain, Board(third).ModeOf("test-main"));
        Assert.Equal("test-backup", (await third.PendingOrderAsync("m-9")).Attempts[0].ChannelAccount);
    }

    [Fact]
    public async Task While_the_store_cannot_be_read_the_last_switches_stay_and_it_is_logged_once()
    {
        var log = new LogList();
        var faulty = new Faults();
        await using var host = await TestHost.StartAsync(
            second: new ScriptedChannel("test-backup"),
            options: options => options.Routing.SwitchRefresh = TimeSpan.FromMinutes(1),
            configure: payments =>
            {
                StoreProxy.Put(payments, faulty.Call);
                payments.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(log));
            });
        await host.Services.GetRequiredService<IChannelAccounts>().SwitchAsync("test-main", ChannelSwitchMode.Disable, "fraud", "ada", Cancellation);

        faulty.Reads = true;
        await Board(host).RunOnceAsync(Cancellation);
        await Board(host).RunOnceAsync(Cancellation);
        Assert.Equal(ChannelSwitchMode.Disable, Board(host).ModeOf("test-main"));
        Assert.Single(log.Of(1705));

        faulty.Reads = false;
        await Board(host).RunOnceAsync(Cancellation);
        Assert.Single(log.Of(1706));
        Assert.Equal(ChannelSwitchMode.Disable, Board(host).ModeOf("test-main"));
        Assert.Contains("fraud", Assert.Single(log.Of(1704)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_before_a_switch_was_set_does_not_undo_it()
    {
        var faulty = new Faults();
        await using var host = await TestHost.StartAsync(
            options: options => options.Routing.SwitchRefresh = TimeSpan.FromMinutes(1),
            configure: payments => StoreProxy.Put(payments, faulty.Call));
        faulty.HoldReads = new TaskCompletionSource();
        var reading = Board(host).RunOnceAsync(Cancellation);
        await host.Services.GetRequiredService<IChannelAccounts>().SwitchAsync("test-main", ChannelSwitchMode.Disable, "fraud", "ada", Cancellation);
        faulty.HoldReads.SetResult();
        await reading;
        Assert.Equal(ChannelSwitchMode.Disable, Board(host).ModeOf("test-main"));
    }

    [Theory]
    [InlineData("nobody", ChannelSwitchMode.Drain, "why", "who", "account")]
    [InlineData("test-main", (ChannelSwitchMode)7, "why", "who", "mode")]
    [InlineData("test-main", ChannelSwitchMode.Drain, " ", "who", "reason")]
    [InlineData("test-main", ChannelSwitchMode.Drain, "two\nlines", "who", "reason")]
    [InlineData("test-main", ChannelSwitchMode.Drain, "why", "", "author")]
    public async Task A_switch_names_its_account_its_reason_and_its_author(string account, ChannelSwitchMode mode, string reason, string author, string field)
    {
        await using var host = await TestHost.StartAsync();
        var accounts = host.Services.GetRequiredService<IChannelAccounts>();
        var thrown = await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => accounts.SwitchAsync(account, mode, reason, author, Cancellation));
        Assert.Equal(field, Assert.Single(thrown.Problems).Field);
        await Assert.ThrowsAsync<InvalidPaymentRequestException>(() => accounts.SwitchAsync("test-main", ChannelSwitchMode.On, new string('x', 257), "who", Cancellation));
        Assert.Equal(ChannelSwitchMode.On, Board(host).ModeOf("test-main"));
    }

    private static SwitchBoard Board(TestHost host) => host.Services.GetRequiredService<SwitchBoard>();

    private sealed class Faults
    {
        public bool Reads { get; set; }

        public TaskCompletionSource? HoldReads { get; set; }

        public object? Call(string method, object?[] arguments, Func<object?> pass) =>
            method != nameof(IPaymentStore.ReadSwitchesAsync) ? pass()
            : Reads ? throw new IOException("The disk is gone.")
            : new ValueTask<IReadOnlyList<ChannelSwitch>>(HeldAsync(((ValueTask<IReadOnlyList<ChannelSwitch>>)pass()!).AsTask()));

        private async Task<IReadOnlyList<ChannelSwitch>> HeldAsync(Task<IReadOnlyList<ChannelSwitch>> reading)
        {
            var switches = await reading;
            await (HoldReads?.Task ?? Task.CompletedTask);
            return switches;
        }
    }
}
