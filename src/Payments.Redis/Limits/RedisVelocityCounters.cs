using System.Globalization;
using Payments.Coordination;
using Payments.Shared.Coordination;

namespace Payments.Redis;

/// <summary>Counters of all nodes, by the server's clock. While Redis is away each node counts what it sees itself.</summary>
internal sealed class RedisVelocityCounters(RedisLink link, TimeProvider time) : IVelocityCounters
{
    /// <summary>Key: amounts by slice of time. Arguments: amount, microseconds of a slice, slices, life.</summary>
    private const string Add = """
        local t = redis.call('TIME')
        local now = math.floor((t[1] * 1000000 + t[2]) / tonumber(ARGV[2]))
        local sum = 0
        local slices = redis.call('HGETALL', KEYS[1])
        for i = 1, #slices, 2 do
          if tonumber(slices[i]) <= now - tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], slices[i]) else sum = sum + tonumber(slices[i + 1]) end
        end
        if tonumber(ARGV[1]) > 0 then
          redis.call('HINCRBY', KEYS[1], string.format('%.0f', now), ARGV[1])
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
        end
        return string.format('%.0f', sum + tonumber(ARGV[1]))
        """;

    private readonly LocalVelocityCounters _local = new(time);

    public async ValueTask<long> AddAsync(string key, long amount, TimeSpan window, CancellationToken cancellationToken = default)
    {
        Slices.Check(amount, window);

        // Here too, always: while Redis is away this node's own sum is better than none.
        var own = await _local.AddAsync(key, amount, window, cancellationToken).ConfigureAwait(false);
        var reply = await link.TryAsync(
            adapter => adapter.EvaluateAsync(
                Add,
                [link.KeyOf($"velocity:{key}")],
                [Text(amount), Text(Slices.LengthOf(window)), Text(Slices.Count), Text(window.Ticks / TimeSpan.TicksPerMillisecond)]),
            cancellationToken).ConfigureAwait(false);
        return reply.IsThere && long.TryParse(reply.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var sum) ? sum : own;
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
