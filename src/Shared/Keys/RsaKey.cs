using System.Buffers.Text;
using System.Security.Cryptography;

namespace Payments.Shared;

/// <summary>
/// One imported RSA key, kept for the life of the channel account and shared by all threads: importing costs more than signing.
/// Prints as its size only.
/// </summary>
internal sealed class RsaKey : IDisposable
{
    // RSA-8192; longer signatures are decoded on the heap.
    private const int StackBytes = 1024;

    private readonly int _signatureBytes;

    /// <summary>Takes ownership of <paramref name="rsa"/>.</summary>
    public RsaKey(RSA rsa, bool hasPrivateKey, CertificateFacts? certificate = null)
    {
        Rsa = rsa;
        HasPrivateKey = hasPrivateKey;
        Certificate = certificate;
        _signatureBytes = rsa.GetMaxOutputSize();
    }

    /// <summary>The handle, for what this class does not offer. Safe for concurrent signing, verifying, encrypting and decrypting.</summary>
    public RSA Rsa { get; }

    public bool HasPrivateKey { get; }

    /// <summary>The certificate the key came from or with, if any.</summary>
    public CertificateFacts? Certificate { get; }

    public int Bits => Rsa.KeySize;

    /// <summary>Signs with RSASSA-PKCS1-v1_5 and SHA-256.</summary>
    public byte[] SignSha256(ReadOnlySpan<byte> data)
    {
        var signature = new byte[_signatureBytes];
        Rsa.SignData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return signature;
    }

    /// <summary>Signs with RSASSA-PKCS1-v1_5 and SHA-256; standard padded Base64.</summary>
    public string SignSha256Base64(ReadOnlySpan<byte> data)
    {
        Span<byte> signature = _signatureBytes <= StackBytes ? stackalloc byte[StackBytes] : new byte[_signatureBytes];
        var length = Rsa.SignData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Convert.ToBase64String(signature[..length]);
    }

    /// <summary>Whether the signature (RSASSA-PKCS1-v1_5, SHA-256) is of this key over this data. Never throws for what the sender wrote.</summary>
    public bool VerifySha256(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        Rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>As <see cref="VerifySha256"/>, from standard padded Base64 without any white space; text that is not is a signature that does not verify.</summary>
    public bool VerifySha256Base64(ReadOnlySpan<byte> data, ReadOnlySpan<char> signature)
    {
        // A text of exactly this length either decodes to a whole signature or holds something that does not belong.
        if (signature.Length != Base64.GetMaxEncodedToUtf8Length(_signatureBytes))
        {
            return false;
        }

        Span<byte> bytes = _signatureBytes <= StackBytes ? stackalloc byte[StackBytes] : new byte[_signatureBytes];
        return Convert.TryFromBase64Chars(signature, bytes, out var written) && VerifySha256(data, bytes[..written]);
    }

    /// <summary>Whether both are halves of, or the same half of, one key pair.</summary>
    public bool IsSamePair(RsaKey other)
    {
        var mine = Rsa.ExportParameters(includePrivateParameters: false);
        var theirs = other.Rsa.ExportParameters(includePrivateParameters: false);
        return mine.Modulus.AsSpan().SequenceEqual(theirs.Modulus) && mine.Exponent.AsSpan().SequenceEqual(theirs.Exponent);
    }

    public void Dispose() => Rsa.Dispose();

    public override string ToString() => $"RSA {(HasPrivateKey ? "private" : "public")} key, {Bits} bits";
}
