using Payments.PostgreSql.Tests;
using Payments.TestServers;
using Xunit;

[assembly: AssemblyFixture(typeof(SecondServer))]

namespace Payments.PostgreSql.Tests;

/// <summary>Another server, for partitions that live apart.</summary>
public sealed class SecondServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(PostgresServer.StartAsync);

    internal static Task<PostgresServer> GetAsync() => Server.Value;

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated)
        {
            await (await Server.Value).DisposeAsync();
        }
    }
}
