using System.Security.Cryptography.X509Certificates;

namespace Payments.Shared;

/// <summary>What the channels need to know of a certificate. Validity is told, not judged: the clock is the caller's.</summary>
/// <param name="SerialNumber">Upper-case hex as <see cref="X509Certificate2.SerialNumber"/> gives it.</param>
/// <param name="NotBefore">The first instant of validity.</param>
/// <param name="NotAfter">The last instant of validity.</param>
/// <param name="RawData">The certificate in DER.</param>
internal sealed record CertificateFacts(string SerialNumber, DateTimeOffset NotBefore, DateTimeOffset NotAfter, ReadOnlyMemory<byte> RawData)
{
    public static CertificateFacts Of(X509Certificate2 certificate) => new(
        certificate.SerialNumber,
        new DateTimeOffset(certificate.NotBefore.ToUniversalTime()),
        new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
        certificate.RawDataMemory);

    public bool IsValidAt(DateTimeOffset instant) => instant >= NotBefore && instant <= NotAfter;
}
