using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Payments.Simulators.WeChat.Signing;

/// <summary>AEAD_AES_256_GCM under the merchant's APIv3 key.</summary>
internal static class Aead
{
    private const int TagSize = 16;

    /// <summary>The members <c>algorithm, nonce, associated_data, ciphertext</c>.</summary>
    public static JsonObject Seal(byte[] apiV3Key, ReadOnlySpan<byte> plaintext, string associatedData)
    {
        var nonce = PlatformSigning.Nonce(12);
        var sealedBytes = new byte[plaintext.Length + TagSize];
        using var aes = new AesGcm(apiV3Key, TagSize);
        aes.Encrypt(
            Encoding.ASCII.GetBytes(nonce),
            plaintext,
            sealedBytes.AsSpan(0, plaintext.Length),
            sealedBytes.AsSpan(plaintext.Length),
            Encoding.UTF8.GetBytes(associatedData));
        return new JsonObject
        {
            ["algorithm"] = "AEAD_AES_256_GCM",
            ["ciphertext"] = Convert.ToBase64String(sealedBytes),
            ["associated_data"] = associatedData,
            ["nonce"] = nonce,
        };
    }
}
