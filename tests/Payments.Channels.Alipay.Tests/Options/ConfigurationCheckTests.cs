using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Payments.Channels.Alipay.Tests.Options;

/// <summary>Each wrong setting is reported under its own path, with a remedy, and without its value.</summary>
public sealed class ConfigurationCheckTests
{
    private static readonly TestCertificates Authority = new();
    private static readonly RSA App = FakeGateway.Load("app");
    private static readonly string AlipayPem = Authority.Issue(TestCertificates.Alipay, FakeGateway.PlatformKey, 1);
    private static readonly string AppPem = Authority.Issue("CN=2021000000000001, O=Tests, C=CN", App, 2);
    private static readonly string Pkcs8 = App.ExportPkcs8PrivateKeyPem();

    private static readonly Dictionary<string, (string Setting, string Words, Action<Dictionary<string, string?>> Break)> All = new(StringComparer.Ordinal)
    {
        ["application missing"] = ("AppId", "missing", static s => s.Remove("AppId")),
        ["application is no number"] = ("AppId", "digits", static s => s["AppId"] = "my-app"),
        ["application too long"] = ("AppId", "digits", static s => s["AppId"] = new string('1', 33)),
        ["merchant missing"] = ("SellerId", "missing", static s => s.Remove("SellerId")),
        ["merchant is a login name"] = ("SellerId", "2088", static s => s["SellerId"] = "shop@example.com"),
        ["merchant is an application"] = ("SellerId", "2088", static s => s["SellerId"] = "2021000000000001"),
        ["own key missing"] = ("AppPrivateKey", "No private key", static s => s.Remove("AppPrivateKey")),
        ["own key is a public key"] = ("AppPrivateKey", "public key", static s => s["AppPrivateKey"] = App.ExportSubjectPublicKeyInfoPem()),
        ["own key is a certificate"] = ("AppPrivateKey", "certificate", static s => s["AppPrivateKey"] = AppPem),
        ["own key cut short"] = ("AppPrivateKey", "damaged", static s => s["AppPrivateKey"] = Pkcs8.Replace("-----END", "AAAA-----END", StringComparison.Ordinal)),
        ["own key's file absent"] = ("AppPrivateKey", "not found", static s => s["AppPrivateKey"] = "/nowhere/app.pem"),
        ["own key is a word"] = ("AppPrivateKey", "neither PEM", static s => s["AppPrivateKey"] = "hunter2-secret"),
        ["own key's password missing"] = ("AppPrivateKey", "password", static s => s["AppPrivateKey"] = Encrypted()),
        ["own key's password wrong"] = ("AppPrivateKey", "password", static s => (s["AppPrivateKey"], s["AppPrivateKeyPassword"]) = (Encrypted(), "hunter2-secret")),
        ["own key is elliptic"] = ("AppPrivateKey", "EC key", static s => s["AppPrivateKey"] = Elliptic()),
        ["own key too short"] = ("AppPrivateKey", "1024 bits", static s => s["AppPrivateKey"] = Short()),
        ["Alipay's key missing"] = ("AlipayPublicKey", "No public key", static s => s.Remove("AlipayPublicKey")),
        ["Alipay's key is the application's own public key"] = ("AlipayPublicKey", "WrongKeyKind", static s => s["AlipayPublicKey"] = App.ExportSubjectPublicKeyInfoPem()),
        ["Alipay's key is a private key"] = ("AlipayPublicKey", "private key", static s => s["AlipayPublicKey"] = Pkcs8),
        ["Alipay's key is a certificate"] = ("AlipayPublicKey", "certificate", static s => s["AlipayPublicKey"] = AlipayPem),
        ["Alipay's key is a word"] = ("AlipayPublicKey", "neither PEM", static s => s["AlipayPublicKey"] = "hunter2-secret"),
        ["key and certificates both"] = ("AlipayPublicKey", "Both", static s => s["AppCertificate"] = AppPem),
        ["content key is no Base64"] = ("AesKey", "16 bytes", static s => s["AesKey"] = "hunter2-secret"),
        ["content key too short"] = ("AesKey", "16 bytes", static s => s["AesKey"] = Convert.ToBase64String(new byte[8])),
        ["content key too long"] = ("AesKey", "16 bytes", static s => s["AesKey"] = Convert.ToBase64String(new byte[32])),
        ["application's certificate missing"] = ("AppCertificate", "missing", static s => { Certified(s); s.Remove("AppCertificate"); }),
        ["Alipay's certificate missing"] = ("AlipayCertificate", "missing", static s => { Certified(s); s.Remove("AlipayCertificate"); }),
        ["roots missing"] = ("AlipayRootCertificate", "missing", static s => { Certified(s); s.Remove("AlipayRootCertificate"); }),
        ["certificate's file absent"] = ("AppCertificate", "not found", static s => { Certified(s); s["AppCertificate"] = "/nowhere/app.crt"; }),
        ["certificate of another key"] = ("AppCertificate", "another key", static s => { Certified(s); s["AppCertificate"] = AlipayPem; }),
        ["certificate expired"] = ("AppCertificate", "not today", static s => { Certified(s); s["AppCertificate"] = Authority.Issue("CN=2021000000000001, O=Tests, C=CN", App, 3, days: 9); }),
        ["certificates swapped"] = ("AlipayCertificate", "WrongKeyKind", static s => { Certified(s); s["AlipayCertificate"] = AppPem; }),
        ["Alipay's certificate of another root"] = ("AlipayCertificate", "does not lead", static s => { Certified(s); s["AlipayRootCertificate"] = new TestCertificates("Other").RootPem; }),
        ["Alipay's certificate is a bare key"] = ("AlipayCertificate", "no X.509", static s => { Certified(s); s["AlipayCertificate"] = FakeGateway.PlatformKey.ExportSubjectPublicKeyInfoPem(); }),
        ["roots without RSA"] = ("AlipayRootCertificate", "RSA", static s => { Certified(s); s["AlipayRootCertificate"] = EllipticRoot(); }),
        ["gateway is no address"] = ("GatewayUrl", "https", static s => s["GatewayUrl"] = "openapi.alipay.com"),
        ["gateway without TLS"] = ("GatewayUrl", "https", static s => s["GatewayUrl"] = "http://openapi.alipay.com/gateway.do"),
        ["gateway with a query"] = ("GatewayUrl", "query", static s => s["GatewayUrl"] = "https://openapi.alipay.com/gateway.do?x=1"),
        ["time-out of nothing"] = ("Timeout", "outside", static s => s["Timeout"] = "00:00:00"),
        ["limit of a try of nothing"] = ("TryTimeout", "outside", static s => s["TryTimeout"] = "00:00:00"),
        ["limit of a try is no time"] = ("TryTimeout", "hh:mm:ss", static s => s["TryTimeout"] = "soon"),
        ["limit of connecting of nothing"] = ("ConnectTimeout", "outside", static s => s["ConnectTimeout"] = "00:00:00"),
        ["limit of connecting is no time"] = ("ConnectTimeout", "hh:mm:ss", static s => s["ConnectTimeout"] = "soon"),
        ["too many retries"] = ("MaxRetries", "outside", static s => s["MaxRetries"] = "6"),
        ["retries are no number"] = ("MaxRetries", "whole number", static s => s["MaxRetries"] = "twice"),
        ["time-out is no time"] = ("Timeout", "hh:mm:ss", static s => s["Timeout"] = "soon"),
        ["poll interval too long"] = ("BarcodePollInterval", "outside", static s => s["BarcodePollInterval"] = "00:05:00"),
        ["poll time too long"] = ("BarcodePollTime", "outside", static s => s["BarcodePollTime"] = "01:00:00"),
        ["page form unknown"] = ("PageForm", "page payment", static s => s["PageForm"] = "Popup"),
        ["page form unknown by number"] = ("PageForm", "page payment", static s => s["PageForm"] = "7"),
        ["QR mode unknown"] = ("QrPayMode", "0, 1, 2", static s => s["QrPayMode"] = "9"),
        ["quit address relative"] = ("QuitUrl", "absolute", static s => s["QuitUrl"] = "/cart"),
        ["product empty"] = ("WapProductCode", "letters", static s => s["WapProductCode"] = ""),
        ["product with a blank"] = ("PrecreateProductCode", "letters", static s => s["PrecreateProductCode"] = "QR CODE"),
        ["token too long"] = ("AppAuthToken", "40", static s => s["AppAuthToken"] = new string('x', 41)),
        ["mini program is a name"] = ("MiniProgramAppId", "digits", static s => s["MiniProgramAppId"] = "mini"),
        ["bill limit is no number"] = ("MaxBillBytes", "whole number", static s => s["MaxBillBytes"] = "2 GiB"),
        ["bill limit too small"] = ("MaxBillBytes", "outside", static s => s["MaxBillBytes"] = "1"),
    };

