using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Payments.Webhooks.Tests;

/// <summary>Only public addresses are dialled, whatever a name server says and when.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("1.1.1.1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("9.255.255.255", true)]
    [InlineData("11.0.0.0", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("100.128.0.0", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.0", true)]
    [InlineData("192.0.1.0", true)]
    [InlineData("192.167.255.255", true)]
    [InlineData("198.17.255.255", true)]
    [InlineData("198.20.0.0", true)]
    [InlineData("223.255.255.255", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("2400:3200::1", true)]
    [InlineData("2001:4860:4860::8888", true)]
    [InlineData("2a00:1450::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.255.255.255", false)]
    [InlineData("10.0.0.0", false)]
    [InlineData("10.255.255.255", false)]
    [InlineData("100.64.0.0", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.255.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.0.0", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.0", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("192.31.196.1", false)]
    [InlineData("192.52.193.1", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("192.168.255.255", false)]
    [InlineData("192.175.48.1", false)]
    [InlineData("198.18.0.0", false)]
    [InlineData("198.19.255.255", false)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("239.255.255.255", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::8.8.8.8", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("::ffff:0:8.8.8.8", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::808:808", false)]
    [InlineData("64:ff9b:1::a00:1", false)]
    [InlineData("100::1", false)]
    [InlineData("2001::1", false)]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", false)]
    [InlineData("2001:2::1", false)]
    [InlineData("2001:10::1", false)]
    [InlineData("2001:20::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2002:808:808::1", false)]
    [InlineData("2620:4f:8000::1", false)]
    [InlineData("3fff::1", false)]
    [InlineData("3fff:fff:ffff::1", false)]
    [InlineData("5f00::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fe80::1%2", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("4000::1", false)]
    public void Only_public_addresses_are_allowed(string text, bool isPublic)
    {
        Assert.Equal(isPublic, AddressRanges.IsPublic(IPAddress.Parse(text)));
        Assert.Equal(isPublic, Guard().Allows(IPAddress.Parse(text)));
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("0.0.0.0", false)]
    public void Development_may_allow_this_machine_and_no_other(string text, bool isAllowed) =>
        Assert.Equal(isAllowed, Guard(allowLoopback: true).Allows(IPAddress.Parse(text)));

    [Theory]
    [InlineData("https://shop.example/hooks?key=1", null)]
    [InlineData("https://shop.example:8443/", null)]
    [InlineData("https://8.8.8.8/", null)]
    [InlineData("http://shop.example/", "https")]
    [InlineData("http://127.0.0.1/", "https")]
    [InlineData("ftp://shop.example/", "https")]
    [InlineData("/hooks", "https")]
    [InlineData("", "absolute")]
    [InlineData(null, "absolute")]
    [InlineData("https://ann:secret@shop.example/", "no user")]
    [InlineData("https://shop.example/#a", "no fragment")]
    [InlineData("https://127.0.0.1/", "everywhere")]
    [InlineData("https://2130706433/", "everywhere")]
    [InlineData("https://0x7f.1/", "everywhere")]
    [InlineData("https://0177.0.0.1/", "everywhere")]
    [InlineData("https://[::1]/", "everywhere")]
    [InlineData("https://[::ffff:169.254.169.254]/", "everywhere")]
    [InlineData("https://[64:ff9b::a9fe:a9fe]/", "everywhere")]
    public void An_endpoint_is_registered_at_a_public_https_address(string? url, string? problem)
    {
        var found = Guard().ProblemOf(url);
        Assert.True(problem is null ? found is null : found?.Contains(problem, StringComparison.Ordinal) == true, found ?? "none");
    }

    [Fact]
    public async Task Ten_thousand_lies_of_a_name_server_lead_to_no_private_address()
    {
        var (resolver, dialer) = (new LyingResolver(), new CountingDialer());
        using var sender = Sender(resolver, dialer);
        var refused = 0;

        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
        {
            var result = await sender.SendAsync(Endpoint($"https://host-{i % 97}.example/"), "msg_1", "{}"u8.ToArray(), default);
            Assert.False(result.IsTaken);
            Interlocked.Add(ref refused, result.IsRefusedAddress ? 1 : 0);
        });

        Assert.Equal(10_000, resolver.Asked);
        Assert.InRange(refused, 6_000, 9_000);
        Assert.All(dialer.Dialled, address => Assert.True(AddressRanges.IsPublic(address), $"{address} was dialled."));
        Assert.InRange(dialer.Dialled.Count, 1_000, 10_000);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("8.8.8.8,10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    public async Task A_name_that_leads_to_a_private_address_is_not_dialled(string addresses)
    {
        var dialer = new CountingDialer();
        using var sender = Sender(new FixedResolver(addresses), dialer);

        var result = await sender.SendAsync(Endpoint("https://shop.example/"), "msg_1", "{}"u8.ToArray(), default);

        Assert.True(result.IsRefusedAddress);
        Assert.Empty(dialer.Dialled);
        Assert.DoesNotContain("10.0.0.1", result.Attempt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environments_proxy_is_not_asked()
    {
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy("http://proxy.example:3128", BypassOnLocal: true); // what the environment's variables become
        var resolver = new FixedResolver("8.8.8.8");
        try
        {
            using var sender = Sender(resolver, new CountingDialer());
            await sender.SendAsync(Endpoint("https://shop.example/"), "msg_1", "{}"u8.ToArray(), default);
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }

        Assert.Equal("shop.example", Assert.Single(resolver.Hosts));
    }

    private static AddressGuard Guard(bool allowLoopback = false) => new(Microsoft.Extensions.Options.Options.Create(new WebhookOptions { AllowLoopback = allowLoopback }));

    private static WebhookSender Sender(IHostResolver resolver, IAddressDialer dialer) =>
        new(new GuardedConnector(resolver, dialer, Guard()), Microsoft.Extensions.Options.Options.Create(new WebhookOptions()), TimeProvider.System);

    internal static WebhookEndpoint Endpoint(string url) => new()
    {
        EndpointId = "we_1",
        MerchantId = Merchants.Default,
        Url = url,
        EventTypes = [],
        Status = WebhookEndpointStatus.Active,
        Keys = [new WebhookKey(WebhookSecret.Generate())],
        CreatedAt = DateTimeOffset.UtcNow,
        UpdatedAt = DateTimeOffset.UtcNow,
        Version = 1,
    };

    private sealed class FixedResolver(string addresses) : IHostResolver
    {
        public ConcurrentQueue<string> Hosts { get; } = [];

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Hosts.Enqueue(host);
            return Task.FromResult(addresses.Split(',').Select(IPAddress.Parse).ToArray());
        }
    }

    /// <summary>Public at one call, private at the next, or both at once.</summary>
    private sealed class LyingResolver : IHostResolver
    {
        private static readonly string[][] Answers = [["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8", "169.254.169.254"], ["64:ff9b::a00:1", "2606:4700::1111"]];
        private int _asked;

        public int Asked => _asked;

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult(Answers[Interlocked.Increment(ref _asked) % Answers.Length].Select(IPAddress.Parse).ToArray());
    }

    private sealed class CountingDialer : IAddressDialer
    {
        public ConcurrentBag<IPAddress> Dialled { get; } = [];

        public ValueTask<Stream> DialAsync(IPEndPoint target, CancellationToken cancellationToken)
        {
            Dialled.Add(target.Address);
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }
}
