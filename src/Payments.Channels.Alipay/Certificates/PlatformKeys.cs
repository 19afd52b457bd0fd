using Payments.Shared;

namespace Payments.Channels.Alipay.Certificates;

/// <summary>One public key of Alipay's. In public-key mode it has no certificate number.</summary>
internal sealed record PlatformKey(RsaKey Key, string? CertificateNumber);

/// <summary>
/// The keys Alipay's word is checked with, newest first: one in public-key mode; in certificate mode the configured one and those fetched since.
/// </summary>
internal sealed class PlatformKeys(PlatformKey configured, CertificateTrust? trust)
{
    // Alipay overlaps two certificates; a third leaves room for a configured file that is years old.
    private const int Most = 4;

    private readonly Lock _lock = new();
    private volatile PlatformKey[] _keys = [configured];

    /// <summary>Set in certificate mode.</summary>
    public CertificateTrust? Trust { get; } = trust;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<PlatformKey> All => _keys;

    /// <summary>The key with this certificate number; without a number, the newest.</summary>
    public PlatformKey? Find(string? certificateNumber) => Trust is null || certificateNumber is null
        ? _keys[0]
        : Array.Find(_keys, key => key.CertificateNumber == certificateNumber);

    public void Add(PlatformKey key)
    {
        lock (_lock)
        {
            // What falls out is left to the finaliser: a verification may be using it.
            _keys = [key, .. _keys.Take(Most - 1)];
        }
    }
}
