using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Signing;

/// <summary>
/// Alipay's content encryption: AES-128 in CBC mode with an all-zero initialisation vector and PKCS#7 padding, Base64. The vector is the
/// protocol's; the signature around it is what protects the text from change.
/// </summary>
internal sealed class AesContent(byte[] key)
{
    public const int KeyBytes = 16;

    private static readonly byte[] ZeroVector = new byte[16];

    public string Encrypt(string text)
    {
        // One instance per call: a shared one is not safe on several threads.
        using var aes = Open();
        return Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(text), ZeroVector));
    }

    /// <returns>The plain bytes, or <see langword="null"/> when the text is not of this key.</returns>
    public byte[]? TryDecrypt(string base64)
    {
        var cipher = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, cipher, out var length))
        {
            return null;
        }

        try
        {
            using var aes = Open();
            return aes.DecryptCbc(cipher.AsSpan(0, length), ZeroVector);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private Aes Open()
    {
        var aes = Aes.Create();
        aes.Key = key;
        return aes;
    }
}
