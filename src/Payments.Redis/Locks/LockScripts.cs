namespace Payments.Redis;

/// <summary>The scripts of the locks. Both keys of an order carry its number as hash tag, so that they share a slot of a cluster.</summary>
internal static class LockScripts
{
    /// <summary>
    /// Takes the lock and mints its token in one step: the server's time in microseconds, or one more than the last if that is more. A server that lost its
    /// memory still has its clock. Keys: lock, fence. Arguments: owner, lease, least token, life of the fence.
    /// </summary>
    public const string Acquire = """
        if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return '0' end
        local t = redis.call('TIME')
        local last = tonumber(redis.call('GET', KEYS[2]) or '0') or 0
        local token = string.format('%.0f', math.max(t[1] * 1000000 + t[2], last + 1, tonumber(ARGV[3])))
        redis.call('SET', KEYS[2], token, 'PX', ARGV[4])
        return token
        """;

    /// <summary>
    /// Renews the lease; takes the lock again where it is gone and nobody had it since, as after a restart. Keys: lock, fence. Arguments: owner, lease,
    /// token, life of the fence.
    /// </summary>
    public const string Renew = """
        local holder = redis.call('GET', KEYS[1])
        if holder == ARGV[1] then redis.call('PEXPIRE', KEYS[1], ARGV[2]) return '1' end
        if holder then return '0' end
        local last = redis.call('GET', KEYS[2])
        if last and last ~= ARGV[3] then return '0' end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
        return '1'
        """;

    /// <summary>Gives the lock back if it is still the owner's. Key: lock. Argument: owner.</summary>
    public const string Release = """
        if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) return '1' end
        return '0'
        """;
}
