using System.Security.Cryptography;
using System.Text.Json.Nodes;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayIdentityTests
{
    [Fact]
    public async Task Keys_outlive_a_restart_in_the_data_folder()
    {
        using var folder = new TemporaryFolder();
        var first = await CredentialsAsync(options => options.DataFolder = folder.Path);
        var second = await CredentialsAsync(options => options.DataFolder = folder.Path);
        var elsewhere = await CredentialsAsync(static options => options.DataFolder = null);

        Assert.Equal(first.ToJsonString(), second.ToJsonString());
        Assert.NotEqual(first.ToJsonString(), elsewhere.ToJsonString(), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Numbers_and_the_app_key_can_be_given()
    {
        using var key = RSA.Create(2048);
        var pem = key.ExportPkcs8PrivateKeyPem();
        await using var world = await StartAsync(options =>
        {
            options.Alipay.AppId = "2021000000007777";
            options.Alipay.SellerId = "2088000000007777";
            options.Alipay.AppPrivateKeyPem = pem;
        });

        Assert.Equal(pem, world.Client.Text("appPrivateKeyPem"));
        Assert.Equal("2088000000007777", world.Client.SellerId);
        world.Client.UseCertificates = true;
        await world.Client.SucceedAsync("alipay.trade.precreate", Order(NewNumber()));
    }

    private static async Task<JsonObject> CredentialsAsync(Action<SimulatorOptions> configure)
    {
        await using var world = await StartAsync(configure);
        return world.Client.Credentials;
    }

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("payments-alipay-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
