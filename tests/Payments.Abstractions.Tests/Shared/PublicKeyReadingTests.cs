using System.Security.Cryptography;
using System.Text;
using Payments.Shared;
using Xunit;

namespace Payments.Tests;

public sealed class PublicKeyReadingTests : IDisposable
{
    private static readonly byte[] Spki = TestKeys.Rsa.ExportSubjectPublicKeyInfo();
    private static readonly byte[] Pkcs1 = TestKeys.Rsa.ExportRSAPublicKey();
    private static readonly byte[] Certificate = TestKeys.Certificate.RawData;

    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pem");

    public static TheoryData<string> Texts => [.. TextForms.Keys];

    private static Dictionary<string, string> TextForms { get; } = new(StringComparer.Ordinal)
    {
        ["SPKI PEM"] = TestKeys.Pem("PUBLIC KEY", Spki),
        ["SPKI bare"] = TestKeys.Base64(Spki),
        ["SPKI bare with line breaks"] = TestKeys.WrappedBase64(Spki),
        ["SPKI under another label"] = TestKeys.Pem("RSA PUBLIC KEY", Spki),
        ["PKCS#1 PEM"] = TestKeys.Pem("RSA PUBLIC KEY", Pkcs1),
        ["PKCS#1 bare"] = TestKeys.Base64(Pkcs1),
        ["certificate PEM"] = TestKeys.Pem("CERTIFICATE", Certificate),
        ["certificate bare"] = TestKeys.Base64(Certificate),
        ["certificate bare with line breaks"] = TestKeys.WrappedBase64(Certificate),
        ["certificate under another label"] = TestKeys.Pem("X509 CERTIFICATE", Certificate),
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_text_form_is_read_as_text_as_bytes_and_by_path(string form)
    {
        var text = TextForms[form];
        File.WriteAllText(_path, text);
        var isCertificate = form.StartsWith("certificate", StringComparison.Ordinal);

        AssertIsTheKey(RsaKeyReader.ReadPublic(text), isCertificate);
        AssertIsTheKey(RsaKeyReader.ReadPublic(Encoding.UTF8.GetBytes(text)), isCertificate);
        AssertIsTheKey(RsaKeyReader.ReadPublic(_path), isCertificate);
    }

    [Fact]
    public void DER_is_read_too()
    {
        AssertIsTheKey(RsaKeyReader.ReadPublic(Spki), isCertificate: false);
        AssertIsTheKey(RsaKeyReader.ReadPublic(Pkcs1), isCertificate: false);
        AssertIsTheKey(RsaKeyReader.ReadPublic(Certificate), isCertificate: true);
    }

    [Fact]
    public void Of_a_chain_the_first_counts()
    {
        using var issuer = TestKeys.Certify(TestKeys.OtherRsa);

        AssertIsTheKey(RsaKeyReader.ReadPublic(TextForms["certificate PEM"] + "\n" + issuer.ExportCertificatePem()), isCertificate: true);
    }

    public void Dispose() => File.Delete(_path);

    private static void AssertIsTheKey(KeyReadResult result, bool isCertificate)
    {
        Assert.True(result.IsRead, result.Fault?.Message);
        using var key = result.Key;
        Assert.False(key.HasPrivateKey);
        Assert.Equal(isCertificate ? TestKeys.Serial : null, key.Certificate?.SerialNumber);
        var signature = TestKeys.Rsa.SignData("message"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        Assert.True(key.VerifySha256("message"u8, signature));
        Assert.Equal("RSA public key, 2048 bits", key.ToString());
    }
}
