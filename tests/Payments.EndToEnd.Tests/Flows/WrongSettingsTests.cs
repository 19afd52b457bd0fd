using System.Diagnostics;
using Payments.EndToEnd.Tests.Support;

namespace Payments.EndToEnd.Tests.Flows;

/// <summary>A whole host with wrong settings everywhere: it refuses to start at once, and one list names them all.</summary>
public sealed class WrongSettingsTests(SimulatorFixture simulators)
{
    [Fact]
    public async Task Every_wrong_setting_of_every_package_is_named_by_its_path_and_no_secret_is_shown()
    {
        var secret = (string)simulators.Credentials["wechat"]!["apiV3Key"]!;
        var watch = Stopwatch.StartNew();

        var thrown = await Assert.ThrowsAsync<PaymentConfigurationException>(() => Merchant.StartAsync(simulators, settings =>
        {
            settings["Payments:NotifyUrl"] = "nowhere";
            settings["Payments:DefaultExpiry"] = "00:00:00";
            settings["Payments:Sqlite:BusyTimeout"] = "-00:00:01";
            settings["Payments:WeChat:wechat-main:MchId"] = "";
            settings["Payments:WeChat:wechat-main:MerchantSerialNo"] = "not hex";
            settings["Payments:WeChat:wechat-main:ApiV3Key"] = secret[..31];
            settings["Payments:WeChat:wechat-main:PrivateKey"] = (string)simulators.Credentials["wechat"]!["publicKeyPem"]!;
            settings["Payments:WeChat:wechat-main:PublicKeyId"] = "0114232134912410000000000000";
            settings["Payments:WeChat:wechat-certificates:UsePlatformCertificates"] = "false";
            settings["Payments:Alipay:alipay-main:AppId"] = null;
            settings["Payments:Alipay:alipay-main:AppPrivateKey"] = "/run/secrets/there/is/no/such.pem";
            settings["Payments:Alipay:alipay-main:AesKey"] = "c2hvcnQ=";
            settings["Payments:Alipay:alipay-main:GatewayUrl"] = "ftp://openapi.alipay.com";
        }));

        var took = watch.Elapsed;
        Assert.True(took < TimeSpan.FromSeconds(1), $"It took {took}.");
        var paths = thrown.Problems.Select(problem => problem.Path).ToHashSet();
        foreach (var path in (string[])
            [
                "Payments:NotifyUrl", "Payments:DefaultExpiry", "Payments:Sqlite:BusyTimeout",
                "Payments:WeChat:wechat-main:MchId", "Payments:WeChat:wechat-main:MerchantSerialNo", "Payments:WeChat:wechat-main:ApiV3Key",
                "Payments:WeChat:wechat-main:PrivateKey", "Payments:WeChat:wechat-main:PublicKeyId",
                "Payments:Alipay:alipay-main:AppId", "Payments:Alipay:alipay-main:AppPrivateKey", "Payments:Alipay:alipay-main:AesKey", "Payments:Alipay:alipay-main:GatewayUrl",
            ])
        {
            Assert.True(paths.Contains(path), $"{path} is not named in: {thrown.Message}");
        }

        Assert.Contains(paths, path => path.StartsWith("Payments:WeChat:wechat-certificates", StringComparison.Ordinal));
        Assert.DoesNotContain(secret[..31], thrown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN", thrown.ToString(), StringComparison.Ordinal);
    }
}
