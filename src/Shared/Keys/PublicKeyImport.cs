using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Shared;

/// <summary>Turns DER values into a public key: the first public one. A private key beside it is refused, not overlooked.</summary>
internal static class PublicKeyImport
{
    public static KeyReadResult Import(List<byte[]> found)
    {
        var shapes = found.ConvertAll(der => DerShape.Of(der));
        if (shapes.Exists(shape => shape.IsPrivate))
        {
            return KeyReadFaults.PrivateKeyGiven();
        }

        var first = shapes.FindIndex(shape => shape.IsPublic);
        return first < 0 ? Refuse(shapes[0])
            : shapes[first].Kind == DerKind.Certificate ? ImportCertificate(found[first])
            : ImportKey(found[first], shapes[first]);
    }

    public static KeyReadResult ImportCertificate(byte[] der)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificate(der);
            return certificate.GetRSAPublicKey() is { } rsa
                ? RsaKeyCheck.Accept(rsa, hasPrivateKey: false, CertificateFacts.Of(certificate))
                : KeyReadFaults.NotRsa("a certificate of " + new DerShape(DerKind.SubjectPublicKeyInfo, certificate.GetKeyAlgorithm()).AlgorithmName);
        }
        catch (CryptographicException)
        {
            return KeyReadFaults.Damaged("a certificate");
        }
    }

    public static string? SerialNumberOf(byte[] certificate)
    {
        try
        {
            using var loaded = X509CertificateLoader.LoadCertificate(certificate);
            return loaded.SerialNumber;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    public static KeyReadFault Pkcs7Refused() => KeyReadFaults.UnsupportedFormat(
        "a PKCS#7 container", "Take the certificates out with: openssl pkcs7 -print_certs -in <file> -out certificates.pem");

    private static KeyReadFault Refuse(DerShape shape) => shape.Kind switch
    {
        DerKind.CertificateRequest => KeyReadFaults.CertificateRequestGiven(KeyRole.Public),
        DerKind.Pkcs7 => Pkcs7Refused(),
        DerKind.CutShort => KeyReadFaults.Damaged("the DER of a key or certificate"),
        _ => KeyReadFaults.NotAKey(KeyRole.Public),
    };

    private static KeyReadResult ImportKey(byte[] der, DerShape shape)
    {
        if (!shape.IsRsa)
        {
            return KeyReadFaults.NotRsa(shape.AlgorithmName);
        }

        var rsa = RSA.Create();
        try
        {
            if (shape.Kind == DerKind.Pkcs1Public)
            {
                rsa.ImportRSAPublicKey(der, out _);
            }
            else
            {
                rsa.ImportSubjectPublicKeyInfo(der, out _);
            }

            return RsaKeyCheck.Accept(rsa, hasPrivateKey: false, certificate: null);
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            return KeyReadFaults.Damaged("an RSA public key");
        }
    }
}
