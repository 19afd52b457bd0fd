using System.Text;
using Payments.Shared;
using Xunit;
using static Payments.Shared.KeyReadFaultKind;

namespace Payments.Tests;

/// <summary>What cannot be used is named for what it is, and never repeated.</summary>
public sealed class KeyRefusalTests : IDisposable
{
    private static readonly byte[] Pkcs1 = TestKeys.Rsa.ExportRSAPrivateKey();
    private static readonly byte[] Pkcs8 = TestKeys.Rsa.ExportPkcs8PrivateKey();
    private static readonly byte[] Spki = TestKeys.Rsa.ExportSubjectPublicKeyInfo();
    private static readonly string Pem = TestKeys.Pem("PRIVATE KEY", Pkcs8);

    private readonly string _folder = Directory.CreateTempSubdirectory("payments-keys").FullName;

    private sealed record Case(string? Given, string Kind, string Says, string? Password = null);

    public static TheoryData<string> PrivateCases => [.. Private.Keys];

    public static TheoryData<string> PublicCases => [.. Public.Keys];

    private static Dictionary<string, Case> Private { get; } = new(StringComparer.Ordinal)
    {
        ["nothing"] = new(null, nameof(Missing), "No private key was given"),
        ["blank"] = new(" \n", nameof(Missing), "No private key was given"),
        ["public PEM"] = new(TestKeys.Pem("PUBLIC KEY", Spki), nameof(PublicKeyGiven), "a public key where a private key is wanted"),
        ["public bare"] = new(TestKeys.Base64(Spki), nameof(PublicKeyGiven), "a public key where a private key is wanted"),
        ["public labelled private"] = new(TestKeys.Pem("PRIVATE KEY", Spki), nameof(PublicKeyGiven), "a public key where"),
        ["public PKCS#1"] = new(TestKeys.Base64(TestKeys.Rsa.ExportRSAPublicKey()), nameof(PublicKeyGiven), "a public key where"),
        ["certificate"] = new(TestKeys.Certificate.ExportCertificatePem(), nameof(CertificateGiven), "a certificate (serial " + TestKeys.Serial),
        ["request"] = new(TestKeys.Pem("CERTIFICATE REQUEST", TestKeys.CertificateRequest()), nameof(CertificateRequestGiven), "CSR"),
        ["EC SEC1"] = new(TestKeys.Ec.ExportECPrivateKeyPem(), nameof(NotRsa), "an EC key where an RSA key is wanted"),
        ["EC PKCS#8"] = new(TestKeys.Base64(TestKeys.Ec.ExportPkcs8PrivateKey()), nameof(NotRsa), "an EC key where an RSA key is wanted"),
        ["EC encrypted"] = new(TestKeys.Base64(TestKeys.EncryptedPkcs8(TestKeys.Ec)), nameof(NotRsa), "an EC key", TestKeys.Password),
        ["EC P12"] = new(TestKeys.Base64(TestKeys.Pkcs12OfEc()), nameof(NotRsa), "where an RSA key is wanted", TestKeys.Password),
        ["short"] = new(TestKeys.ShortRsa.ExportPkcs8PrivateKeyPem(), nameof(TooShort), "too short: 1024 bits"),
        ["PKCS#8 no password"] = new(TestKeys.Base64(TestKeys.EncryptedPkcs8(TestKeys.Rsa)), nameof(PasswordMissing), "password is missing"),
        ["PKCS#8 empty password"] = new(TestKeys.Base64(TestKeys.EncryptedPkcs8(TestKeys.Rsa)), nameof(PasswordMissing), "password is missing", ""),
        ["PKCS#8 wrong password"] = new(TestKeys.Base64(TestKeys.EncryptedPkcs8(TestKeys.Rsa)), nameof(PasswordWrong), "does not open it", "wrong-Password-1"),
        ["P12 no password"] = new(TestKeys.Base64(TestKeys.Pkcs12(TestKeys.Password)), nameof(PasswordMissing), "password is missing"),
        ["P12 wrong password"] = new(TestKeys.Base64(TestKeys.Pkcs12(TestKeys.Password)), nameof(PasswordWrong), "does not open it", "wrong-Password-1"),
        ["P12 damaged"] = new(TestKeys.Base64(TestKeys.Pkcs12(TestKeys.Password)[..^700]), nameof(Damaged), "damaged", TestKeys.Password),
        ["P12 of certificates"] = new(TestKeys.Base64(CertificatesOnly()), nameof(NoPrivateKeyInside), "holds no private key", TestKeys.Password),
        ["PEM cut short"] = new(Pem[..^200], nameof(Damaged), "damaged"),
        ["PEM with a broken line"] = new(Pem.Replace('+', '*').Replace('A', '*'), nameof(Damaged), "damaged"),
        ["Base64 cut short"] = new(TestKeys.Base64(Pkcs8)[..801], nameof(Damaged), "damaged"),
        ["Base64 cut at a quantum"] = new(TestKeys.Base64(Pkcs8)[..800], nameof(Damaged), "damaged"),
        ["private exponent off"] = new(TestKeys.Base64(Spoiled()), nameof(Damaged), "damaged"),
        ["old OpenSSL encryption"] = new(
            "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----", nameof(UnsupportedFormat), "openssl pkcs8"),
        ["OpenSSH"] = new(TestKeys.Pem("OPENSSH PRIVATE KEY", Pkcs8), nameof(UnsupportedFormat), "ssh-keygen"),
        ["PKCS#7"] = new(TestKeys.Base64(Pkcs7()), nameof(UnsupportedFormat), "PKCS#7"),
        ["noise"] = new(TestKeys.Pem("PRIVATE KEY", new byte[64]), nameof(NotAKey), "no key of a known kind"),
        ["other key's certificate"] = new(Pem + "\n" + TestKeys.Certify(TestKeys.OtherRsa).ExportCertificatePem(), nameof(CertificateOfOtherKey), "belongs to another key"),
        ["a secret in the wrong setting"] = new("hunter2.pass.word-that-is-secret", nameof(FileNotFound), "not repeated here"),
        ["the tail of a key"] = new("w" + TestKeys.Base64(Pkcs8)[300..400], nameof(FileNotFound), "not repeated here"),
        ["no such file"] = new("/nowhere/apiclient_key.pem", nameof(FileNotFound), "File not found: /nowhere/apiclient_key.pem"),
    };

