using Microsoft.Extensions.DependencyInjection;
using Payments.Coordination;
using Payments.Redis.Tests.Support;

namespace Payments.Redis.Tests;

/// <summary>Wrong settings stop the host; a server that cannot be reached, or refuses us, does not.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_wrong_setting_is_named_and_none_is_shown()
    {
        var refused = await Assert.ThrowsAsync<PaymentConfigurationException>(() => RedisNode.StartAsync(
            options =>
            {
                options.ConnectionString = "127.0.0.1:6379,password=sentinel-secret,nonsense=yes";
                options.KeyPrefix = "no {braces}";
                options.ConnectTimeout = TimeSpan.Zero;
                options.CommandTimeout = TimeSpan.FromMinutes(1);
                options.CertificateAuthority = "/nowhere/authority.pem";
            },
            options: settings =>
            {
                settings.SubmissionTokens.Required = true;
                settings.SubmissionTokens.Key = "";
            }));

        Assert.Equal(
            ["CertificateAuthority", "CommandTimeout", "ConnectTimeout", "ConnectionString", "Key", "KeyPrefix"],
            refused.Problems.Select(problem => problem.Path.Split(':')[^1]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("sentinel", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("password=sentinel-secret")]
    [InlineData("ssl=perhaps,127.0.0.1:1")]
    public async Task A_text_that_is_no_connection_string_stops_the_host(string text)
    {
        var refused = await Assert.ThrowsAsync<PaymentConfigurationException>(() => RedisNode.StartAsync(options => options.ConnectionString = text));
        Assert.Equal("Payments:Redis:ConnectionString", Assert.Single(refused.Problems).Path);
        Assert.DoesNotContain("sentinel", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_the_host_starts_says_so_once_and_takes_orders()
    {
        await using var node = await RedisNode.StartAsync(options => options.ConnectionString = "127.0.0.1:1,password=sentinel-secret");
        Assert.IsType<OrderOutcome.Accepted>(await node.Client.CreateOrderAsync(StubChannel.Request("m-1"), "k-1", Cancellation));
        await Eventually.IsSoAsync(() => node.Logs.Count(10001) == 1);
        await Task.Delay(500, Cancellation);

        Assert.Equal(1, node.Logs.Count(10001));
        Assert.False(await node.IsUpAsync());
        Assert.DoesNotContain(node.Logs.Lines, line => line.Text.Contains("sentinel", StringComparison.Ordinal));
        await using var held = await node.Locks.TryAcquireAsync(OrderNo.Create(DateTimeOffset.UtcNow, 1, 1), TimeSpan.FromSeconds(5), TimeSpan.Zero, Cancellation);
        Assert.True(held is { IsShared: false, IsHeld: true });
    }

    [Fact]
    public async Task Law10_a_wrong_password_costs_Redis_only_and_is_told_nowhere()
    {
        var server = await Servers.TlsAsync();
        await using var node = await RedisNode.StartAsync(options =>
        {
            options.ConnectionString = server.ConnectionString.Replace(Servers.Password, "sentinel-wrong", StringComparison.Ordinal);
            options.CertificateAuthority = Servers.Authority.AuthorityFile;
        });
        await Eventually.IsSoAsync(() => node.Logs.Count(10001) == 1);
        Assert.IsType<OrderOutcome.Accepted>(await node.Client.CreateOrderAsync(StubChannel.Request("m-1"), "k-1", Cancellation));
        Assert.DoesNotContain(node.Logs.Lines, line => line.Text.Contains("sentinel", StringComparison.Ordinal));
        Assert.False(await node.IsUpAsync());
    }

    [Theory]
    [InlineData(false, "redis.payments.test")]
    [InlineData(true, "another.payments.test")]
    public async Task A_certificate_of_another_authority_or_another_name_is_refused(bool isTrusted, string name)
    {
        var server = await Servers.TlsAsync();
        using var other = new TestServers.RedisTls();
        await using var node = await RedisNode.StartAsync(options =>
        {
            options.ConnectionString = server.ConnectionString.Replace(TestServers.RedisTls.HostName, name, StringComparison.Ordinal);
            options.CertificateAuthority = isTrusted ? Servers.Authority.AuthorityFile : other.AuthorityFile;
        });
        await Eventually.IsSoAsync(() => node.Logs.Count(10001) == 1);
        Assert.False(await node.IsUpAsync());
        Assert.Equal(0, node.Logs.Count(10000));
    }

    [Fact]
    public async Task Law10_with_every_level_logged_no_secret_is_told()
    {
        var server = await Servers.TlsAsync();
        await using var node = await RedisNode.StartAsync(options =>
        {
            options.ConnectionString = server.ConnectionString;
            options.CertificateAuthority = Servers.Authority.AuthorityFile;
        });
        await node.WaitUntilUpAsync();
        var tokens = node.Services.GetRequiredService<ISubmissionTokens>();
        var token = await tokens.IssueAsync(new SubmissionSubject("default", "sentinel-user", "tea"), Cancellation);
        await tokens.ConsumeAsync(token.Token, "default", "k-1", Cancellation);
        var keys = await server.RunCliAsync("keys", "*");

        Assert.Contains("spent:", keys, StringComparison.Ordinal);
        Assert.DoesNotContain("sentinel", keys, StringComparison.Ordinal);
        Assert.DoesNotContain(node.Logs.Lines, line => line.Text.Contains("sentinel", StringComparison.Ordinal) || line.Text.Contains(token.Token, StringComparison.Ordinal));
    }
}
