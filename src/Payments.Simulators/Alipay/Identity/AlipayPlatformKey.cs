using System.Security.Cryptography.X509Certificates;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Keys;

namespace Payments.Simulators.Alipay.Identity;

/// <summary>One of the platform's own key pairs, with its certificate: what answers and notifications are signed with.</summary>
internal sealed class AlipayPlatformKey : IDisposable
{
    public AlipayPlatformKey(SimulatorKey key, X509Certificate2 certificate, string issuerPem)
    {
        Key = key;
        CertificateNumber = AlipayCertificateNumber.Of(certificate);
        CertificatePem = $"{certificate.ExportCertificatePem()}\n{issuerPem}\n";
    }

    public SimulatorKey Key { get; }

    /// <summary><c>alipay_cert_sn</c>.</summary>
    public string CertificateNumber { get; }

    /// <summary>The leaf first, then the authority that issued it: as the real <c>alipayCertPublicKey_RSA2.crt</c>.</summary>
    public string CertificatePem { get; }

    public void Dispose() => Key.Dispose();
}
