using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Coordination;
using Payments.Core.Diagnostics;
using Payments.Core.Sharing;

namespace Payments.Core.Health;

/// <summary>
/// Tells other nodes what this one found out of the accounts, and hears what they did, through notes: of a package that shares them, or in the
/// cache the host registered. Whatever they do,
/// says or forgets, it costs a probe or a detour, never money (law 9).
/// </summary>
internal sealed class HealthSharing(
    HealthBook book,
    IPaymentChannels channels,
    IServiceProvider services,
    Entropy entropy,
    IOptions<PaymentsOptions> options,
    TimeProvider time,
    ILogger<HealthSharing> logger) : BackgroundService
{
    private const string KeyPrefix = "health:";
    private const int MostBytes = 512;

    private static readonly TimeSpan CallLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);

    // Longer than the longest pause between probes.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly string _node = entropy.Bits().ToString("x32", CultureInfo.InvariantCulture);
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HealthWord> _heard = new(StringComparer.Ordinal);
    private bool? _works;

    /// <summary>Tells what is new here and hears what is new elsewhere; one caller at a time.</summary>
    internal Task RunOnceAsync(IDistributedCache cache, CancellationToken cancellationToken) => RunOnceAsync(new CacheNotes(cache), cancellationToken);

    private async Task RunOnceAsync(ISharedNotes notes, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var channel in channels.All)
            {
                await TellAsync(notes, channel.Account, cancellationToken).ConfigureAwait(false);
                await HearAsync(notes, channel.Account, cancellationToken).ConfigureAwait(false);
            }

            Works();
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The rest of the round would most likely meet the same: one wait is enough.
            Fails(exception);
        }
        catch (Exception)
        {
            // The host stops.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (CacheNotes.Find(services) is not { } notes)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = book.Changed;
            await RunOnceAsync(notes, stoppingToken).ConfigureAwait(false);
            await changed.WaitAsync(options.Value.Routing.HealthRefresh, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(LeastPause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Works()
    {
        if (_works is not true)
        {
            RoutingLog.SharingWorks(logger);
            _works = true;
        }
    }

    private void Fails(Exception exception)
    {
        if (_works is not false)
        {
            RoutingLog.SharingFault(logger, exception is JsonException ? "it holds something else under our keys" : "it failed or did not answer", exception);
            _works = false;
        }
    }

    private async Task TellAsync(ISharedNotes notes, string account, CancellationToken cancellationToken)
    {
        if (book.Read(account) is not { IsHearsay: false } reading || reading.Findings == _told.GetValueOrDefault(account))
        {
            return;
        }

        var word = JsonSerializer.SerializeToUtf8Bytes(new HealthWord(_node, reading.Findings, reading.Health), HealthWordJson.Default.HealthWord);
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await notes.WriteAsync(KeyPrefix + account, word, Lifetime, linked.Token).AsTask().WaitAsync(linked.Token).ConfigureAwait(false);
        _told[account] = reading.Findings;
    }

    private async Task HearAsync(ISharedNotes notes, string account, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(CallLimit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var bytes = await notes.ReadAsync(KeyPrefix + account, linked.Token).AsTask().WaitAsync(linked.Token).ConfigureAwait(false);
        if (bytes is null)
        {
            return;
        }

        var word = bytes.Length <= MostBytes ? JsonSerializer.Deserialize(bytes, HealthWordJson.Default.HealthWord) : null;
        if (word is null || !Enum.IsDefined(word.Health))
        {
            throw new JsonException("The cache holds something else under this key.");
        }

        // Each word is heard once: what this node finds out afterwards counts for more.
        if (word.Node != _node && word != _heard.GetValueOrDefault(account))
        {
            _heard[account] = word;
            if (word.Health != ChannelHealth.Suspect)
            {
                book.Heard(account, isDown: word.Health == ChannelHealth.Down);
            }
        }
    }
}
