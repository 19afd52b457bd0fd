using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

/// <summary>Each wrong setting is reported by its path, and no secret is shown.</summary>
public sealed class ConfigurationTests
{
    private static readonly Lazy<string> PrivatePem = new(() => TestKeys.Merchant.ExportPkcs8PrivateKeyPem());
    private static readonly Lazy<string> MerchantCertificate = new(() => Pem(TestKeys.Merchant, WeChatSide.MerchantSerial));

    /// <summary>The setting, its value ("-" takes it away), and the setting that must be named.</summary>
    public static TheoryData<string, string, string> Wrong => new()
    {
        { "MchId", "-", "MchId" },
        { "MchId", "   ", "MchId" },
        { "MchId", "19000O0001", "MchId" },
        { "MchId", new string('1', 33), "MchId" },
        { "AppId", "-", "AppId" },
        { "AppId", "wx 8888", "AppId" },
        { "MiniProgramAppId", new string('w', 33), "MiniProgramAppId" },
        { "AppAppId", "wx-1", "AppAppId" },
        { "SubMchId", "abc", "SubMchId" },
        { "SubAppId", "wx1", "SubMchId" },
        { "ApiV3Key", "-", "ApiV3Key" },
        { "ApiV3Key", "0123456789abcdef0123456789ABCDE", "ApiV3Key" },
        { "ApiV3Key", "0123456789abcdef0123456789ABCDEF0", "ApiV3Key" },
        { "ApiV3Key", "密钥密钥密钥密钥密钥密钥密钥密钥密钥密钥密钥密钥密钥密钥密钥密钥", "ApiV3Key" },
        { "PrivateKey", "-", "PrivateKey" },
        { "PrivateKey", "/no/such/file.pem", "PrivateKey" },
        { "PrivateKey", "c2VjcmV0LXZhbHVlLXRoYXQtaXMtbm90LWEta2V5", "PrivateKey" },
        { "PrivateKey", "(public)", "PrivateKey" },
        { "PrivateKey", "(other)", "MerchantCertificate" },
        { "MerchantSerialNo", "not-hex", "MerchantSerialNo" },
        { "MerchantSerialNo", "1157F09EFDC096DE15EBE81A47057A7232F1B8E3", "MerchantSerialNo" },
        { "MerchantCertificate", "garbage", "MerchantCertificate" },
        { "PublicKeyId", "-", "PublicKeyId" },
        { "PublicKeyId", WeChatSide.CertificateSerial, "PublicKeyId" },
        { "PublicKey", "-", "PublicKey" },
        { "PublicKey", "(private)", "PublicKey" },
        { "PublicKey", "(merchant public)", "PublicKey" },
        { "BaseUrl", "api.mch.weixin.qq.com", "BaseUrl" },
        { "BaseUrl", "http://api.mch.weixin.qq.com", "BaseUrl" },
        { "BaseUrl", "https://api.mch.weixin.qq.com/v3", "BaseUrl" },
        { "BackupBaseUrl", "ftp://x", "BackupBaseUrl" },
        { "Timeout", "00:00:00", "Timeout" },
        { "Timeout", "ten seconds", "Timeout" },
        { "ConnectTimeout", "01:00:00", "ConnectTimeout" },
        { "TryTimeout", "00:00:00.01", "TryTimeout" },
        { "MaxRetries", "6", "MaxRetries" },
        { "MaxRetries", "-1", "MaxRetries" },
        { "MaxRetries", "twice", "MaxRetries" },
        { "StatementTimeout", "00:00:01", "StatementTimeout" },
        { "CertificateRefreshInterval", "00:00:01", "CertificateRefreshInterval" },
        { "CertificateRefreshMinimumInterval", "00:00:01", "CertificateRefreshMinimumInterval" },
        { "UsePlatformCertificates", "yes", "UsePlatformCertificates" },
        { "H5SceneType", "Windows", "H5SceneType" },
        { "Barcode:Enabled", "true", "Barcode:StoreId" },
        { "Barcode:PollEvery", "00:00:01", "Barcode:PollEvery" },
        { "ApiV3Kye", "x", "ApiV3Kye" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Is_reported_by_its_path(string setting, string value, string named)
    {
        var settings = Good();
        settings[setting] = value switch
        {
            "-" => null,
            "(public)" => TestKeys.Merchant.ExportSubjectPublicKeyInfoPem(),
            "(other)" => TestKeys.Stranger.ExportPkcs8PrivateKeyPem(),
            "(private)" => PrivatePem.Value,
            "(merchant public)" => TestKeys.Merchant.ExportSubjectPublicKeyInfoPem(),
            _ => value,
        };

        var problems = Check(settings);

        Assert.Contains(problems, problem => problem.Path == "Payments:WeChat:wechat-main:" + named);
        var text = string.Join('\n', problems);
        Assert.DoesNotContain(WeChatSide.ApiV3Key[..31], text, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", text, StringComparison.Ordinal);
        Assert.DoesNotContain("密钥", text, StringComparison.Ordinal);
        Assert.DoesNotContain("MII", text, StringComparison.Ordinal);
        Assert.All(problems, problem => Assert.NotEmpty(problem.Remedy));
    }

    [Fact]
    public void Right_settings_have_no_problem() => Assert.Empty(Check(Good()));

    [Fact]
    public void All_problems_come_at_once()
    {
        var settings = Good();
        settings["MchId"] = settings["AppId"] = settings["ApiV3Key"] = settings["PrivateKey"] = null;
        settings["Barcode:Enabled"] = "true";

        Assert.Equal(
            "ApiV3Key AppId Barcode:StoreId MchId PrivateKey",
            string.Join(' ', Check(settings).Select(problem => problem.Path["Payments:WeChat:wechat-main:".Length..]).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Nothing_to_verify_with_is_a_problem()
    {
        var settings = Good();
        settings["PublicKey"] = settings["PublicKeyId"] = null;
        Assert.Equal("Payments:WeChat:wechat-main:PublicKey", Assert.Single(Check(settings)).Path);

        settings["UsePlatformCertificates"] = "true";
        Assert.Empty(Check(settings));
    }

    [Fact]
    public void A_misspelt_setting_is_told_the_right_name()
    {
        var settings = Good();
        settings["ApiV3Kye"] = "x";

        Assert.Contains("ApiV3Key", Assert.Single(Check(settings)).Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void The_serial_number_comes_from_the_certificate_when_it_is_left_out()
    {
        var settings = Good();
        settings["MerchantSerialNo"] = null;

        Assert.Empty(Check(settings));
    }

    [Fact]
    public void A_signer_of_ones_own_needs_no_private_key()
    {
        var services = new ServiceCollection();
        new PaymentsBuilder(services, configuration: null).AddWeChat(TestAccount.Name, options =>
        {
            TestAccount.Fill(options);
            options.PrivateKey = null;
        });
        Assert.EndsWith(":PrivateKey", Assert.Single(Run(services)).Path, StringComparison.Ordinal);

        services.AddSigner(new NoKeySigner());
        Assert.Empty(Run(services));
    }

    [Fact]
    public void No_account_at_all_is_a_problem()
    {
        var services = new ServiceCollection();
        new PaymentsBuilder(services, new ConfigurationBuilder().Build().GetSection("Payments")).AddWeChat();

        Assert.Equal("Payments:WeChat", Assert.Single(Run(services)).Path);
    }

    [Fact]
    public void Every_child_of_the_section_is_an_account_and_code_may_refine_it()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(Prefixed(Good(), "wechat-main").Concat(Prefixed(Good(), "wechat-backup")))
            .Build();
        var services = new ServiceCollection();
        new PaymentsBuilder(services, configuration.GetSection("Payments")).AddWeChat().AddWeChat("wechat-main", options => options.AppId = "wxFromCode");
        using var provider = services.BuildServiceProvider();

        Assert.Empty(Run(services));
        Assert.Equal(["wechat-backup", "wechat-main"], provider.GetServices<ChannelRegistration>().Select(registration => registration.Create(provider).Account).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal("wxFromCode", provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<WeChatOptions>>().Get("wechat-main").AppId);
    }

    [Fact]
    public void Every_option_is_a_known_setting()
    {
        // A setting the check does not know would be reported as misspelt.
        var settings = Good();
        settings["PrivateKeyPassword"] = "unused";
        settings["MiniProgramAppId"] = settings["AppAppId"] = "wx1";
        settings["SubMchId"] = "1900000109";
        settings["SubAppId"] = "wx2";
        settings["UsePlatformCertificates"] = "true";
        settings["CertificateRefreshInterval"] = "12:00:00";
        settings["CertificateRefreshMinimumInterval"] = "00:01:00";
        settings["BaseUrl"] = "http://simulator:5081";
        settings["BackupBaseUrl"] = "none";
        settings["MaxRetries"] = "5";
        settings["Timeout"] = settings["TryTimeout"] = settings["ConnectTimeout"] = "00:00:05";
        settings["StatementTimeout"] = "00:05:00";
        settings["H5SceneType"] = "iOS";
        settings["Barcode:Enabled"] = "true";
        settings["Barcode:StoreId"] = "S 1";
        settings["Barcode:PollInterval"] = "00:00:05";
        settings["Barcode:PollFor"] = "00:00:30";

        Assert.Empty(Check(settings));
        var written = settings.Keys.Select(key => key.Split(':')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Subset(written, typeof(WeChatOptions).GetProperties().Select(property => property.Name).ToHashSet(StringComparer.Ordinal));
        Assert.Equal(written.Count, typeof(WeChatOptions).GetProperties().Length);
    }

    [Fact]
    public async Task The_self_test_finds_what_only_the_channel_knows()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Signed(System.Net.HttpStatusCode.NotFound, """{"code":"ORDER_NOT_EXIST","message":"x"}"""));
        Assert.Empty(await account.SelfTest.TestAsync(Ct.Token));

        account.WeChat.Answers(_ => account.WeChat.Unsigned(System.Net.HttpStatusCode.Unauthorized, """{"code":"SIGN_ERROR","message":"x"}"""));
        Assert.EndsWith(":PrivateKey", Assert.Single(await account.SelfTest.TestAsync(Ct.Token)).Path, StringComparison.Ordinal);

        account.WeChat.SigningKey = TestKeys.Stranger;
        account.WeChat.Answers(_ => account.WeChat.Signed(System.Net.HttpStatusCode.NotFound, """{"code":"ORDER_NOT_EXIST","message":"x"}"""));
        Assert.EndsWith(":PublicKey", Assert.Single(await account.SelfTest.TestAsync(Ct.Token)).Path, StringComparison.Ordinal);

        account.WeChat.Answers(_ =>
        {
            var response = account.WeChat.Unsigned(System.Net.HttpStatusCode.NotFound, """{"code":"ORDER_NOT_EXIST","message":"x"}""");
            response.Headers.Date = account.Time.GetUtcNow().AddMinutes(2);
            return response;
        });
        Assert.Contains("clock", Assert.Single(await account.SelfTest.TestAsync(Ct.Token)).Problem, StringComparison.Ordinal);

        account.WeChat.Answers(_ => throw new HttpRequestException(HttpRequestError.NameResolutionError));
        Assert.EndsWith(":BaseUrl", Assert.Single(await account.SelfTest.TestAsync(Ct.Token)).Path, StringComparison.Ordinal);
    }

    private static string Pem(RSA key, string serial)
    {
        using var certificate = TestKeys.Certificate(key, serial, TestAccount.Start.AddDays(-1), TestAccount.Start.AddYears(5));
        return certificate.ExportCertificatePem();
    }

    private static Dictionary<string, string?> Good() => new(StringComparer.Ordinal)
    {
        ["MchId"] = "1900000001",
        ["AppId"] = "wx8888888888888888",
        ["MerchantSerialNo"] = WeChatSide.MerchantSerial,
        ["PrivateKey"] = PrivatePem.Value,
        ["MerchantCertificate"] = MerchantCertificate.Value,
        ["ApiV3Key"] = WeChatSide.ApiV3Key,
        ["PublicKeyId"] = WeChatSide.PublicKeyId,
        ["PublicKey"] = TestKeys.Platform.ExportSubjectPublicKeyInfoPem(),
    };

    private static IEnumerable<KeyValuePair<string, string?>> Prefixed(Dictionary<string, string?> settings, string account) =>
        settings.Where(setting => setting.Value is not null).Select(setting => KeyValuePair.Create($"Payments:WeChat:{account}:{setting.Key}", setting.Value));

    private static List<ConfigurationProblem> Check(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Prefixed(settings, "wechat-main")).Build();
        var services = new ServiceCollection();
        new PaymentsBuilder(services, configuration.GetSection("Payments")).AddWeChat();
        return Run(services);
    }

    private static List<ConfigurationProblem> Run(ServiceCollection services)
    {
        using var provider = services.BuildServiceProvider();
        return [.. provider.GetServices<IConfigurationCheck>().SelectMany(check => check.Check())];
    }

    private sealed class NoKeySigner : IWeChatSigner
    {
        public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<ReadOnlyMemory<byte>> DecryptAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
