using System.Diagnostics;
using System.Globalization;

namespace Payments.TestServers;

/// <summary>A Redis cluster of three masters without replicas, on free ports of the loopback.</summary>
public sealed class RedisCluster : IAsyncDisposable
{
    private static readonly TimeSpan FormTimeout = TimeSpan.FromSeconds(30);

    private readonly List<RedisServer> _masters = [];

    private RedisCluster()
    {
    }

    public IReadOnlyList<RedisServer> Masters => _masters;

    /// <summary>All three addresses.</summary>
    public string ConnectionString => string.Join(',', _masters.Select(master => master.ConnectionString));

    public static async Task<RedisCluster> StartAsync()
    {
        var cluster = new RedisCluster();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                cluster._masters.Add(await RedisServer.StartAsync(new RedisServerSettings { IsClusterNode = true }));
            }

            await cluster.FormAsync();
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var master in _masters)
        {
            await master.DisposeAsync();
        }
    }

    private async Task FormAsync()
    {
        var addresses = _masters.Select(master => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{master.Port}"));
        await _masters[0].RunCliAsync(["--cluster", "create", .. addresses, "--cluster-yes"]);
        var began = Stopwatch.GetTimestamp();
        foreach (var master in _masters)
        {
            while (!(await master.RunCliAsync("cluster", "info")).Contains("cluster_state:ok", StringComparison.Ordinal))
            {
                if (Stopwatch.GetElapsedTime(began) > FormTimeout)
                {
                    throw new InvalidOperationException("The Redis cluster did not form.");
                }

                await Task.Delay(50);
            }
        }
    }
}
