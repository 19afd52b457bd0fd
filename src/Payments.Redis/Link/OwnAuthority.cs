using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Redis;

/// <summary>Trusts what one certificate authority signed, and nothing else.</summary>
internal sealed class OwnAuthority(X509Certificate2Collection roots)
{
    private const string PemMark = "-----BEGIN";

    /// <param name="text">PEM text, or the path of a file with it.</param>
    /// <param name="authority">The authority.</param>
    public static bool TryRead(string text, out OwnAuthority? authority)
    {
        authority = null;
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(text.Contains(PemMark, StringComparison.Ordinal) ? text : File.ReadAllText(text));
        }
        catch (Exception fault) when (fault is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return false;
        }

        authority = roots.Count == 0 ? null : new OwnAuthority(roots);
        return authority is not null;
    }

    public bool Trusts(X509Certificate? certificate, SslPolicyErrors errors)
    {
        // Only the chain is ours to judge: a missing certificate or another host's name stays wrong.
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return chain.Build(leaf);
    }
}
