using Payments.RabbitMq.Tests;
using Payments.TestServers;

[assembly: AssemblyFixture(typeof(BrokerFixture))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Payments.RabbitMq.Tests;

/// <summary>One broker for all tests, each of which uses an exchange and a queue of its own.</summary>
public sealed class BrokerFixture : IAsyncLifetime
{
    private RabbitServer? _server;

    public RabbitServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await RabbitServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
