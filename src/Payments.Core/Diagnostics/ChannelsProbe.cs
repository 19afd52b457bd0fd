using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Diagnostics;

namespace Payments.Core.Diagnostics;

/// <summary>
/// How the channel accounts stand, as the engine counts it; nothing is sent. Never essential: while every channel is down this host must still take
/// callbacks, answer questions and follow what was begun, and another host would fare no better.
/// </summary>
internal sealed class ChannelsProbe(IServiceProvider services) : IDependencyProbe
{
    public string Name => "channels";

    public bool IsEssential => false;

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken)
    {
        var accounts = services.GetRequiredService<IChannelAccounts>().Read();
        var down = accounts.Where(account => account.Health == ChannelHealth.Down).Select(account => account.Account).ToList();
        return Task.FromResult(
            down.Count == 0 ? ProbeResult.Up
            : down.Count == accounts.Count ? ProbeResult.Down("Every channel account is down: payments cannot begin, callbacks are taken.")
            : ProbeResult.Impaired(string.Create(CultureInfo.InvariantCulture, $"{down.Count} of {accounts.Count} channel accounts are down: {string.Join(", ", down)}.")));
    }
}
