using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Payments.Redis;

/// <summary>
/// The connection and what is known of it. A call gets an answer in time, or none: then the caller goes on without Redis (law 9). After a call that was not
/// answered nobody waits again until a ping is answered, so that a frozen server costs one wait and not one for each payment.
/// </summary>
internal sealed class RedisLink(IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisLink> logger) : BackgroundService
{
    private static readonly TimeSpan Pulse = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FastPulse = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan NewConnectionAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FaultPause = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];
    private readonly SemaphoreSlim _doubt = new(0, 1);
    private RedisAdapter? _adapter;
    private bool _isUp;
    private bool? _wasUp;
    private long _downSince;
    private long _toldFault;

    /// <summary>Whether it answered last.</summary>
    public bool IsUp => Volatile.Read(ref _isUp);

    public string KeyOf(string name) => options.Value.KeyPrefix + name;

    /// <summary>Asks, and waits no longer than <see cref="RedisOptions.CommandTimeout"/>.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<Reply<T>> TryAsync<T>(Func<RedisAdapter, Task<T>> ask, CancellationToken cancellationToken)
    {
        if (!IsUp || Volatile.Read(ref _adapter) is not { } adapter)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Reply<T>.None;
        }

        try
        {
            return new Reply<T>(true, await AskAsync(adapter, ask, cancellationToken).ConfigureAwait(false));
        }
        catch (TimeoutException fault)
        {
            Doubt();
            TellFault(fault);
            return Reply<T>.None;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // One node of a cluster may be away while the others answer: the next ping tells.
            Wake();
            TellFault(fault);
            return Reply<T>.None;
        }
    }

    /// <summary>Whether it answers a ping now.</summary>
    public async ValueTask<bool> PingAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _adapter) is not { } adapter)
        {
            return false;
        }

        try
        {
            return await AskAsync(adapter, static connection => connection.PingAsync(), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Listens to a channel for as long as the host lives, over whatever connections.</summary>
    public void Listen(string channel, Action<string> heard)
    {
        lock (_gate)
        {
            _subscriptions.Add(new Subscription(channel, heard));
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _doubt.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await BeatAsync(stoppingToken).ConfigureAwait(false);
                await WaitAsync(stoppingToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            Volatile.Write(ref _isUp, false);
            await DropAsync().ConfigureAwait(false);
        }
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_adapter is null)
            {
                await ConnectAsync(cancellationToken).ConfigureAwait(false);
            }

            if (await PingAsync(cancellationToken).ConfigureAwait(false))
            {
                Up();
                return;
            }

            Down(null);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            Down(fault);
        }

        // The library connects again by itself, to the addresses it knows. What moved away is found by asking for the name again.
        if (_adapter is not null && time.GetElapsedTime(_downSince) > NewConnectionAfter)
        {
            _downSince = time.GetTimestamp();
            await DropAsync().ConfigureAwait(false);
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        Subscription[] subscriptions;
        lock (_gate)
        {
            subscriptions = [.. _subscriptions];
        }

        var connecting = RedisAdapter.ConnectAsync(options.Value, subscriptions, time);
        try
        {
            // The library keeps to its own limit; twice that is for a name server that does not answer.
            await connecting.WaitAsync(new TimeSpan(options.Value.ConnectTimeout.Ticks * 2), time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!connecting.IsCompleted)
        {
            _ = ForgetAsync(connecting);
            throw;
        }

        _adapter = await connecting.ConfigureAwait(false);
    }

    private async Task<T> AskAsync<T>(RedisAdapter adapter, Func<RedisAdapter, Task<T>> ask, CancellationToken cancellationToken)
    {
        var asked = ask(adapter);
        try
        {
            return await asked.WaitAsync(options.Value.CommandTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (!asked.IsCompleted)
        {
            _ = ObserveAsync(asked);
            throw;
        }
    }

    private static async Task ObserveAsync(Task abandoned) => await abandoned.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task ForgetAsync(Task<RedisAdapter> connecting)
    {
        try
        {
            await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // It never came to be.
        }
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(IsUp ? Pulse : FastPulse, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _doubt.WaitAsync(linked.Token).ConfigureAwait(false);

            // Many calls may fail at once: they are one doubt.
            await Task.Delay(FastPulse, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private void Doubt()
    {
        Volatile.Write(ref _isUp, false);
        Wake();
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_doubt.CurrentCount == 0)
            {
                _doubt.Release();
            }
        }
    }

    private void Up()
    {
        if (_wasUp is not true)
        {
            Log.Connected(logger);
            _wasUp = true;
        }

        Volatile.Write(ref _isUp, true);
    }

    private void Down(Exception? fault)
    {
        Volatile.Write(ref _isUp, false);
        if (_wasUp is not false)
        {
            Log.Lost(logger, fault);
            _wasUp = false;
            _downSince = time.GetTimestamp();
        }
    }

    private void TellFault(Exception fault)
    {
        lock (_gate)
        {
            if (_toldFault != 0 && time.GetElapsedTime(_toldFault) < FaultPause)
            {
                return;
            }

            _toldFault = time.GetTimestamp();
        }

        Log.Unanswered(logger, fault);
    }

    private async Task DropAsync()
    {
        if (Interlocked.Exchange(ref _adapter, null) is { } adapter)
        {
            await adapter.DisposeAsync().ConfigureAwait(false);
        }
    }
}
