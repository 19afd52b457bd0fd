using System.Formats.Asn1;

namespace Payments.Shared;

internal enum DerKind
{
    Unknown,
    CutShort,
    Pkcs1Private,
    Pkcs1Public,
    Pkcs8,
    EncryptedPkcs8,
    Pkcs12,
    SubjectPublicKeyInfo,
    Certificate,
    CertificateRequest,
    EcPrivate,
    Pkcs7,
}

/// <summary>
/// What a DER value is, told by its outermost elements. Labels are not believed: people put any armour around any key.
/// </summary>
/// <param name="Kind">The structure.</param>
/// <param name="Algorithm">The algorithm's object identifier, where the structure names one at its head.</param>
internal readonly record struct DerShape(DerKind Kind, string? Algorithm)
{
    private const string RsaOid = "1.2.840.113549.1.1.1";

    public bool IsRsa => Algorithm is null or RsaOid;

    public bool IsPrivate => Kind is DerKind.Pkcs1Private or DerKind.Pkcs8 or DerKind.EncryptedPkcs8 or DerKind.Pkcs12 or DerKind.EcPrivate;

    public bool IsPublic => Kind is DerKind.Pkcs1Public or DerKind.SubjectPublicKeyInfo or DerKind.Certificate;

    /// <summary>The key's algorithm in words, with its article.</summary>
    public string AlgorithmName => Algorithm switch
    {
        "1.2.840.10045.2.1" => "an EC key",
        "1.2.840.113549.1.1.10" => "an RSA-PSS key",
        "1.2.840.10040.4.1" => "a DSA key",
        "1.3.101.112" => "an Ed25519 key",
        RsaOid => "an RSA key",
        null => Kind == DerKind.EcPrivate ? "an EC key" : "a key",
        _ => $"a key of algorithm {Algorithm}",
    };

    public static DerShape Of(ReadOnlyMemory<byte> der)
    {
        // P12 files are BER as often as DER, and BER rules read both.
        var reader = new AsnReader(der, AsnEncodingRules.BER);
        AsnReader outer;
        try
        {
            outer = reader.ReadSequence();
        }
        catch (AsnContentException)
        {
            return new DerShape(der.Span is [0x30, ..] ? DerKind.CutShort : DerKind.Unknown, Algorithm: null);
        }

        try
        {
            return OfSequence(outer);
        }
        catch (AsnContentException)
        {
            return default;
        }
    }

    private static DerShape OfSequence(AsnReader outer)
    {
        var first = outer.PeekTag();
        if (first == Asn1Tag.ObjectIdentifier)
        {
            return new DerShape(DerKind.Pkcs7, Algorithm: null);
        }

        if (first == Asn1Tag.Integer)
        {
            return OfNumbered(outer);
        }

        var head = outer.ReadSequence();
        var second = outer.PeekTag();
        if (head.HasData && head.PeekTag() == Asn1Tag.ObjectIdentifier)
        {
            var algorithm = head.ReadObjectIdentifier();
            return second.TagValue == (int)UniversalTagNumber.BitString
                ? new DerShape(DerKind.SubjectPublicKeyInfo, algorithm)
                : new DerShape(DerKind.EncryptedPkcs8, algorithm);
        }

        return second == Asn1Tag.Sequence ? OfSigned(head) : default;
    }

    private static DerShape OfNumbered(AsnReader outer)
    {
        var number = outer.ReadIntegerBytes();
        var second = outer.PeekTag();
        if (second == Asn1Tag.Integer)
        {
            outer.ReadIntegerBytes();
            return new DerShape(outer.HasData ? DerKind.Pkcs1Private : DerKind.Pkcs1Public, Algorithm: null);
        }

        if (second == Asn1Tag.Sequence)
        {
            var algorithm = outer.ReadSequence().ReadObjectIdentifier();
            return number.Span is [3] ? new DerShape(DerKind.Pkcs12, Algorithm: null) : new DerShape(DerKind.Pkcs8, algorithm);
        }

        return second == Asn1Tag.PrimitiveOctetString ? new DerShape(DerKind.EcPrivate, Algorithm: null) : default;
    }

    // Certificates of version 1 also begin with a number, but theirs is followed by an algorithm, a request's by a name (a sequence of sets).
    private static DerShape OfSigned(AsnReader head)
    {
        if (head.PeekTag() != Asn1Tag.Integer)
        {
            return new DerShape(DerKind.Certificate, Algorithm: null);
        }

        head.ReadIntegerBytes();
        var next = head.ReadSequence();
        var isAlgorithm = next.HasData && next.PeekTag() == Asn1Tag.ObjectIdentifier;
        return new DerShape(isAlgorithm ? DerKind.Certificate : DerKind.CertificateRequest, Algorithm: null);
    }
}
