namespace Payments.Channels.WeChat;

/// <summary>
/// What is done with the merchant's private key. Register your own as a keyed service under the account's name to keep the key in a key management
/// service; without one, the key of <see cref="WeChatOptions.PrivateKey"/> is used. Thread-safe.
/// </summary>
public interface IWeChatSigner
{
    /// <summary>Signs with RSASSA-PKCS1-v1_5 and SHA-256.</summary>
    /// <param name="message">The message itself, not its digest. Valid until the returned task ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The signature.</returns>
    ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>Decrypts a sensitive field of an answer: RSAES-OAEP with SHA-1 and MGF1-SHA-1.</summary>
    /// <param name="ciphertext">The ciphertext, decoded from Base64. Valid until the returned task ends.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The plaintext.</returns>
    /// <exception cref="System.Security.Cryptography.CryptographicException">It is not encrypted to this merchant.</exception>
    ValueTask<ReadOnlyMemory<byte>> DecryptAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken);
}
