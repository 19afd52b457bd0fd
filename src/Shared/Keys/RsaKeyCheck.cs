using System.Security.Cryptography;

namespace Payments.Shared;

/// <summary>The last gate: an imported key must be long enough and, if private, must work.</summary>
internal static class RsaKeyCheck
{
    private const int MinBits = 2048;

    /// <summary>Takes ownership of <paramref name="rsa"/>, also when it is refused.</summary>
    public static KeyReadResult Accept(RSA rsa, bool hasPrivateKey, CertificateFacts? certificate)
    {
        if (rsa.KeySize < MinBits)
        {
            var bits = rsa.KeySize;
            rsa.Dispose();
            return KeyReadFaults.TooShort(bits);
        }

        var key = new RsaKey(rsa, hasPrivateKey, certificate);
        if (hasPrivateKey && !SignsWhatItVerifies(key))
        {
            key.Dispose();
            return KeyReadFaults.Damaged("an RSA private key");
        }

        return key;
    }

    // Import does not notice a private exponent that does not fit its modulus; the first request at the channel would.
    private static bool SignsWhatItVerifies(RsaKey key)
    {
        try
        {
            return key.VerifySha256("probe"u8, key.SignSha256("probe"u8));
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
