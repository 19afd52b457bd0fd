using System.Security.Cryptography;
using System.Text;
using Payments.Simulators.Keys;

namespace Payments.Simulators.Alipay.Signing;

/// <summary>RSA PKCS#1 v1.5 over a text in the request's charset: SHA-256 for <c>RSA2</c>, SHA-1 for the legacy <c>RSA</c>.</summary>
internal static class AlipaySignature
{
    public const string Rsa2 = "RSA2";
    public const string Rsa = "RSA";

    public static bool IsKnown(string signType) => signType is Rsa2 or Rsa;

    public static string Sign(SimulatorKey key, string signType, Encoding charset, string text) =>
        Convert.ToBase64String(key.Sign(charset.GetBytes(text), Hash(signType)));

    /// <summary>Whether <paramref name="signature"/> proves the text; anything that is not Base64 proves nothing.</summary>
    public static bool Verify(SimulatorKey key, string signType, Encoding charset, string text, string signature)
    {
        var bytes = new byte[signature.Length];
        return Convert.TryFromBase64String(signature, bytes, out var length)
            && key.Verify(charset.GetBytes(text), bytes.AsSpan(0, length), Hash(signType));
    }

    private static HashAlgorithmName Hash(string signType) =>
        signType == Rsa ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
}