    private static Dictionary<string, Case> Public { get; } = new(StringComparer.Ordinal)
    {
        ["nothing"] = new("", nameof(Missing), "No public key or certificate was given"),
        ["PKCS#8"] = new(Pem, nameof(PrivateKeyGiven), "a private key where a public key or a certificate is wanted"),
        ["PKCS#1"] = new(TestKeys.Base64(Pkcs1), nameof(PrivateKeyGiven), "a private key where"),
        ["private labelled public"] = new(TestKeys.Pem("PUBLIC KEY", Pkcs8), nameof(PrivateKeyGiven), "a private key where"),
        ["encrypted"] = new(TestKeys.Base64(TestKeys.EncryptedPkcs8(TestKeys.Rsa)), nameof(PrivateKeyGiven), "a private key where"),
        ["P12"] = new(TestKeys.Base64(TestKeys.Pkcs12(TestKeys.Password)), nameof(PrivateKeyGiven), "a private key where"),
        ["certificate beside a key"] = new(TestKeys.Certificate.ExportCertificatePem() + "\n" + Pem, nameof(PrivateKeyGiven), "a private key where"),
        ["EC"] = new(TestKeys.Ec.ExportSubjectPublicKeyInfoPem(), nameof(NotRsa), "an EC key where an RSA key is wanted"),
        ["EC certificate"] = new(TestKeys.CertifyEc().ExportCertificatePem(), nameof(NotRsa), "a certificate of an EC key"),
        ["short"] = new(TestKeys.ShortRsa.ExportSubjectPublicKeyInfoPem(), nameof(TooShort), "too short: 1024 bits"),
        ["short certificate"] = new(TestKeys.Certify(TestKeys.ShortRsa).ExportCertificatePem(), nameof(TooShort), "too short: 1024 bits"),
        ["request"] = new(TestKeys.Base64(TestKeys.CertificateRequest()), nameof(CertificateRequestGiven), "CSR"),
        ["cut short"] = new(TestKeys.Base64(Spki)[..200], nameof(Damaged), "damaged"),
        ["PKCS#7"] = new(TestKeys.Base64(Pkcs7()), nameof(UnsupportedFormat), "openssl pkcs7"),
    };

    [Theory]
    [MemberData(nameof(PrivateCases))]
    public void A_private_key_is_refused_by_name(string name)
    {
        var it = Private[name];
        AssertRefused(it, RsaKeyReader.ReadPrivate(it.Given, it.Password));
    }

