using System.Security.Cryptography;
using System.Text;
using Payments.Channels.WeChat.Certificates;
using Payments.Channels.WeChat.Signing;

namespace Payments.Channels.WeChat;

/// <summary>
/// Sensitive fields (names, card numbers) and encrypted resources. Get it as a keyed service under the account's name. Thread-safe.
/// </summary>
public sealed class WeChatCipher
{
    private readonly string _account;
    private readonly PlatformKeys _keys;
    private readonly PlatformCertificates _certificates;
    private readonly IWeChatSigner _signer;
    private readonly ResourceCipher _resources;
    private readonly TimeProvider _time;

    internal WeChatCipher(
        string account, PlatformKeys keys, PlatformCertificates certificates, IWeChatSigner signer, ResourceCipher resources, TimeProvider time)
    {
        _account = account;
        _keys = keys;
        _certificates = certificates;
        _signer = signer;
        _resources = resources;
        _time = time;
    }

    /// <summary>
    /// The key of WeChat Pay to encrypt to at this moment. Encrypt all fields of one request with one sealer, and send its
    /// <see cref="WeChatSealer.Serial"/> with that request (<see cref="WeChatCallOptions.PlatformSerial"/>): keys change, and one call must not mix them.
    /// </summary>
    /// <exception cref="ChannelUnreachableException">No platform certificate is known, and none can be fetched.</exception>
    public async ValueTask<WeChatSealer> GetSealerAsync(CancellationToken cancellationToken = default)
    {
        await _certificates.EnsureAnyAsync(cancellationToken).ConfigureAwait(false);
        return _keys.ForRequests(_time.GetUtcNow()) is { } key
            ? new WeChatSealer(key)
            : throw new ChannelUnreachableException(_account, "it has no public key and no platform certificate in force.");
    }

    /// <summary>Decrypts a sensitive field of an answer with the merchant's private key.</summary>
    /// <param name="ciphertext">The field's value, Base64.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChannelProtocolException">It is not encrypted to this merchant.</exception>
    public async ValueTask<string> DecryptAsync(string ciphertext, CancellationToken cancellationToken = default)
    {
        try
        {
            var plaintext = await _signer.DecryptAsync(Convert.FromBase64String(ciphertext), cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(plaintext.Span);
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            throw Undecryptable("The field is not Base64 of something encrypted to this merchant's key.", exception);
        }
    }

    /// <summary>Decrypts the <c>resource</c> of a callback these packages do not follow, or of any other AEAD_AES_256_GCM content.</summary>
    /// <param name="nonce">Its <c>nonce</c>.</param>
    /// <param name="associatedData">Its <c>associated_data</c>; may be empty or absent.</param>
    /// <param name="ciphertext">Its <c>ciphertext</c>, Base64.</param>
    /// <returns>The plaintext, UTF-8 JSON.</returns>
    /// <exception cref="ChannelProtocolException">It was not encrypted under this account's APIv3 key, or was changed.</exception>
    public byte[] DecryptResource(string nonce, string? associatedData, string ciphertext)
    {
        try
        {
            var sealedData = Convert.FromBase64String(ciphertext);
            var plaintext = new byte[Math.Max(0, sealedData.Length - ResourceCipher.TagLength)];
            return _resources.TryDecrypt(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(associatedData ?? ""), sealedData, plaintext)
                ? plaintext
                : throw Undecryptable("The resource does not decrypt with the account's APIv3 key.", innerException: null);
        }
        catch (FormatException exception)
        {
            throw Undecryptable("The resource is not Base64.", exception);
        }
    }

    private ChannelProtocolException Undecryptable(string detail, Exception? innerException) =>
        new(_account, new VerificationFailure(VerificationFailureReason.DecryptionFailed, detail), innerException);
}

/// <summary>Encrypts sensitive fields to one key of WeChat Pay. Made by <see cref="WeChatCipher.GetSealerAsync"/>.</summary>
public sealed class WeChatSealer
{
    private readonly PlatformKey _key;

    internal WeChatSealer(PlatformKey key) => _key = key;

    /// <summary>What the request must carry as <c>Wechatpay-Serial</c>.</summary>
    public string Serial => _key.Serial;

    /// <summary>Encrypts with RSAES-OAEP (SHA-1, MGF1-SHA-1); Base64.</summary>
    /// <param name="plaintext">At most 214 bytes of UTF-8 for a 2048-bit key.</param>
    /// <exception cref="ArgumentException">The text is longer.</exception>
    public string Encrypt(string plaintext)
    {
        var bytes = Encoding.UTF8.GetBytes(plaintext);
        const int OaepOverhead = 42;
        return bytes.Length <= (_key.Key.Bits / 8) - OaepOverhead
            ? Convert.ToBase64String(_key.Key.Rsa.Encrypt(bytes, RSAEncryptionPadding.OaepSHA1))
            : throw new ArgumentException($"The text has {bytes.Length} bytes of UTF-8; the key takes {(_key.Key.Bits / 8) - OaepOverhead}.", nameof(plaintext));
    }
}
