using System.Collections.Concurrent;
using Payments.PostgreSql.Tests;
using Payments.TestServers;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Payments.PostgreSql.Tests;

/// <summary>The server most tests share, and schemas on it that were used and emptied: making one takes longer than most tests.</summary>
public sealed class SharedServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> Server = new(PostgresServer.StartAsync);

    internal static ConcurrentBag<string> EmptySchemas { get; } = [];

    internal static Task<PostgresServer> GetAsync() => Server.Value;

    public async ValueTask DisposeAsync()
    {
        if (Server.IsValueCreated)
        {
            await (await Server.Value).DisposeAsync();
        }
    }
}
