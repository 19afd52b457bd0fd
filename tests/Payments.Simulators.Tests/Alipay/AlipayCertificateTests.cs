using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Payments.Simulators.Alipay.Signing;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayCertificateTests
{
    private const string Query = "alipay.trade.query";
    private const string Download = "alipay.open.app.alipaycert.download";

    [Theory]
    [InlineData("easysdk/appCertPublicKey_2019051064521003.crt", "9cc629ecc4de8d9a9d516a6b59f42d01")]
    [InlineData("easysdk/appCertPublicKey_2021002177673029.crt", "e1b085ae86cbbba54fe9dc6cdf82b65a")]
    [InlineData("easysdk/alipayCertPublicKey_RSA2.crt", "9d208a6909da410919c0356cc163c06f")]
    [InlineData("smartwalle/appPublicCert.crt", "9c51a0ddeb34866e5a331e613f57bf0f")]
    [InlineData("smartwalle/alipayPublicCert.crt", "05d88faef76d723019c5c14d3ecd014a")]
    public void Certificate_numbers_agree_with_the_official_vectors(string file, string number)
    {
        using var certificate = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(Vector(file)));

        Assert.Equal(number, AlipayCertificateNumber.Of(certificate));
    }

    [Fact]
    public async Task The_root_number_skips_roots_without_an_RSA_signature()
    {
        await using var world = await StartAsync();
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(world.Client.Text("alipayRootCertPem"));

        Assert.Equal(2, roots.Count);
        Assert.Equal(AlipayCertificateNumber.Of(roots[1]), world.Client.Text("alipayRootCertSn"));
        Assert.Equal("CN=Simulated Financial Certification Authority R1, OU=Certification Authority, O=Payments Simulators, C=CN", roots[1].Issuer);
    }

    [Fact]
    public async Task A_certified_call_is_answered_with_the_certificates_number()
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        world.Client.UseCertificates = true;

        var reply = await world.Client.CallAsync(Query, Of(number));

        Assert.True(reply.IsProven);
        Assert.Equal(world.Client.Text("alipayCertSn"), (string?)reply.Json["alipay_cert_sn"]);
    }

    [Theory]
    [InlineData("app_cert_sn", "00000000000000000000000000000000", "isv.app-cert-not-exist")]
    [InlineData("alipay_root_cert_sn", "00000000000000000000000000000000", "isv.invalid-alipay-root-cert-sn")]
    [InlineData("alipay_root_cert_sn", "", "isv.missing-alipay-root-cert-sn")]
    public async Task A_wrong_certificate_number_is_refused(string name, string value, string subCode)
    {
        await using var world = await StartAsync();
        world.Client.UseCertificates = true;

        Assert.Equal(subCode, await world.Client.RefusedAsync(Query, Of("X1"), (name, value)));
    }

    [Fact]
    public async Task After_a_rotation_the_new_certificate_can_be_fetched_and_leads_to_the_root()
    {
        await using var world = await StartAsync();
        world.Client.UseCertificates = true;
        var old = world.Client.Text("alipayCertSn");
        await world.ScenarioAsync("keyRotation");

        var reply = await world.Client.CallAsync(Query, Of("X1"));
        var number = (string)reply.Json["alipay_cert_sn"]!;
        var answer = (await world.Client.CallAsync(Download, new JsonObject { ["alipay_cert_sn"] = number })).Node(Download);
        using var certificate = LeafOf(world, (string)answer["alipay_cert_content"]!);
        using var key = certificate.GetRSAPublicKey()!;

        Assert.NotEqual(old, number, StringComparer.Ordinal);
        Assert.False(reply.IsProven); // by the old key
        Assert.True(key.VerifyData(Encoding.UTF8.GetBytes(reply.RawNode()), Convert.FromBase64String(reply.Signature!), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var unknown = (await world.Client.CallAsync(Download, new JsonObject { ["alipay_cert_sn"] = "beef" })).Node(Download);
        Assert.Equal("isv.alipay-cert-not-exist", (string?)unknown["sub_code"]);
    }

    [Fact]
    public void Content_encryption_agrees_with_the_official_vector()
    {
        const string Key = "aa4BtZ4tspm2wnXLb1ThQA==";

        Assert.Equal("ILpoMowjIQjfYMR847rnFQ==", AlipayContent.Encrypt(Key, Encoding.UTF8, "test1234567"));
        Assert.Equal("test1234567", AlipayContent.Decrypt(Key, Encoding.UTF8, "ILpoMowjIQjfYMR847rnFQ=="));
    }

    [Fact]
    public async Task An_encrypted_call_is_answered_encrypted_and_its_errors_before_that_in_the_clear()
    {
        await using var world = await StartAsync();
        var number = await world.CreateAsync();
        world.Client.Encrypt = true;

        var reply = await world.Client.CallAsync(Query, Of(number));
        var broken = world.Client.Sign(Query, Of(number));
        broken["biz_content"] = "bm8=";
        var refused = await world.Client.SendAsync(world.Client.Resign(broken));

        Assert.True(reply.IsProven); // over the text with its quotes
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(world.Client.Text("aesKey"));
        var clear = aes.DecryptCbc(Convert.FromBase64String((string)reply.Json["alipay_trade_query_response"]!), new byte[16]);
        Assert.Equal(number, (string?)JsonNode.Parse(clear)!["out_trade_no"]);
        Assert.Equal("isv.invalid-encrypt", (string?)refused.Node(Query)["sub_code"]);
    }

    private static X509Certificate2 LeafOf(AlipayWorld world, string contentBase64)
    {
        var chainPem = Encoding.ASCII.GetString(Convert.FromBase64String(contentBase64));
        var sent = new X509Certificate2Collection();
        sent.ImportFromPem(chainPem);
        var roots = new X509Certificate2Collection();
        roots.ImportFromPem(world.Client.Text("alipayRootCertPem"));
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        Assert.True(chain.Build(sent[0]), string.Join(", ", chain.ChainStatus.Select(static status => status.StatusInformation)));
        Assert.Equal(3, chain.ChainElements.Count);
        return sent[0];
    }

    /// <summary>An official test file, or a visible skip where the vectors are not beside the repository.</summary>
    internal static byte[] Vector(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "shared", "vectors", "alipay", file);
            if (File.Exists(path)) return File.ReadAllBytes(path);
        }

        Assert.Skip("The official vectors (../shared/vectors) are not here.");
        return [];
    }
}
