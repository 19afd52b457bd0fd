using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Payments.Coordination;

namespace Payments.Core.Submissions;

/// <summary>
/// Makes and reads tokens: 8 bytes of expiry in milliseconds, 12 of chance, 12 of the subject's keyed hash, 16 of HMAC-SHA256 over all of it and the
/// merchant; in Base64 for addresses. A token names nobody.
/// </summary>
internal sealed class TokenSigner
{
    public const int LeastKeyLength = 32;

    private const int ChanceAt = 8;
    private const int SubjectAt = 20;
    private const int SignatureAt = 32;
    private const int Length = 48;
    private const int MaxText = 64;

    private readonly byte[] _key;
    private readonly Entropy _entropy;

    /// <param name="key">The key all nodes share; empty for one of this process.</param>
    /// <param name="entropy">Where chance comes from.</param>
    public TokenSigner(string key, Entropy entropy)
    {
        _entropy = entropy;
        _key = key.Length > 0 ? Encoding.UTF8.GetBytes(key) : Chance(32);
    }

    public Signed Sign(SubmissionSubject subject, DateTimeOffset expiresAt)
    {
        Span<byte> token = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(token, expiresAt.ToUnixTimeMilliseconds());
        Chance(SubjectAt - ChanceAt).CopyTo(token[ChanceAt..]);
        Hash("subject", subject.MerchantId, subject.UserId, subject.ProductId).AsSpan(0, SignatureAt - SubjectAt).CopyTo(token[SubjectAt..]);
        SignatureOf(token[..SignatureAt], subject.MerchantId).CopyTo(token[SignatureAt..]);
        return Read(token, Base64Url.EncodeToString(token));
    }

    public bool TryRead(string text, string merchantId, out Signed signed)
    {
        signed = default;
        Span<byte> token = stackalloc byte[Length];
        if (text.Length > MaxText || !Base64Url.IsValid(text, out var length) || length != Length || !Base64Url.TryDecodeFromChars(text, token, out _))
        {
            return false;
        }

        // One token has one text: what decodes to the same bytes otherwise would be another token to the marks.
        if (Base64Url.EncodeToString(token) != text || !CryptographicOperations.FixedTimeEquals(SignatureOf(token[..SignatureAt], merchantId), token[SignatureAt..]))
        {
            return false;
        }

        signed = Read(token, text);
        return true;
    }

    /// <summary>An owner as the marks may know him.</summary>
    public string Hide(string merchantId, string owner) => Base64Url.EncodeToString(Hash("owner", merchantId, owner).AsSpan(0, 16));

    private static Signed Read(ReadOnlySpan<byte> token, string text) => new(
        text,
        Base64Url.EncodeToString(token[SubjectAt..SignatureAt]),
        DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(token)));

    private byte[] Chance(int count)
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _entropy.Bits());
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _entropy.Bits());
        return bytes[..count];
    }

    private byte[] SignatureOf(ReadOnlySpan<byte> token, string merchantId) => Hash("token", Base64Url.EncodeToString(token), merchantId)[..(Length - SignatureAt)];

    // Lengths in front, so that no two lists of parts read alike.
    private byte[] Hash(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A token whose signature is right.</summary>
    internal readonly record struct Signed(string Text, string Subject, DateTimeOffset ExpiresAt);
}
