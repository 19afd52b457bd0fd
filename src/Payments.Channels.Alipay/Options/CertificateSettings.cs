using Payments.Channels.Alipay.Certificates;
using Payments.Shared;

namespace Payments.Channels.Alipay.Options;

/// <summary>Reads the three certificates of certificate mode and checks that they belong together.</summary>
internal sealed class CertificateSettings(AlipayOptions options, SettingProblems problems, TimeProvider time)
{
    public PlatformKeys? Read(RsaKey? own, out string? appCertificateNumber)
    {
        var app = ReadFile(nameof(AlipayOptions.AppCertificate), options.AppCertificate);
        var alipay = ReadFile(nameof(AlipayOptions.AlipayCertificate), options.AlipayCertificate);
        var roots = ReadFile(nameof(AlipayOptions.AlipayRootCertificate), options.AlipayRootCertificate);
        appCertificateNumber = app is [var certificate, ..] ? certificate.SerialNumber : null;
        if (app is not null)
        {
            CheckApp(app[0], own);
        }

        return alipay is not null && roots is not null ? ReadAlipay(alipay, roots, own) : null;
    }

    private IReadOnlyList<AlipayCertificateFacts>? ReadFile(string setting, string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            problems.Add(setting, "Certificate mode needs it, and it is missing.", "Download the three .crt files in the console and set all three; for public-key mode set AlipayPublicKey alone.");
            return null;
        }

        var (certificates, fault) = CertificateFile.Read(value);
        if (fault is not null)
        {
            problems.Add(setting, fault);
            return null;
        }

        return certificates;
    }

    private void CheckApp(AlipayCertificateFacts certificate, RsaKey? own)
    {
        const string Setting = nameof(AlipayOptions.AppCertificate);
        var read = PublicKeyImport.ImportCertificate(certificate.Der);
        if (!read.IsRead)
        {
            problems.Add(Setting, read.Fault);
            return;
        }

        using var key = read.Key;
        if (own is not null && !own.IsSamePair(key))
        {
            problems.Add(Setting, "It was issued for another key than AppPrivateKey.", "Give the certificate that the console issued for this private key, or the private key that belongs to this certificate.");
        }

        if (key.Certificate is { } facts && !facts.IsValidAt(time.GetUtcNow()))
        {
            problems.Add(Setting, $"It is valid from {facts.NotBefore:yyyy-MM-dd} to {facts.NotAfter:yyyy-MM-dd}, not today; Alipay refuses every call signed under it.", "Renew it in the console, or correct this host's clock.");
        }
    }

    private PlatformKeys? ReadAlipay(IReadOnlyList<AlipayCertificateFacts> file, IReadOnlyList<AlipayCertificateFacts> roots, RsaKey? own)
    {
        const string Setting = nameof(AlipayOptions.AlipayCertificate);
        var trust = new CertificateTrust(roots, [.. file.Skip(1)], file[0].Subject);
        if (trust.RootNumber.Length == 0)
        {
            problems.Add(nameof(AlipayOptions.AlipayRootCertificate), "None of its certificates is signed with RSA.", "Give alipayRootCert.crt whole, as the console offers it.");
            return null;
        }

        var read = PublicKeyImport.ImportCertificate(file[0].Der);
        if (!read.IsRead)
        {
            problems.Add(Setting, read.Fault);
            return null;
        }

        if (own is not null && own.IsSamePair(read.Key))
        {
            problems.Add(Setting, $"{nameof(VerificationFailureReason.WrongKeyKind)}: this is the application's own certificate.", "Give alipayCertPublicKey_RSA2.crt; check that the two settings are not swapped.");
        }
        else if (!trust.LeadsToRoot(file[0], [.. file.Skip(1)], now: null))
        {
            problems.Add(Setting, "It does not lead to any of the roots in AlipayRootCertificate.", "Give alipayCertPublicKey_RSA2.crt whole (Alipay's certificate, then the authority that issued it) and the alipayRootCert.crt of the same environment.");
        }
        else
        {
            return new PlatformKeys(new PlatformKey(read.Key, file[0].SerialNumber), trust);
        }

        read.Key.Dispose();
        return null;
    }
}
