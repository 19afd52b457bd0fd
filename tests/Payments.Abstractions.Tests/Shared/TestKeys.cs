using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Tests;

/// <summary>Keys of every kind, made once a run.</summary>
internal static class TestKeys
{
    public const string Password = "correct horse 电池";

    public static RSA Rsa { get; } = RSA.Create(2048);

    public static RSA OtherRsa { get; } = RSA.Create(2048);

    public static RSA ShortRsa { get; } = RSA.Create(1024);

    public static ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static DateTimeOffset NotBefore { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static DateTimeOffset NotAfter { get; } = new(2031, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public const string Serial = "0A1B2C3D4E5F60718293";

    public static X509Certificate2 Certificate { get; } = Certify(Rsa);

    public static byte[] EncryptedPkcs8(AsymmetricAlgorithm key) => key.ExportEncryptedPkcs8PrivateKey(
        Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2048));

    public static byte[] Pkcs12(string? password)
    {
        using var withKey = Certificate.CopyWithPrivateKey(Rsa);
        return withKey.Export(X509ContentType.Pkcs12, password);
    }

    public static byte[] Pkcs12OfEc()
    {
        var request = new CertificateRequest("CN=ec", Ec, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(NotBefore, NotAfter);
        return certificate.Export(X509ContentType.Pkcs12, Password);
    }

    public static X509Certificate2 CertifyEc() =>
        new CertificateRequest("CN=ec", Ec, HashAlgorithmName.SHA256).CreateSelfSigned(NotBefore, NotAfter);

    public static X509Certificate2 Certify(RSA key)
    {
        var request = new CertificateRequest("CN=payments test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.Create(
            request.SubjectName, X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1), NotBefore, NotAfter, Convert.FromHexString(Serial));
    }

    public static byte[] CertificateRequest() =>
        new CertificateRequest("CN=request", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();

    public static string Pem(string label, byte[] der) => PemEncoding.WriteString(label, der);

    public static string Base64(byte[] der) => Convert.ToBase64String(der);

    public static string WrappedBase64(byte[] der) => Convert.ToBase64String(der, Base64FormattingOptions.InsertLineBreaks);
}
