using System.Globalization;
using Microsoft.Extensions.Logging;
using Payments.Coordination;

namespace Payments.Redis;

/// <summary>A lock held at Redis, renewed at a third of its lease until it is disposed or lost.</summary>
internal sealed class RedisOrderLock : IOrderLock
{
    private readonly RedisLink _link;
    private readonly IOrderLock _local;
    private readonly LockTerms _terms;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _released = new();
    private readonly CancellationTokenSource _lost;
    private readonly Task _renewing;
    private long _renewedAt;

    /// <param name="link">The connection.</param>
    /// <param name="local">The process's own lock, given back with this one.</param>
    /// <param name="terms">What it was taken on.</param>
    /// <param name="fencingToken">Its token.</param>
    /// <param name="sentAt">When the lock was asked for: the lease cannot have begun earlier.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    public RedisOrderLock(RedisLink link, IOrderLock local, LockTerms terms, long fencingToken, long sentAt, TimeProvider time, ILogger logger)
    {
        _link = link;
        _local = local;
        _terms = terms;
        _time = time;
        _logger = logger;
        FencingToken = fencingToken;
        _renewedAt = sentAt;

        // Fires by the clock alone, whatever becomes of the renewals.
        _lost = new CancellationTokenSource(Left(), time);
        Lost = _lost.Token;
        _renewing = RenewAsync();
    }

    public OrderNo OrderNo => _local.OrderNo;

    public long FencingToken { get; }

    public bool IsShared => true;

    public bool IsHeld => !_released.IsCancellationRequested && !Lost.IsCancellationRequested && _time.GetElapsedTime(Volatile.Read(ref _renewedAt)) < _terms.Lease;

    public CancellationToken Lost { get; }

    public async ValueTask DisposeAsync()
    {
        if (_released.IsCancellationRequested)
        {
            return;
        }

        await _released.CancelAsync().ConfigureAwait(false);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Lost.IsCancellationRequested)
        {
            await _link.TryAsync(adapter => adapter.EvaluateAsync(LockScripts.Release, [_terms.LockKey], [_terms.Owner]), CancellationToken.None).ConfigureAwait(false);
        }

        _lost.Dispose();
        _released.Dispose();
        await _local.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RenewAsync()
    {
        var pause = new TimeSpan(_terms.Lease.Ticks / 3);
        var token = FencingToken.ToString(CultureInfo.InvariantCulture);
        while (!_released.IsCancellationRequested && !Lost.IsCancellationRequested)
        {
            await Task.Delay(pause, _time, _released.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_released.IsCancellationRequested || Lost.IsCancellationRequested)
            {
                break;
            }

            var sentAt = _time.GetTimestamp();
            var reply = await _link.TryAsync(
                adapter => adapter.EvaluateAsync(LockScripts.Renew, _terms.Keys, [_terms.Owner, _terms.LeaseText, token, LockTerms.FenceLife]),
                CancellationToken.None).ConfigureAwait(false);
            if (reply is { IsThere: true, Value: not "1" })
            {
                await _lost.CancelAsync().ConfigureAwait(false);
            }
            else if (reply.IsThere && IsHeld)
            {
                Volatile.Write(ref _renewedAt, sentAt);
                _lost.CancelAfter(Left());
            }
        }

        if (Lost.IsCancellationRequested)
        {
            Log.LockLost(_logger, OrderNo);
        }
    }

    private TimeSpan Left()
    {
        var left = _terms.Lease - _time.GetElapsedTime(Volatile.Read(ref _renewedAt));
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
