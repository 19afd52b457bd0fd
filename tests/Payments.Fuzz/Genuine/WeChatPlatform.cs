using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Fuzz.Genuine;

/// <summary>WeChat Pay's side of a callback: seals and signs as the platform does. Safe on several threads.</summary>
/// <param name="key">The platform's key pair.</param>
/// <param name="apiV3Key">32 ASCII characters.</param>
/// <param name="serial">Names the key: a public key's id or a certificate's serial number.</param>
internal sealed class WeChatPlatform(RSA key, string apiV3Key, string serial = WeChatPlatform.PublicKeyId)
{
    public const string MchId = "1900009191";
    public const string AppId = "wxd678efh567hg6787";
    public const string PublicKeyId = "PUB_KEY_ID_0114232134912410000000000000";
    public const string TimestampHeader = "Wechatpay-Timestamp";
    public const string NonceHeader = "Wechatpay-Nonce";
    public const string SignatureHeader = "Wechatpay-Signature";
    public const string SerialHeader = "Wechatpay-Serial";
    public const int TagLength = 16;

    private readonly byte[] _apiV3Key = Encoding.ASCII.GetBytes(apiV3Key);

    public string Serial { get; } = serial;

    /// <summary>What is signed.</summary>
    public static byte[] Message(string timestamp, string nonce, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{timestamp}\n{nonce}\n"), .. body, (byte)'\n'];

    public string Sign(string timestamp, string nonce, ReadOnlySpan<byte> body) =>
        Convert.ToBase64String(key.SignData(Message(timestamp, nonce, body), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    /// <summary>Base64 of ciphertext and tag.</summary>
    public string Seal(ReadOnlySpan<byte> plaintext, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> associatedData)
    {
        var box = new byte[plaintext.Length + TagLength];
        using var aes = new AesGcm(_apiV3Key, TagLength);
        aes.Encrypt(nonce, plaintext, box.AsSpan(0, plaintext.Length), box.AsSpan(plaintext.Length), associatedData);
        return Convert.ToBase64String(box);
    }

    /// <summary>A whole callback with this body, signed at this moment.</summary>
    public Callback Send(byte[] body, DateTimeOffset at, string nonce)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new Callback(
            body,
            [
                new("Host", "pay.example.com"),
                new("Content-Type", "application/json"),
                new("User-Agent", "Mozilla/4.0"),
                new(TimestampHeader, timestamp),
                new(NonceHeader, nonce),
                new(SignatureHeader, Sign(timestamp, nonce, body)),
                new("Wechatpay-Signature-Type", "WECHATPAY2-SHA256-RSA2048"),
                new(SerialHeader, Serial),
            ]);
    }
}
