using System.Security.Cryptography;

namespace Payments.Channels.WeChat.Signing;

/// <summary>AEAD_AES_256_GCM under the APIv3 key. AesGcm is not thread-safe, so each use makes its own; that costs one microsecond.</summary>
internal sealed class ResourceCipher(byte[] apiV3Key)
{
    public const string Algorithm = "AEAD_AES_256_GCM";
    public const int TagLength = 16;
    public const int NonceLength = 12;

    /// <summary>Decrypts ciphertext and tag in one piece. <see langword="false"/> when it is not what was encrypted under this key.</summary>
    /// <param name="nonce">12 bytes; any other length cannot decrypt.</param>
    /// <param name="associatedData">May be empty.</param>
    /// <param name="sealedData">Ciphertext followed by the 16-byte tag.</param>
    /// <param name="plaintext">Takes exactly <paramref name="sealedData"/> less the tag.</param>
    public bool TryDecrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData, ReadOnlySpan<byte> sealedData, Span<byte> plaintext)
    {
        if (nonce.Length != NonceLength || sealedData.Length < TagLength)
        {
            return false;
        }

        try
        {
            using var aes = new AesGcm(apiV3Key, TagLength);
            aes.Decrypt(nonce, sealedData[..^TagLength], sealedData[^TagLength..], plaintext, associatedData);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }
}
