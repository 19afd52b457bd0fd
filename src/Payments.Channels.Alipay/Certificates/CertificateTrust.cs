using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Channels.Alipay.Certificates;

/// <summary>Decides whether a certificate is Alipay's: it must lead to the configured roots, and name whom the configured certificate names.</summary>
/// <remarks>
/// Leading to a root is not enough: the same authorities certify every merchant's application, and a merchant's certificate must not pass for
/// Alipay's. The holder's name tells them apart.
/// </remarks>
internal sealed class CertificateTrust(
    IReadOnlyList<AlipayCertificateFacts> roots, IReadOnlyList<AlipayCertificateFacts> authorities, string subject)
{
    public string RootNumber { get; } = AlipayCertificateFacts.RootNumberOf(roots);

    /// <returns><see langword="null"/> when trusted, else the cause.</returns>
    public string? Distrust(IReadOnlyList<AlipayCertificateFacts> file, DateTimeOffset now)
    {
        if (file[0].Subject != subject)
        {
            return "it is issued to another holder than the configured Alipay certificate";
        }

        return LeadsToRoot(file[0], [.. file.Skip(1), .. authorities], now) ? null : "it does not lead to the configured roots, or is not valid today";
    }

    /// <summary>Whether the certificate was issued, over any authorities given, by one of the roots. Validity in time counts only with <paramref name="now"/>.</summary>
    public bool LeadsToRoot(AlipayCertificateFacts certificate, IReadOnlyList<AlipayCertificateFacts> between, DateTimeOffset? now)
    {
        var opened = new List<X509Certificate2>();
        try
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.CustomTrustStore.AddRange(Open(roots, opened));
            chain.ChainPolicy.ExtraStore.AddRange(Open(between, opened));
            if (now is { } instant)
            {
                chain.ChainPolicy.VerificationTime = instant.LocalDateTime;
            }
            else
            {
                chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
            }

            return Open([certificate], opened) is [var leaf] && chain.Build(leaf);
        }
        catch (CryptographicException)
        {
            return false;
        }
        finally
        {
            opened.ForEach(static certificate => certificate.Dispose());
        }
    }

    private static X509Certificate2[] Open(IReadOnlyList<AlipayCertificateFacts> certificates, List<X509Certificate2> opened)
    {
        var result = new List<X509Certificate2>();
        foreach (var certificate in certificates.Where(static certificate => certificate.IsSignedWithRsa))
        {
            try
            {
                result.Add(X509CertificateLoader.LoadCertificate(certificate.Der));
            }
            catch (CryptographicException)
            {
                // One that this platform cannot open cannot vouch for another either.
            }
        }

        opened.AddRange(result);
        return [.. result];
    }
}
