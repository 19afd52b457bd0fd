using System.Security.Cryptography.X509Certificates;
using Payments.Simulators.Keys;

namespace Payments.Simulators.WeChat.Identity;

/// <summary>One of WeChat Pay's keys: a platform certificate, or the public key (then without certificate).</summary>
/// <param name="Serial">What <c>Wechatpay-Serial</c> says.</param>
/// <param name="Key">Private here; clients know the public half.</param>
/// <param name="CertificatePem">Null for the public key.</param>
/// <param name="EffectiveAt">Start of the certificate's validity.</param>
/// <param name="ExpiresAt">End of the certificate's validity.</param>
internal sealed record PlatformSigner(string Serial, SimulatorKey Key, string? CertificatePem, DateTimeOffset EffectiveAt, DateTimeOffset ExpiresAt)
{
    public static PlatformSigner FromCertificate(string pem, SimulatorKey key)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return new PlatformSigner(certificate.SerialNumber, key, pem, new DateTimeOffset(certificate.NotBefore), new DateTimeOffset(certificate.NotAfter));
    }
}
