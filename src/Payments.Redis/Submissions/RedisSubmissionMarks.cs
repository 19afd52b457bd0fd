using System.Globalization;
using Payments.Coordination;
using Payments.Shared.Coordination;

namespace Payments.Redis;

/// <summary>
/// Marks of all nodes. What this node saw used up it refuses by itself, too: a second submission most often comes to the same node, and Redis may have
/// forgotten. While Redis is away this node's own marks count, and what two nodes let through meanwhile the store tells apart.
/// </summary>
internal sealed class RedisSubmissionMarks(RedisLink link, TimeProvider time) : ISubmissionMarks
{
    /// <summary>Keys: the subject's token. Arguments: a new token, life, least time left of the old one.</summary>
    private const string Offer = """
        local earlier = redis.call('GET', KEYS[1])
        if earlier and redis.call('PTTL', KEYS[1]) >= tonumber(ARGV[3]) then return earlier end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return ARGV[1]
        """;

    /// <summary>Keys: the subject's token, the mark of this one. Arguments: the token, its user, life of the mark.</summary>
    private const string Spend = """
        local user = redis.call('GET', KEYS[2])
        if user then return user == ARGV[2] and '1' or '0' end
        local newest = redis.call('GET', KEYS[1])
        if newest and newest ~= ARGV[1] then return '0' end
        redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
        redis.call('DEL', KEYS[1])
        return '1'
        """;

    private readonly LocalSubmissionMarks _local = new(time);

    public bool IsShared => true;

    public async ValueTask<string> OfferAsync(string subject, string token, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        var life = lifetime.Ticks / TimeSpan.TicksPerMillisecond;
        var reply = await link.TryAsync(
            adapter => adapter.EvaluateAsync(Offer, [KeyOf(subject)], [token, Text(life), Text(life / 2)]),
            cancellationToken).ConfigureAwait(false);
        return reply is { IsThere: true, Value: { } offered } ? offered : await _local.OfferAsync(subject, token, lifetime, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<bool> TrySpendAsync(string subject, string token, string owner, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        if (_local.IsSpentByOther(token, owner))
        {
            return false;
        }

        var reply = await link.TryAsync(
            adapter => adapter.EvaluateAsync(Spend, [KeyOf(subject), link.KeyOf($"spent:{{{subject}}}:{token}")], [token, owner, Text(lifetime.Ticks / TimeSpan.TicksPerMillisecond)]),
            cancellationToken).ConfigureAwait(false);
        return (!reply.IsThere || reply.Value == "1") && _local.TrySpendForeign(token, owner, lifetime);
    }

    private string KeyOf(string subject) => link.KeyOf($"token:{{{subject}}}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
