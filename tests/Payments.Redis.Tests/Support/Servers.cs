using Payments.Redis.Tests.Support;
using Payments.TestServers;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Payments.Redis.Tests.Support;

/// <summary>The servers most tests share; those that are hurt have their own.</summary>
public sealed class Servers : IAsyncDisposable
{
    public const string Password = "sentinel-redis-password";

    private static readonly Lazy<Task<RedisServer>> SharedSingle = new(() => RedisServer.StartAsync());
    private static readonly Lazy<Task<RedisCluster>> SharedCluster = new(RedisCluster.StartAsync);
    private static readonly Lazy<RedisTls> SharedAuthority = new(() => new RedisTls());
    private static readonly Lazy<Task<RedisServer>> SharedTls = new(() => RedisServer.StartAsync(new RedisServerSettings { Tls = Authority, Password = Password }));

    internal static RedisTls Authority => SharedAuthority.Value;

    internal static Task<RedisServer> SingleAsync() => SharedSingle.Value;

    internal static Task<RedisCluster> ClusterAsync() => SharedCluster.Value;

    internal static Task<RedisServer> TlsAsync() => SharedTls.Value;

    public async ValueTask DisposeAsync()
    {
        if (SharedSingle.IsValueCreated)
        {
            await (await SharedSingle.Value).DisposeAsync();
        }

        if (SharedCluster.IsValueCreated)
        {
            await (await SharedCluster.Value).DisposeAsync();
        }

        if (SharedTls.IsValueCreated)
        {
            await (await SharedTls.Value).DisposeAsync();
        }

        if (SharedAuthority.IsValueCreated)
        {
            Authority.Dispose();
        }
    }
}