    public static TheoryData<string> Rows => [.. All.Keys];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Is_reported(string row)
    {
        var (setting, words, change) = All[row];
        var settings = Good();
        change(settings);

        var problem = Assert.Single(Check(settings));

        Assert.Equal("Payments:Alipay:alipay-main:" + setting, problem.Path);
        Assert.Contains(words, problem.Problem, StringComparison.Ordinal);
        Assert.NotEmpty(problem.Remedy);
        Assert.DoesNotContain("hunter2-secret", problem.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("MII", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Good_settings_are_good_in_both_modes()
    {
        var certified = Good();
        Certified(certified);

        Assert.Empty(Check(Good()));
        Assert.Empty(Check(certified));
    }

    [Fact]
    public void Everything_wrong_is_reported_at_once()
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["AesKey"] = "x", ["GatewayUrl"] = "x" };

        Assert.Equal(
            "AesKey AlipayPublicKey AppId AppPrivateKey GatewayUrl SellerId",
            string.Join(' ', Check(settings).Select(static problem => problem.Path.Split(':')[^1]).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void No_account_is_a_problem() => Assert.Equal("Payments:Alipay", Assert.Single(Check(new(StringComparer.Ordinal), account: null)).Path);

    [Fact]
    public void A_name_that_cannot_stand_in_an_address_is_a_problem() =>
        Assert.Equal("Payments:Alipay:Main!:(name)", Assert.Single(Check(Good(), account: "Main!")).Path);

    [Fact]
    public void An_account_with_wrong_settings_cannot_be_made()
    {
        using var harness = new AlipayHarness(static options => options.AppId = null);

        var fault = Assert.Throws<PaymentConfigurationException>(() => harness.Channel);
        Assert.Equal("Payments:Alipay:alipay-main:AppId", Assert.Single(fault.Problems).Path);
    }

    [Fact]
    public async Task A_signer_takes_the_place_of_the_key()
    {
        var signer = new CountingSigner();
        using var harness = new AlipayHarness(static options => options.AppPrivateKey = null, services: services => services.AddKeyedSingleton<IAlipaySigner>(AlipayHarness.Account, signer));
        harness.Gateway.Refusal("ACQ.TRADE_NOT_EXIST");

        Assert.Empty(harness.Services.GetServices<IConfigurationCheck>().SelectMany(static check => check.Check()));
        (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted();
        Assert.Equal(1, signer.Count);
        signer.Fails = true;
        Assert.False((await Assert.ThrowsAsync<ChannelUnreachableException>(() => harness.Channel.QueryAsync(AlipayHarness.Reference(), Token))).MayHaveBeenSent);
    }

    [Fact]
    public void Several_accounts_are_read_from_configuration()
    {
        var settings = Good().Select(static pair => new KeyValuePair<string, string?>("Payments:Alipay:one:" + pair.Key, pair.Value))
            .Concat(Good().Select(static pair => new KeyValuePair<string, string?>("Payments:Alipay:two:" + pair.Key, pair.Value)));
        using var provider = Build(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());

        var channels = provider.GetServices<ChannelRegistration>().Select(registration => registration.Create(provider)).ToList();

        Assert.Equal("one two", string.Join(' ', channels.Select(static channel => channel.Account)));
        Assert.NotNull(provider.GetKeyedService<AlipayApi>("two"));
    }

    private static List<ConfigurationProblem> Check(Dictionary<string, string?> settings, string? account = AlipayHarness.Account)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(pair => new KeyValuePair<string, string?>($"Payments:Alipay:{account}:{pair.Key}", pair.Value)))
            .Build();
        using var provider = Build(configuration);
        return [.. provider.GetServices<IConfigurationCheck>().SelectMany(static check => check.Check())];
    }

    private static ServiceProvider Build(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(new TestTime());
        new PaymentsBuilder(services, configuration.GetSection("Payments")).AddAlipay();
        return services.BuildServiceProvider();
    }

    private static Dictionary<string, string?> Good() => new(StringComparer.Ordinal)
    {
        ["AppId"] = AlipayHarness.AppId,
        ["SellerId"] = AlipayHarness.SellerId,
        ["AppPrivateKey"] = TestFiles.Key("app"),
        ["AlipayPublicKey"] = FakeGateway.PlatformKey.ExportSubjectPublicKeyInfoPem(),
    };

    private static void Certified(Dictionary<string, string?> settings)
    {
        settings.Remove("AlipayPublicKey");
        settings["AppCertificate"] = AppPem;
        settings["AlipayCertificate"] = AlipayPem;
        settings["AlipayRootCertificate"] = Authority.RootPem;
    }

    private static string Encrypted() => App.ExportEncryptedPkcs8PrivateKeyPem("right", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 100));

    private static string Elliptic()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static string EllipticRoot()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=E1", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(TestTime.Start, TestTime.Start.AddDays(1));
        return certificate.ExportCertificatePem();
    }

    private static string Short()
    {
#pragma warning disable CA5385 // the test is that such a key is refused
        using var key = RSA.Create(1024);
#pragma warning restore CA5385
        return key.ExportPkcs8PrivateKeyPem();
    }

    private sealed class CountingSigner : IAlipaySigner
    {
        public int Count { get; private set; }

        public bool Fails { get; set; }

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Count++;
            return Fails ? throw new InvalidOperationException("the KMS is down") : new(App.SignData(data.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }
    }
}
