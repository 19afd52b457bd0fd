using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Webhooks;

/// <summary>
/// Signatures of Standard Webhooks 1.0: HMAC-SHA256 over <c>{id}.{timestamp}.{body}</c>, written <c>v1,</c> and Base64; a header holds several,
/// separated by spaces, while a secret is rotated. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
/// </summary>
public static class WebhookSignature
{
    /// <summary>The header with the message's id, the same on every try.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of the try, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Version = "v1,";
    private const int MostSignatures = 16;

    /// <summary>Signs a try.</summary>
    /// <param name="secret">The endpoint's secret.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="timestamp">When it is sent; counts whole seconds.</param>
    /// <param name="body">The body's bytes, as they are sent.</param>
    /// <returns><c>v1,</c> and the Base64 of 32 bytes.</returns>
    public static string Sign(WebhookSecret secret, string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        using var hmac = secret.CreateHmac();
        hmac.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp.ToUnixTimeSeconds()}.")));
        hmac.AppendData(body);
        hmac.GetHashAndReset(mac);
        return Version + Convert.ToBase64String(mac);
    }

    /// <summary>Whether one of the header's signatures is one of the secrets'. Takes a time that tells nothing of where they differ; at most 16 signatures are looked at.</summary>
    /// <param name="header">The value of <see cref="SignatureHeader"/>.</param>
    /// <param name="secrets">The secrets that count.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="timestamp">The time of the try.</param>
    /// <param name="body">The body's bytes, as they came.</param>
    public static bool Verify(string header, IReadOnlyList<WebhookSecret> secrets, string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body)
    {
        var isGenuine = false;
        foreach (var secret in secrets)
        {
            var expected = Sign(secret, id, timestamp, body);
            var looked = 0;
            foreach (var part in header.AsSpan().Split(' '))
            {
                if (++looked > MostSignatures)
                {
                    break;
                }

                isGenuine |= CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(header.AsSpan(part)), MemoryMarshal.AsBytes(expected.AsSpan()));
            }
        }

        return isGenuine;
    }
}
