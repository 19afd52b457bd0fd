using Payments.Shared;

namespace Payments.Channels.WeChat.Certificates;

/// <summary>A key WeChat Pay signs with and sensitive fields are encrypted to.</summary>
/// <param name="Serial">The certificate's serial number, or the public key's id.</param>
/// <param name="Key">The key.</param>
/// <param name="NotBefore">The first instant it is in force.</param>
/// <param name="NotAfter">The last instant it is in force.</param>
internal sealed record PlatformKey(string Serial, RsaKey Key, DateTimeOffset NotBefore, DateTimeOffset NotAfter);

/// <summary>The keys of WeChat Pay this account trusts: the configured public key, and the certificates fetched. Readers never wait.</summary>
internal sealed class PlatformKeys(PlatformKey? publicKey)
{
    public const string PublicKeyPrefix = "PUB_KEY_ID_";

    private volatile PlatformKey[] _certificates = [];

    public string? PublicKeyId => publicKey?.Serial;

    public PlatformKey[] Certificates => _certificates;

    public static bool IsCertificateSerial(string serial) => serial.Length is >= 1 and <= 64 && serial.All(char.IsAsciiHexDigit);

    /// <summary>The key with this serial number, when it is in force.</summary>
    public PlatformKey? Find(string serial, DateTimeOffset now)
    {
        if (publicKey is not null && string.Equals(publicKey.Serial, serial, StringComparison.Ordinal))
        {
            return publicKey;
        }

        foreach (var certificate in _certificates)
        {
            if (string.Equals(certificate.Serial, serial, StringComparison.OrdinalIgnoreCase) && now <= certificate.NotAfter)
            {
                return certificate;
            }
        }

        return null;
    }

    /// <summary>
    /// The key requests name and sensitive fields are encrypted to: the public key where there is one, else the certificate in force the longest.
    /// <see langword="null"/> when none is known yet.
    /// </summary>
    public PlatformKey? ForRequests(DateTimeOffset now) => publicKey
        ?? _certificates.Where(certificate => now >= certificate.NotBefore && now <= certificate.NotAfter).MaxBy(certificate => certificate.NotAfter);

    /// <summary>Takes a freshly fetched list in; what expired goes, and handles of certificates that stay are kept.</summary>
    public void Replace(IEnumerable<PlatformKey> fetched, DateTimeOffset now)
    {
        var kept = _certificates;
        _certificates =
        [
            .. fetched.Where(certificate => now <= certificate.NotAfter)
                .Select(certificate => Array.Find(kept, old => old.Serial == certificate.Serial) ?? certificate),
        ];
    }
}
