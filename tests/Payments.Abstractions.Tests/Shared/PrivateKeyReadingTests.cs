using System.Security.Cryptography;
using System.Text;
using Payments.Shared;
using Xunit;

namespace Payments.Tests;

public sealed class PrivateKeyReadingTests : IDisposable
{
    private static readonly byte[] Pkcs1 = TestKeys.Rsa.ExportRSAPrivateKey();
    private static readonly byte[] Pkcs8 = TestKeys.Rsa.ExportPkcs8PrivateKey();
    private static readonly byte[] Encrypted = TestKeys.EncryptedPkcs8(TestKeys.Rsa);
    private static readonly byte[] P12 = TestKeys.Pkcs12(TestKeys.Password);

    private readonly string _folder = Directory.CreateTempSubdirectory("payments-keys").FullName;

    public static TheoryData<string> Texts => [.. TextForms.Keys];

    public static TheoryData<string> Files => [.. FileForms.Keys];

    private static Dictionary<string, string> TextForms { get; } = new(StringComparer.Ordinal)
    {
        ["PKCS#1 PEM"] = TestKeys.Pem("RSA PRIVATE KEY", Pkcs1),
        ["PKCS#8 PEM"] = TestKeys.Pem("PRIVATE KEY", Pkcs8),
        ["PKCS#1 under the label of PKCS#8"] = TestKeys.Pem("PRIVATE KEY", Pkcs1),
        ["PKCS#8 under the label of PKCS#1"] = TestKeys.Pem("RSA PRIVATE KEY", Pkcs8),
        ["a label nobody knows"] = TestKeys.Pem("MERCHANT KEY", Pkcs8),
        ["PKCS#1 bare"] = TestKeys.Base64(Pkcs1),
        ["PKCS#8 bare"] = TestKeys.Base64(Pkcs8),
        ["PKCS#8 bare with line breaks"] = TestKeys.WrappedBase64(Pkcs8),
        ["PKCS#1 bare with spaces around"] = "\n  " + TestKeys.WrappedBase64(Pkcs1) + " \r\n",
        ["PEM with CRLF and text around"] = "Bag Attributes\r\n" + TestKeys.Pem("PRIVATE KEY", Pkcs8).Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n",
        ["PEM on one line with \\n"] = TestKeys.Pem("PRIVATE KEY", Pkcs8).Replace("\n", "\\n", StringComparison.Ordinal),
        ["PEM on one line with \\r\\n"] = TestKeys.Pem("PRIVATE KEY", Pkcs8).Replace("\n", "\\r\\n", StringComparison.Ordinal),
        ["PEM on one line with spaces"] = TestKeys.Pem("PRIVATE KEY", Pkcs8).Replace('\n', ' '),
        ["bare on one line with \\n"] = TestKeys.WrappedBase64(Pkcs8).Replace("\r\n", "\\n", StringComparison.Ordinal),
        ["PKCS#8 with password"] = TestKeys.Pem("ENCRYPTED PRIVATE KEY", Encrypted),
        ["PKCS#8 with password, bare"] = TestKeys.Base64(Encrypted),
        ["P12 bare"] = TestKeys.Base64(P12),
        ["certificate and key"] = TestKeys.Certificate.ExportCertificatePem() + "\n" + TestKeys.Pem("PRIVATE KEY", Pkcs8),
    };

    private static Dictionary<string, byte[]> FileForms { get; } = new(StringComparer.Ordinal)
    {
        ["pkcs1.der"] = Pkcs1,
        ["pkcs8.der"] = Pkcs8,
        ["encrypted.der"] = Encrypted,
        ["apiclient_cert.p12"] = P12,
        ["no extension"] = Pkcs8,
        ["apiclient_key.pem"] = Encoding.UTF8.GetBytes(TestKeys.Pem("PRIVATE KEY", Pkcs8)),
        ["bom.pem"] = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(TestKeys.Pem("PRIVATE KEY", Pkcs8))],
        ["bom bare.txt"] = [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(TestKeys.Base64(Pkcs8))],
        ["utf16.txt"] = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(TestKeys.Base64(Pkcs8))],
        ["app.txt"] = Encoding.UTF8.GetBytes(TestKeys.Base64(Pkcs1)),
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Every_text_form_is_read(string form) => AssertIsTheKey(RsaKeyReader.ReadPrivate(TextForms[form], TestKeys.Password));

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_file_form_is_read_by_path_and_as_bytes(string name)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, FileForms[name]);

        AssertIsTheKey(RsaKeyReader.ReadPrivate(path, TestKeys.Password));
        AssertIsTheKey(RsaKeyReader.ReadPrivate(" " + path + "\n", TestKeys.Password));
        AssertIsTheKey(RsaKeyReader.ReadPrivate(FileForms[name], TestKeys.Password));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void A_P12_without_password_needs_none(string? password) =>
        AssertIsTheKey(RsaKeyReader.ReadPrivate(TestKeys.Pkcs12(password), password));

    [Fact]
    public void The_certificate_beside_a_key_is_kept()
    {
        foreach (var material in new[] { TextForms["certificate and key"], TextForms["P12 bare"] })
        {
            using var key = RsaKeyReader.ReadPrivate(material, TestKeys.Password).Key;
            var certificate = key!.Certificate!;

            Assert.Equal(TestKeys.Serial, certificate.SerialNumber);
            Assert.Equal((TestKeys.NotBefore, TestKeys.NotAfter), (certificate.NotBefore, certificate.NotAfter));
            Assert.Equal(TestKeys.Certificate.RawData, certificate.RawData.ToArray());
            Assert.True(certificate.IsValidAt(TestKeys.NotAfter) && !certificate.IsValidAt(TestKeys.NotAfter.AddSeconds(1)));
            Assert.True(certificate.IsValidAt(TestKeys.NotBefore) && !certificate.IsValidAt(TestKeys.NotBefore.AddSeconds(-1)));
        }
    }

    [Fact]
    public void A_chain_beside_a_key_may_have_any_order()
    {
        using var stranger = TestKeys.Certify(TestKeys.OtherRsa);
        var material = stranger.ExportCertificatePem() + "\n" + TextForms["certificate and key"];

        using var key = RsaKeyReader.ReadPrivate(material).Key;

        Assert.Equal(TestKeys.Certificate.RawData, key!.Certificate!.RawData.ToArray());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertIsTheKey(KeyReadResult result)
    {
        Assert.True(result.IsRead, result.Fault?.Message);
        using var key = result.Key;
        Assert.True(key.HasPrivateKey);
        Assert.Equal(2048, key.Bits);
        var signature = key.SignSha256("message"u8);
        Assert.True(TestKeys.Rsa.VerifyData("message"u8, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal("RSA private key, 2048 bits", key.ToString());
    }
}
