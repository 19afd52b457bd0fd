using System.Globalization;
using Microsoft.Extensions.Logging;
using Payments.Coordination;
using Payments.Shared.Coordination;

namespace Payments.Redis;

/// <summary>Limits of all nodes, by the server's clock. While Redis is away each node keeps the whole limit by itself.</summary>
internal sealed class RedisRateLimiter(RedisLink link, TimeProvider time, ILogger<RedisRateLimiter> logger) : IRateLimiter
{
    /// <summary>Key: when the bucket is full again, in microseconds since 1970. Arguments: permits, microseconds of each, of all. Answer: the debt.</summary>
    private const string Take = """
        local t = redis.call('TIME')
        local now = t[1] * 1000000 + t[2]
        local full = tonumber(redis.call('GET', KEYS[1]) or '0') or 0
        local debt = math.max(full, now) - now + tonumber(ARGV[1]) * tonumber(ARGV[2])
        if debt <= tonumber(ARGV[3]) and tonumber(ARGV[1]) > 0 then
          redis.call('SET', KEYS[1], string.format('%.0f', now + debt), 'PX', string.format('%.0f', math.max(1, math.ceil(debt / 1000))))
        end
        return string.format('%.0f', debt)
        """;

    private readonly LocalRateLimiter _local = new(time);

    public async ValueTask<RateVerdict> TryTakeAsync(string key, RateLimit limit, int permits = 1, CancellationToken cancellationToken = default)
    {
        Gcra.Check(limit, permits);
        var each = Gcra.PerPermit(limit);
        var reply = await link.TryAsync(
            adapter => adapter.EvaluateAsync(Take, [link.KeyOf($"rate:{key}")], [Text(permits), Text(each), Text(each * limit.Permits)]),
            cancellationToken).ConfigureAwait(false);
        if (reply.IsThere && long.TryParse(reply.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var debt) && debt <= each * ((long)limit.Permits + permits))
        {
            return Gcra.Verdict(limit, permits, debt);
        }

        if (reply.IsThere)
        {
            Log.Nonsense(logger, "a bucket");
        }

        return await _local.TryTakeAsync(key, limit, permits, cancellationToken).ConfigureAwait(false);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
