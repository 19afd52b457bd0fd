using Microsoft.Extensions.Caching.Distributed;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Nodes;

/// <summary>A shared cache that forgets, fails, answers with somebody else's words and with none at all (law 9).</summary>
internal sealed class LyingCache(World world) : IDistributedCache
{
    private readonly Dictionary<string, byte[]> _entries = [];

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default)
    {
        await MisbehaveAsync().ConfigureAwait(false);
        var dice = world.Weather.DiceOf(Fault.HealthLies);
        return dice.Below(8) switch
        {
            0 => null,
            1 => "not json"u8.ToArray(),
            2 => """{"node":"elsewhere","finding":7,"health":3}"""u8.ToArray(),
            3 => _entries.Values.LastOrDefault(),
            _ => _entries.GetValueOrDefault(key),
        };
    }

    public async Task SetAsync(string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default)
    {
        await MisbehaveAsync().ConfigureAwait(false);
        _entries[key] = value;
    }

    public byte[]? Get(string key) => throw new NotSupportedException();

    public void Refresh(string key) => throw new NotSupportedException();

    public Task RefreshAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Remove(string key) => throw new NotSupportedException();

    public Task RemoveAsync(string key, CancellationToken token = default) => throw new NotSupportedException();

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) => throw new NotSupportedException();

    private async Task MisbehaveAsync()
    {
        world.Enter("the cache");
        var dice = world.Weather.DiceOf(Fault.HealthLies);
        await world.Pause(dice.Chance(100) ? dice.Seconds(1, 10) : dice.Milliseconds(0, 5)).ConfigureAwait(false);
        if (dice.Chance(100))
        {
            throw new IOException("The cache is gone.");
        }
    }
}
