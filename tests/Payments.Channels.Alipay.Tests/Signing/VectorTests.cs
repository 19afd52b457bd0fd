using Payments.Channels.Alipay.Certificates;
using Payments.Channels.Alipay.Signing;

namespace Payments.Channels.Alipay.Tests.Signing;

public sealed class VectorTests
{
    [Theory]
    [InlineData("easysdk/appCertPublicKey_2019051064521003.crt", "9cc629ecc4de8d9a9d516a6b59f42d01")]
    [InlineData("easysdk/appCertPublicKey_2021002177673029.crt", "e1b085ae86cbbba54fe9dc6cdf82b65a")]
    [InlineData("easysdk/alipayCertPublicKey_RSA2.crt", "9d208a6909da410919c0356cc163c06f d04725290cc29a7f216e0b31e5897f69")]
    [InlineData("smartwalle/appPublicCert.crt", "9c51a0ddeb34866e5a331e613f57bf0f")]
    [InlineData("smartwalle/alipayPublicCert.crt", "05d88faef76d723019c5c14d3ecd014a 191f9ccca4624632e4d66ce1417a00e0")]
    public void Certificate_numbers(string file, string expected)
    {
        var (certificates, fault) = CertificateFile.Read(TestFiles.Vector(file));

        Assert.Null(fault);
        Assert.Equal(expected, string.Join(' ', certificates.Select(static certificate => certificate.SerialNumber)));
    }

    [Theory]
    [InlineData("easysdk/alipayRootCert.crt")]
    [InlineData("smartwalle/alipayRootCert.crt")]
    public void Root_number_over_the_RSA_roots_in_file_order(string file)
    {
        var (roots, _) = CertificateFile.Read(TestFiles.Vector(file));

        Assert.Equal(4, roots.Count);
        Assert.Equal("687b59193f3f462dd5336e5abf83c5d8_02941eef3187dddf3d3b83462e1dfcf6", AlipayCertificateFacts.RootNumberOf(roots));
    }

    [Fact]
    public void Content_encryption()
    {
        var aes = new AesContent(Convert.FromBase64String("aa4BtZ4tspm2wnXLb1ThQA=="));

        Assert.Equal("ILpoMowjIQjfYMR847rnFQ==", aes.Encrypt("test1234567"));
        Assert.Equal("test1234567"u8.ToArray(), aes.TryDecrypt("ILpoMowjIQjfYMR847rnFQ=="));
        Assert.Null(aes.TryDecrypt("ILpoMowjIQjfYMR847rnFA=="));
        Assert.Null(aes.TryDecrypt("not base64"));
    }

    [Fact]
    public void Alipays_real_certificate_leads_to_its_real_root()
    {
        var (roots, _) = CertificateFile.Read(TestFiles.Vector("easysdk/alipayRootCert.crt"));
        var (file, _) = CertificateFile.Read(TestFiles.Vector("easysdk/alipayCertPublicKey_RSA2.crt"));
        var (app, _) = CertificateFile.Read(TestFiles.Vector("easysdk/appCertPublicKey_2019051064521003.crt"));
        var (sandbox, _) = CertificateFile.Read(TestFiles.Vector("smartwalle/alipayPublicCert.crt"));
        var trust = new CertificateTrust(roots, [.. file.Skip(1)], file[0].Subject);
        var within = new DateTimeOffset(2020, 6, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Null(trust.Distrust(file, within));
        Assert.Null(trust.Distrust([file[0]], within));
        Assert.NotNull(trust.Distrust(file, within.AddYears(5)));
        Assert.NotNull(trust.Distrust(app, within));
        Assert.NotNull(trust.Distrust(sandbox, within));
        Assert.False(new CertificateTrust(sandbox, [], file[0].Subject).LeadsToRoot(file[0], [.. file.Skip(1)], within));
    }
}