    [Theory]
    [MemberData(nameof(PublicCases))]
    public void A_public_key_is_refused_by_name(string name)
    {
        var it = Public[name];
        AssertRefused(it, RsaKeyReader.ReadPublic(it.Given));
    }

    [Fact]
    public void A_file_that_cannot_serve_is_named()
    {
        var empty = Path.Combine(_folder, "empty.pem");
        File.WriteAllBytes(empty, []);
        var large = Path.Combine(_folder, "large.pem");
        File.WriteAllBytes(large, new byte[(1 << 20) + 1]);
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "folder.pem")).FullName;

        AssertNames(empty, FileUnreadable);
        AssertNames(large, FileUnreadable);
        AssertNames(folder, FileNotFound);

        static void AssertNames(string path, KeyReadFaultKind kind)
        {
            var fault = RsaKeyReader.ReadPrivate(path).Fault!;
            Assert.Equal(kind, fault.Kind);
            Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_path_inside_a_file_is_not_followed()
    {
        var real = Path.Combine(_folder, "real.pem");
        File.WriteAllText(real, Pem);
        var pointer = Path.Combine(_folder, "pointer.pem");
        File.WriteAllText(pointer, real);

        Assert.Equal(NotAKey, RsaKeyReader.ReadPrivate(pointer).Fault!.Kind);
    }

    [Fact]
    public void Cut_or_spoiled_keys_never_throw()
    {
        var random = new Random(4217);
        byte[][] seeds = [Pkcs1, Pkcs8, Spki, TestKeys.EncryptedPkcs8(TestKeys.Rsa), TestKeys.Certificate.RawData, TestKeys.Pkcs12(TestKeys.Password)];
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = seeds[i % seeds.Length].ToArray();
            bytes[random.Next(Math.Min(bytes.Length, 60))] = (byte)random.Next(256);
            bytes = bytes[..random.Next(1, bytes.Length + 1)];

            using var asPrivate = RsaKeyReader.ReadPrivate(bytes, password: "p").Key;
            using var asPublic = RsaKeyReader.ReadPublic(bytes).Key;
            using var asText = RsaKeyReader.ReadPrivate(TestKeys.Pem("PRIVATE KEY", bytes), password: "p").Key;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static void AssertRefused(Case it, KeyReadResult result)
    {
        Assert.False(result.IsRead);
        var fault = result.Fault;
        Assert.Equal(it.Kind, fault.Kind.ToString());
        Assert.Contains(it.Says, fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(fault.Remedy);
        if (it.Password is { Length: > 0 } password)
        {
            Assert.DoesNotContain(password, fault.Message, StringComparison.Ordinal);
        }

        // A path that looks like a key file's is the one thing that may be repeated.
        var given = it.Given?.EndsWith(".pem", StringComparison.Ordinal) == true ? "" : string.Concat((it.Given ?? "").Split());
        for (var i = 0; i + 12 <= given.Length; i++)
        {
            Assert.DoesNotContain(given.Substring(i, 12), fault.ToString().Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    private static byte[] Spoiled()
    {
        var parameters = TestKeys.Rsa.ExportParameters(includePrivateParameters: true);
        var builder = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (builder.PushSequence())
        {
            builder.WriteInteger(0);
            foreach (var part in new[] { parameters.Modulus, parameters.Exponent, parameters.D, parameters.P, parameters.Q, parameters.DP, parameters.DQ, parameters.InverseQ })
            {
                var bytes = part!.ToArray();
                bytes[bytes.Length / 2] ^= (byte)(ReferenceEquals(part, parameters.Modulus) || ReferenceEquals(part, parameters.Exponent) ? 0 : 1);
                builder.WriteIntegerUnsigned(bytes.AsSpan().TrimStart((byte)0));
            }
        }

        return builder.Encode();
    }

    private static byte[] CertificatesOnly() =>
        new System.Security.Cryptography.X509Certificates.X509Certificate2Collection(TestKeys.Certificate)
            .Export(System.Security.Cryptography.X509Certificates.X509ContentType.Pkcs12, TestKeys.Password)!;

    private static byte[] Pkcs7()
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("1.2.840.113549.1.7.2");
            writer.WriteOctetString(Encoding.ASCII.GetBytes(new string('x', 60)));
        }

        return writer.Encode();
    }
}
