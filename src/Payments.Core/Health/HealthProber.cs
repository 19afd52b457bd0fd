using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Channels;
using Payments.Core.Diagnostics;

namespace Payments.Core.Health;

/// <summary>
/// Asks accounts that do not answer how a payment stands that was never made: harmless, and "there is no such payment" is an answer. Never a create.
/// While every account is healthy it sleeps.
/// </summary>
internal sealed class HealthProber(
    HealthBook book,
    IPaymentChannels channels,
    ChannelCaller caller,
    Entropy entropy,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<HealthProber> logger) : BackgroundService
{
    private const int MostAtOnce = 256;
    private const int RandomBits = 70;

    private static readonly TimeSpan StopLimit = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(10);

    // Asked again even without a word, should a change ever be missed.
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Makes the probes that are due and waits for them.</summary>
    internal Task RunOnceAsync(CancellationToken cancellationToken) => Task.WhenAll(Begin(MostAtOnce, cancellationToken));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Routing.Probing)
        {
            return;
        }

        var running = new List<Task>();
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = book.Changed;
            running.RemoveAll(probe => probe.IsCompleted);
            running.AddRange(Begin(MostAtOnce - running.Count, stoppingToken));
            var pause = book.UntilProbe() is { } due ? Clamp(due) : LongestPause;
            await changed.WaitAsync(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(running).WaitAsync(StopLimit, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static TimeSpan Clamp(TimeSpan due) => due < LeastPause ? LeastPause : due > LongestPause ? LongestPause : due;

    private List<Task> Begin(int most, CancellationToken cancellationToken)
    {
        var limit = options.Value.Routing.ProbeLimit;
        return most <= 0 ? [] : [.. book.TakeProbes(limit).Select(index => ProbeAsync(channels.All[index], limit, cancellationToken))];
    }

    private async Task ProbeAsync(IPaymentChannel channel, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            if (channel.Capabilities.Methods is [var first, ..] methods)
            {
                var method = methods.FirstOrDefault(capability => !capability.IsBarcode) ?? first;
                var madeUp = OrderNo.Create(time.GetUtcNow(), entropy.Bits() >> (128 - RandomBits), shard: 0).ToAttemptNo(1);
                await caller.CallAsync(channel, HealthBook.Probe, limit, token => channel.QueryAsync(new ChannelOrderReference(madeUp, method.Method), token), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ChannelUnreachableException)
        {
            // The caller has written it down.
        }
        catch (Exception exception)
        {
            RoutingLog.ProbeFault(logger, exception);
        }
    }
}
