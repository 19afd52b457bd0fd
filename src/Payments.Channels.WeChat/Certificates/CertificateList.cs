using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Signing;
using Payments.Shared;

namespace Payments.Channels.WeChat.Certificates;

internal sealed record CertificateListAnswer([property: JsonPropertyName("data")] IReadOnlyList<ListedCertificate?>? Data);

internal sealed record ListedCertificate(
    [property: JsonPropertyName("serial_no")] string? SerialNo,
    [property: JsonPropertyName("encrypt_certificate")] EncryptedCertificate? Certificate);

internal sealed record EncryptedCertificate(
    [property: JsonPropertyName("algorithm")] string? Algorithm,
    [property: JsonPropertyName("nonce")] string? Nonce,
    [property: JsonPropertyName("associated_data")] string? AssociatedData,
    [property: JsonPropertyName("ciphertext")] string? Ciphertext);

/// <summary>Opens the answer of <c>GET /v3/certificates</c>.</summary>
internal static class CertificateList
{
    private const int MaxCertificates = 32;

    /// <summary>The certificates in the answer, or what is wrong with it. Only who has the APIv3 key can have made one that opens.</summary>
    public static string? Open(ReadOnlySpan<byte> body, ResourceCipher cipher, out List<PlatformKey> certificates)
    {
        certificates = [];
        CertificateListAnswer? answer;
        try
        {
            answer = JsonSerializer.Deserialize(body, WeChatJson.Default.CertificateListAnswer);
        }
        catch (JsonException)
        {
            return "the list of platform certificates is not the JSON it should be.";
        }

        foreach (var listed in (answer?.Data ?? []).Take(MaxCertificates))
        {
            if (OpenOne(listed, cipher, out var key) is { } fault)
            {
                return fault;
            }

            if (key is not null)
            {
                certificates.Add(key);
            }
        }

        return certificates.Count == 0 ? "the list of platform certificates holds no RSA certificate." : null;
    }

    private static string? OpenOne(ListedCertificate? listed, ResourceCipher cipher, out PlatformKey? key)
    {
        key = null;
        if (listed?.Certificate is not { Ciphertext: { } ciphertext, Nonce: { } nonce } encrypted)
        {
            return "a platform certificate in the list has no content.";
        }

        // Merchants of the SM2 kind get such entries beside the RSA ones.
        if (encrypted.Algorithm != ResourceCipher.Algorithm)
        {
            return null;
        }

        var bytes = new byte[(ciphertext.Length * 3 / 4) + 3];
        if (!Convert.TryFromBase64String(ciphertext, bytes, out var length) || length < ResourceCipher.TagLength)
        {
            return "a platform certificate in the list is not Base64.";
        }

        var plaintext = new byte[length - ResourceCipher.TagLength];
        if (!cipher.TryDecrypt(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(encrypted.AssociatedData ?? ""), bytes.AsSpan(0, length), plaintext))
        {
            return "a platform certificate does not decrypt with the configured APIv3 key. Compare ApiV3Key with the merchant console.";
        }

        var read = RsaKeyReader.ReadPublic(plaintext);
        if (!read.IsRead || read.Key.Certificate is not { } facts)
        {
            read.Key?.Dispose();
            return "a platform certificate in the list cannot be read.";
        }

        key = new PlatformKey(facts.SerialNumber, read.Key, facts.NotBefore, facts.NotAfter);
        return null;
    }
}
