using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Payments.Channels.Alipay.Certificates;

namespace Payments.Channels.Alipay.Tests.Support;

/// <summary>An authority like Alipay's: a root, an issuer under it, and what it issues. Names are encoded C, O, OU, CN.</summary>
internal sealed class TestCertificates
{
    public const string Alipay = "CN=Alipay-2088000000000001, OU=Alipay, O=Tests, C=CN";

    private static readonly DateTimeOffset From = TestTime.Start.AddDays(-10);

    private readonly X509Certificate2 _root;
    private readonly X509Certificate2 _issuer;

    public TestCertificates(string name = "Tests")
    {
        var rootKey = RSA.Create(2048);
        _root = Authority($"CN={name} R1, O=Tests, C=CN", rootKey).CreateSelfSigned(From, From.AddYears(10));
        var issuerKey = RSA.Create(2048);
        using var issuer = Authority($"CN={name} Class 2 R1, O=Tests, C=CN", issuerKey).Create(_root, From, From.AddYears(5), [1, 2, 3]);
        _issuer = issuer.CopyWithPrivateKey(issuerKey);
    }

    public string RootPem => _root.ExportCertificatePem();

    public string Issue(string subject, RSA key, byte serial, int days = 365)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(_issuer, From, From.AddDays(days), [0x20, serial]);
        return certificate.ExportCertificatePem() + "\n" + _issuer.ExportCertificatePem();
    }

    public static string NumberOf(string pem) => CertificateFile.Read(pem).Certificates[0].SerialNumber;

    private static CertificateRequest Authority(string subject, RSA key)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }
}
