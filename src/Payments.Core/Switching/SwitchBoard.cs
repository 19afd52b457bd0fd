using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Switching;

/// <summary>
/// The switches in force. The store has them; each node reads them again every moment, and keeps to what it read last while the store cannot be read; what
/// another node read since reaches it through the nodes' notes.
/// </summary>
internal sealed class SwitchBoard(IPaymentChannels channels, IServiceProvider services, IOptions<PaymentsOptions> options, TimeProvider time, ILogger<SwitchBoard> logger)
    : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SwitchNotes _notes = new(services, time);
    private Board _board = new(ulong.MaxValue, FrozenDictionary<string, ChannelSwitch>.Empty);
    private int _written;
    private bool _isStale;

    /// <summary>The accounts that take new attempts: one bit for each place in <see cref="IPaymentChannels.All"/>.</summary>
    public ulong OpenMask => Volatile.Read(ref _board).Open;

    public ChannelSwitchMode ModeOf(string account) => Find(account)?.Mode ?? ChannelSwitchMode.On;

    /// <summary>The account's switch; <see langword="null"/> while nobody ever set one.</summary>
    public ChannelSwitch? Find(string account) => Volatile.Read(ref _board).Switches.GetValueOrDefault(account);

    /// <summary>Writes a switch and applies it here at once.</summary>
    public async Task SetAsync(ChannelSwitch channelSwitch, CancellationToken cancellationToken)
    {
        await Store().RecordSwitchAsync(channelSwitch, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            _written++;
            Apply([.. _board.Switches.Values.Where(other => other.Account != channelSwitch.Account), channelSwitch]);
        }
    }

    /// <summary>Before the host takes traffic: a disabled account must not take a payment because nobody has looked yet.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => ReadAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Reads the switches, unless the store does not let it.</summary>
    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (_isStale)
            {
                RoutingLog.SwitchesRead(logger);
            }

            _isStale = false;
        }
        catch (Exception exception)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (!_isStale)
            {
                RoutingLog.SwitchesFault(logger, exception);
                _isStale = true;
            }

            await HearAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.Routing.SwitchRefresh, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stoppingToken.IsCancellationRequested)
            {
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private IPaymentStore Store() => services.GetRequiredService<IPaymentStore>();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var written = Volatile.Read(ref _written);
        using var limit = new CancellationTokenSource(ReadLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var switches = await Store().ReadSwitchesAsync(linked.Token).ConfigureAwait(false);
        await _notes.TellAsync(switches, cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            // A switch set here while the store was being read may not be in what was read.
            if (written == _written)
            {
                Apply(switches);
            }
        }
    }

    /// <summary>Takes over what another node read of the store since. One that was set later wins, whoever tells of it.</summary>
    private async Task HearAsync(CancellationToken cancellationToken)
    {
        var heard = await _notes.HearAsync(cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            var known = _board.Switches;
            var newer = heard.Where(entry => known.GetValueOrDefault(entry.Account) is not { } mine || mine.SetAt < entry.SetAt).ToList();
            if (newer.Count > 0)
            {
                Apply([.. known.Values.Where(mine => newer.TrueForAll(entry => entry.Account != mine.Account)), .. newer]);
            }
        }
    }

    private void Apply(IReadOnlyList<ChannelSwitch> switches)
    {
        var before = _board.Switches;
        var after = switches.ToFrozenDictionary(entry => entry.Account, StringComparer.Ordinal);
        if (after.Count == before.Count && after.Values.All(entry => before.GetValueOrDefault(entry.Account) == entry))
        {
            return;
        }

        var open = ulong.MaxValue;
        for (var place = 0; place < channels.All.Count; place++)
        {
            var isOpen = after.GetValueOrDefault(channels.All[place].Account) is null or { Mode: ChannelSwitchMode.On };
            open = isOpen ? open : open & ~(1UL << place);
        }

        Volatile.Write(ref _board, new Board(open, after));
        foreach (var entry in after.Values.Where(entry => before.GetValueOrDefault(entry.Account) != entry))
        {
            RoutingLog.Switched(logger, entry.Account, entry.Mode, entry.Author, entry.Reason);
        }
    }

    private sealed record Board(ulong Open, FrozenDictionary<string, ChannelSwitch> Switches);
}
