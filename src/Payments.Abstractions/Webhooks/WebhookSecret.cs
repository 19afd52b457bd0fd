using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Payments.Webhooks;

/// <summary>
/// The key that signs an endpoint's webhooks (Standard Webhooks 1.0, symmetric): 24 to 64 random bytes, written <c>whsec_</c> and Base64.
/// It prints as <c>***</c>; only <see cref="Reveal"/> gives the text.
/// </summary>
public sealed class WebhookSecret : IEquatable<WebhookSecret>
{
    /// <summary>What the text of a secret begins with.</summary>
    public const string Prefix = "whsec_";

    private const int LeastBytes = 24;
    private const int MostBytes = 64;
    private const int NewBytes = 32;

    private readonly byte[] _bytes;

    private WebhookSecret(byte[] bytes) => _bytes = bytes;

    /// <summary>Makes a secret of 32 random bytes.</summary>
    public static WebhookSecret Generate() => new(RandomNumberGenerator.GetBytes(NewBytes));

    /// <summary>Reads a secret.</summary>
    /// <exception cref="FormatException">It is not <c>whsec_</c> and the Base64 of 24 to 64 bytes. The text is not shown.</exception>
    public static WebhookSecret Parse(string text) => TryParse(text, out var secret)
        ? secret
        : throw new FormatException($"A webhook secret reads {Prefix} and the Base64 of {LeastBytes} to {MostBytes} bytes; this text does not. Copy it whole, as it was shown.");

    /// <summary>Reads a secret, if it is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        Span<byte> bytes = stackalloc byte[MostBytes + 2];
        if (text is null || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64Chars(text.AsSpan(Prefix.Length), bytes, out var length) || length is < LeastBytes or > MostBytes)
        {
            return false;
        }

        secret = new WebhookSecret(bytes[..length].ToArray());
        CryptographicOperations.ZeroMemory(bytes);
        return true;
    }

    /// <summary>The secret's text. Show it to its merchant once, hand it to a store, never to a log.</summary>
    public string Reveal() => Prefix + Convert.ToBase64String(_bytes);

    /// <summary>Always <c>***</c>.</summary>
    public override string ToString() => "***";

    /// <summary>Compares in a time that tells nothing.</summary>
    public bool Equals(WebhookSecret? other) => other is not null && CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WebhookSecret);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    internal IncrementalHash CreateHmac() => IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _bytes);
}
