using Payments.Diagnostics;

namespace Payments.Redis;

/// <summary>Whether Redis answers. A host without it is slower, not wrong.</summary>
internal sealed class RedisProbe(RedisLink link) : IDependencyProbe
{
    public string Name => "redis";

    public bool IsEssential => false;

    public async Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) =>
        await link.PingAsync(cancellationToken).ConfigureAwait(false) ? ProbeResult.Up : ProbeResult.Down("Redis does not answer; this node goes on without it.");
}
