using System.Text.Json;
using Payments.Shared;
using Xunit;

namespace Payments.Tests;

/// <summary>The official SDKs' published test keys, read raw from <c>../shared/vectors</c>; skipped where the folder is absent.</summary>
public sealed class OfficialVectorTests
{
    [Theory]
    [InlineData("wechat/java/merchant_certificate.pem", "5F1C72E2A8931B72A2E13AF8DEE92471EB397115")]
    [InlineData("wechat/java/wechat_pay_certificate.pem", "440024045C4A427599D09BB4E3DE0279F2E813FD")]
    [InlineData("wechat/java/download_certificate_plaintext.pem", "5DEA10EF55877E3CF6C33255C2E7DEFFF7E427EC")]
    [InlineData("alipay/easysdk/alipayCertPublicKey_RSA2.crt", "2019090275F2FEBC17DC14D968A344CE")]
    [InlineData("alipay/easysdk/appCertPublicKey_2019051064521003.crt", "2020012353341B520DD47BFB3393539A")]
    [InlineData("alipay/smartwalle/alipayPublicCert.crt", "202306149D8454493F9BB5610520530F")]
    [InlineData("alipay/smartwalle/appPublicCert.crt", "20250928245284FDD4838610A5E42F16")]
    public void A_certificate_gives_its_serial_number(string file, string serial)
    {
        using var key = Read(RsaKeyReader.ReadPublic, file);

        Assert.Equal(serial, key.Certificate!.SerialNumber);
        Assert.Equal(serial, RsaKeyReader.ReadPublic(File.ReadAllBytes(Vectors.Path(file))).Key!.Certificate!.SerialNumber);
    }

    [Fact]
    public void The_merchant_key_belongs_to_the_merchant_certificate()
    {
        using var key = Read(path => RsaKeyReader.ReadPrivate(path), "wechat/java/merchant_private_key.pem");
        using var certificate = Read(RsaKeyReader.ReadPublic, "wechat/java/merchant_certificate.pem");
        using var platform = Read(RsaKeyReader.ReadPublic, "wechat/java/wechat_pay_certificate.pem");

        Assert.True(key.IsSamePair(certificate));
        Assert.False(key.IsSamePair(platform));
    }

    [Fact]
    public void The_official_signature_is_made_and_verified()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllBytes(Vectors.Path("wechat/java/vectors.json")));
        var signed = vectors.RootElement.GetProperty("sign_sha256_rsa2048");
        var negative = vectors.RootElement.GetProperty("negative_verify");
        using var key = Read(path => RsaKeyReader.ReadPrivate(path), "wechat/java/" + signed.GetProperty("key").GetString());
        using var certificate = Read(RsaKeyReader.ReadPublic, "wechat/java/" + signed.GetProperty("verify_with").GetString());
        using var other = Read(RsaKeyReader.ReadPublic, "wechat/java/" + negative.GetProperty("verify_with").GetString());
        var signature = signed.GetProperty("signature_base64").GetString();

        Assert.Equal(signature, key.SignSha256Base64("message"u8));
        Assert.True(certificate.VerifySha256Base64("message"u8, signature));
        Assert.False(other.VerifySha256Base64("message"u8, negative.GetProperty("signature_base64").GetString()));
    }

    [Fact]
    public void A_root_that_is_not_RSA_is_named()
    {
        var fault = RsaKeyReader.ReadPublic(Vectors.Path("alipay/easysdk/alipayRootCert.crt")).Fault!;

        Assert.Equal(KeyReadFaultKind.NotRsa, fault.Kind);
        Assert.Contains("a certificate of an EC key", fault.Message, StringComparison.Ordinal);
    }

    private static RsaKey Read(Func<string, KeyReadResult> read, string file)
    {
        var result = read(Vectors.Path(file));
        Assert.True(result.IsRead, result.Fault?.Message);
        return result.Key;
    }
}
