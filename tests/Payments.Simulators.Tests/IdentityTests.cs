using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;
using Payments.Simulators.Tests.WeChat;

namespace Payments.Simulators.Tests;

public sealed class IdentityTests
{
    [Fact]
    public async Task One_data_folder_is_one_identity_even_when_two_start_together()
    {
        var folder = Directory.CreateTempSubdirectory("payments-simulators-identity-");
        try
        {
            var hosts = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => SimulatorHost.StartAsync(options => options.DataFolder = folder.FullName)));
            var credentials = await Task.WhenAll(hosts.Select(static host => host.CredentialsAsync("wechat")));
            foreach (var host in hosts)
            {
                await host.DisposeAsync();
            }

            await using var later = await SimulatorHost.StartAsync(options => options.DataFolder = folder.FullName);

            Assert.True(JsonNode.DeepEquals(credentials[0], credentials[1]));
            Assert.True(JsonNode.DeepEquals(credentials[0], await later.CredentialsAsync("wechat")));
            Assert.Empty(folder.EnumerateFiles("*.draft"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_credentials_have_exactly_the_promised_names()
    {
        await using var host = await SimulatorHost.StartAsync();

        var wechat = await host.CredentialsAsync("wechat");

        Assert.Equal(
            [
                "apiV3Key", "appId", "mchId", "merchantCertificatePem", "merchantPrivateKeyPem", "merchantSerialNo",
                "platformCertificatePem", "platformSerialNo", "publicKeyId", "publicKeyPem",
            ],
            wechat.Select(static member => member.Key).Order(StringComparer.Ordinal));
        Assert.Matches("^[0-9A-F]{40}$", (string?)wechat["merchantSerialNo"]);
        Assert.Matches("^PUB_KEY_ID_[0-9]{28}$", (string?)wechat["publicKeyId"]);
        Assert.Equal(32, ((string?)wechat["apiV3Key"])!.Length);
        Assert.StartsWith("-----BEGIN PUBLIC KEY-----", (string?)wechat["publicKeyPem"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_identity_is_used()
    {
        var pem = (string)(await CredentialsOfAsync(static _ => { }))["merchantPrivateKeyPem"]!;

        await using var host = await SimulatorHost.StartAsync(options =>
        {
            options.WeChat.MchId = "1234567890";
            options.WeChat.AppId = "wx1234567890123456";
            options.WeChat.ApiV3Key = "0123456789abcdef0123456789abcdef";
            options.WeChat.MerchantPrivateKeyPem = pem;
            options.DataFolder = null;
        });
        var credentials = await host.CredentialsAsync("wechat");
        var client = new WeChatClient(host, credentials);

        Assert.Equal(("1234567890", "wx1234567890123456"), (client.MchId, client.AppId));
        Assert.Equal(pem.Trim(), ((string?)credentials["merchantPrivateKeyPem"])!.Trim());
        Assert.Equal(System.Net.HttpStatusCode.OK, (await client.CreateAsync(WeChatClient.Number())).Status);
    }

    private static async Task<JsonObject> CredentialsOfAsync(Action<SimulatorOptions> configure)
    {
        await using var host = await SimulatorHost.StartAsync(configure);
        return await host.CredentialsAsync("wechat");
    }
}
