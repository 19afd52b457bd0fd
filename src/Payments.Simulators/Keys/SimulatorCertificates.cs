using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Simulators.Keys;

internal static class SimulatorCertificates
{
    /// <summary>Issues an X.509 certificate for <paramref name="subjectKey"/>; with the same key and name on both sides it is a root.</summary>
    /// <param name="subject">Distinguished name, e.g. <c>CN=1900000001, O=…, C=CN</c>.</param>
    /// <param name="subjectKey">The key being certified.</param>
    /// <param name="issuer">Distinguished name of the issuer.</param>
    /// <param name="issuerKey">The private key that signs.</param>
    /// <param name="notBefore">Start of validity.</param>
    /// <param name="notAfter">End of validity.</param>
    /// <param name="isAuthority">Whether it may sign others.</param>
    public static X509Certificate2 Issue(
        string subject,
        SimulatorKey subjectKey,
        string issuer,
        SimulatorKey issuerKey,
        DateTimeOffset notBefore,
        DateTimeOffset notAfter,
        bool isAuthority = false)
    {
        using var publicKey = RSA.Create();
        publicKey.ImportFromPem(subjectKey.PublicPem);
        var request = new CertificateRequest(new X500DistinguishedName(subject), publicKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, 0, critical: true));
        var usage = isAuthority
            ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign
            : X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DataEncipherment;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));

        // 20 bytes with the top bit clear and the next one set: always 40 hex digits, as the channels print them.
        var serial = RandomNumberGenerator.GetBytes(20);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x40);
        return issuerKey.Use(rsa => request.Create(
            new X500DistinguishedName(issuer), X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1), notBefore, notAfter, serial));
    }
}
