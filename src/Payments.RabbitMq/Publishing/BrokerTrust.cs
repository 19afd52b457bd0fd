using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Payments.RabbitMq;

/// <summary>Whether a broker's certificate is to be believed: signed by an authority of the given file, for the name that was dialled.</summary>
internal static class BrokerTrust
{
    public static X509Certificate2Collection Read(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }

    public static RemoteCertificateValidationCallback? Of(string? file)
    {
        if (string.IsNullOrEmpty(file))
        {
            return null; // the machine's own authorities decide
        }

        var authorities = Read(file);
        return (_, certificate, chain, errors) => IsTrusted(certificate, chain, errors, authorities);
    }

    private static bool IsTrusted(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (certificate is not X509Certificate2 presented || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainPolicy.ExtraStore);
        }

        return chain.Build(presented);
    }
}
