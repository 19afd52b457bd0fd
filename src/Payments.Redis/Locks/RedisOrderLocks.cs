using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Payments.Coordination;
using Payments.Shared.Coordination;

namespace Payments.Redis;

/// <summary>
/// Locks of all nodes. Callers of this process line up for the process's own lock first, so that one of them at a time asks Redis; while Redis is away
/// that one is all there is.
/// </summary>
internal sealed class RedisOrderLocks(RedisLink link, TimeProvider time, ILogger<RedisOrderLocks> logger) : IOrderLocks
{
    private const int FirstPause = 5;
    private const int LongestPause = 50;

    private readonly LocalOrderLocks _local = new(time);
    private long _greatest;

    public async ValueTask<IOrderLock?> TryAcquireAsync(OrderNo orderNo, TimeSpan lease, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        var began = time.GetTimestamp();
        if (await _local.TryAcquireAsync(orderNo, lease, patience, cancellationToken).ConfigureAwait(false) is not { } local)
        {
            return null;
        }

        IOrderLock? taken = null;
        try
        {
            return taken = await ShareAsync(local, lease, began, patience, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (taken is null)
            {
                await local.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<IOrderLock?> ShareAsync(IOrderLock local, TimeSpan lease, long began, TimeSpan patience, CancellationToken cancellationToken)
    {
        var terms = new LockTerms(
            link.KeyOf($"lock:{{{local.OrderNo.Value}}}"),
            link.KeyOf($"fence:{{{local.OrderNo.Value}}}"),
            RandomNumberGenerator.GetHexString(24, lowercase: true),
            lease);
        for (var pause = FirstPause; ; pause = Math.Min(pause * 2, LongestPause))
        {
            var sentAt = time.GetTimestamp();
            var least = (Volatile.Read(ref _greatest) + 1).ToString(CultureInfo.InvariantCulture);
            var reply = await link.TryAsync(adapter => adapter.EvaluateAsync(LockScripts.Acquire, terms.Keys, [terms.Owner, terms.LeaseText, least, LockTerms.FenceLife]), cancellationToken).ConfigureAwait(false);
            if (!reply.IsThere)
            {
                return new UnsharedLock(local, Note(local.FencingToken));
            }

            if (!long.TryParse(reply.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var token))
            {
                Log.Nonsense(logger, "a fencing token");
                return new UnsharedLock(local, Note(local.FencingToken));
            }

            if (token > 0)
            {
                return new RedisOrderLock(link, local, terms, Note(token), sentAt, time, logger);
            }

            var left = patience - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }

            var next = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(pause / 2, pause + 1));
            await Task.Delay(next < left ? next : left, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>No holder of this process gets a token that is not greater than all before, whichever clock it came from.</summary>
    private long Note(long token)
    {
        while (true)
        {
            var greatest = Volatile.Read(ref _greatest);
            var noted = Math.Max(token, greatest + 1);
            if (Interlocked.CompareExchange(ref _greatest, noted, greatest) == greatest)
            {
                return noted;
            }
        }
    }

    private sealed class UnsharedLock(IOrderLock local, long fencingToken) : IOrderLock
    {
        public OrderNo OrderNo => local.OrderNo;

        public long FencingToken => fencingToken;

        public bool IsShared => false;

        public bool IsHeld => local.IsHeld;

        public CancellationToken Lost => local.Lost;

        public ValueTask DisposeAsync() => local.DisposeAsync();
    }
}
