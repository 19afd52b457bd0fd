using Payments.Recon.Archive;
using Payments.Recon.Distributed;
using Payments.Tests.Shared;

namespace Payments.Recon.Tests;

/// <summary>A server that resets a connection it has just taken cannot be reached: a fault of its own kind, and none of HttpClient's.</summary>
public sealed class ConnectionTests
{
    [Fact]
    public async Task Of_an_archive()
    {
        using var client = new HttpClient(ResettingConnection.Handler());
        using var http = new ArchiveHttp(TimeSpan.FromSeconds(10), TimeProvider.System, client);
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://archive.example/bills");

        var fault = await Assert.ThrowsAsync<IOException>(() => http.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Contains("archive.example could not be reached", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_ClickHouse()
    {
        using var http = new HttpClient(ResettingConnection.Handler());
        var shard = new ClickHouseShard(http, new Uri("http://shard.example:8123/"), new ClickHouseOptions(), TimeProvider.System);

        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => shard.ExecuteAsync("SELECT 1", TestContext.Current.CancellationToken));

        Assert.Equal("recon_engine_unavailable", fault.Code);
    }
}
