using System.Security.Cryptography;
using System.Text;

namespace Payments.Simulators.Alipay.Signing;

/// <summary>Alipay's content encryption: AES-128-CBC, PKCS#7, an all-zero vector, Base64.</summary>
internal static class AlipayContent
{
    private const int KeyBytes = 16;

    public static string NewKey() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));

    public static string Encrypt(string keyBase64, Encoding charset, string text)
    {
        using var aes = Cipher(keyBase64);
        return Convert.ToBase64String(aes.EncryptCbc(charset.GetBytes(text), ZeroVector()));
    }

    /// <summary>The clear text, or <see langword="null"/> where the cipher text is not Base64 or was made with another key.</summary>
    public static string? Decrypt(string keyBase64, Encoding charset, string cipherText)
    {
        try
        {
            using var aes = Cipher(keyBase64);
            return charset.GetString(aes.DecryptCbc(Convert.FromBase64String(cipherText), ZeroVector()));
        }
        catch (Exception error) when (error is FormatException or CryptographicException)
        {
            return null;
        }
    }

    private static byte[] ZeroVector() => new byte[KeyBytes];

    private static Aes Cipher(string keyBase64)
    {
        var aes = Aes.Create();
        aes.Key = Convert.FromBase64String(keyBase64);
        return aes;
    }
}
