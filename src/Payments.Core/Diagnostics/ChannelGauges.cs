using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Payments.Channels;
using Payments.Diagnostics;

namespace Payments.Core.Diagnostics;

/// <summary>Shows how the channel accounts stand whenever somebody collects. Begins with the host, once the settings are known to be right.</summary>
internal sealed class ChannelGauges(PaymentsTelemetry telemetry, IServiceProvider services) : IHostedService
{
    private static readonly ChannelHealth[] Healths = [ChannelHealth.Healthy, ChannelHealth.Suspect, ChannelHealth.Down, ChannelHealth.Recovering];
    private static readonly ChannelSwitchMode[] Modes = [ChannelSwitchMode.On, ChannelSwitchMode.Drain, ChannelSwitchMode.Disable];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var accounts = (IChannelAccounts)services.GetService(typeof(IChannelAccounts))!;
        telemetry.Meter.CreateObservableGauge(PaymentsInstruments.ChannelHealth, () => ReadHealth(accounts), "1", "The health of each channel account: 1 for the one it has.");
        telemetry.Meter.CreateObservableGauge(PaymentsInstruments.ChannelSwitch, () => ReadSwitches(accounts), "1", "The switch of each channel account: 1 for the one it has.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<Measurement<long>> ReadHealth(IChannelAccounts accounts) =>
        from account in accounts.Read()
        from health in Healths
        select Of(account.Account, PaymentsTags.Health, WordOf(health), health == account.Health);

    private static IEnumerable<Measurement<long>> ReadSwitches(IChannelAccounts accounts) =>
        from account in accounts.Read()
        from mode in Modes
        select Of(account.Account, PaymentsTags.SwitchMode, WordOf(mode), mode == (account.Switch?.Mode ?? ChannelSwitchMode.On));

    private static Measurement<long> Of(string account, string tag, string word, bool has) =>
        new(has ? 1 : 0, new KeyValuePair<string, object?>(PaymentsTags.Account, account), new KeyValuePair<string, object?>(tag, word));

    private static string WordOf(ChannelHealth health) => health switch
    {
        ChannelHealth.Healthy => "healthy",
        ChannelHealth.Suspect => "suspect",
        ChannelHealth.Down => "down",
        _ => "recovering",
    };

    private static string WordOf(ChannelSwitchMode mode) => mode switch
    {
        ChannelSwitchMode.On => "on",
        ChannelSwitchMode.Drain => "drain",
        _ => "disable",
    };
}
