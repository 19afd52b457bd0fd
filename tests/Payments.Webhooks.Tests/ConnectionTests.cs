using System.Net;
using Microsoft.Extensions.Options;
using Payments.Tests.Shared;

namespace Payments.Webhooks.Tests;

/// <summary>Connections that end before anything was sent.</summary>
public sealed class ConnectionTests
{
    private static IOptions<WebhookOptions> Options => Microsoft.Extensions.Options.Options.Create(new WebhookOptions());

    [Fact]
    public async Task A_host_that_resets_the_connection_it_has_just_taken_is_a_failed_try()
    {
        using var sender = new WebhookSender(
            new GuardedConnector(new PublicResolver(), new ResettingDialer(), new AddressGuard(Options)),
            Options,
            TimeProvider.System);

        var result = await sender.SendAsync(AddressTests.Endpoint("https://shop.example/"), "msg_1", "{}"u8.ToArray(), TestContext.Current.CancellationToken);

        Assert.Equal((false, (int?)null, "no answer: the connection broke"), (result.IsTaken, result.Attempt.StatusCode, result.Attempt.Error));
    }

    private sealed class PublicResolver : IHostResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>([IPAddress.Parse("8.8.8.8")]);
    }

    /// <summary>Whatever is dialled, a listener here takes the connection and resets it.</summary>
    private sealed class ResettingDialer : IAddressDialer
    {
        public ValueTask<Stream> DialAsync(IPEndPoint target, CancellationToken cancellationToken) => ResettingConnection.OpenAsync(cancellationToken);
    }
}
