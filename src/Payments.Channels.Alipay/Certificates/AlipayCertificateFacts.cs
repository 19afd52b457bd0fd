using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Certificates;

/// <summary>
/// What signing in certificate mode needs to know of a certificate, read from its DER by hand: the roots' file holds an SM2 certificate that
/// not every platform's <c>X509Certificate2</c> can open.
/// </summary>
internal sealed record AlipayCertificateFacts
{
    // Covers PKCS#1 v1.5 with every hash: …1.5 is SHA-1, …1.11 is SHA-256.
    private const string RsaSignatures = "1.2.840.113549.1.1.";

    private AlipayCertificateFacts(byte[] der, string serialNumber, string signatureAlgorithm, string subject)
    {
        Der = der;
        SerialNumber = serialNumber;
        IsSignedWithRsa = signatureAlgorithm.StartsWith(RsaSignatures, StringComparison.Ordinal);
        Subject = subject;
    }

    public byte[] Der { get; }

    /// <summary>Alipay's number of the certificate (<c>cert_sn</c>): lower-case hex of MD5 over the issuer's name and the decimal serial number.</summary>
    public string SerialNumber { get; }

    public bool IsSignedWithRsa { get; }

    /// <summary>The holder's name as <see cref="DistinguishedName"/> writes it.</summary>
    public string Subject { get; }

    /// <returns><see langword="null"/> when the bytes are no certificate.</returns>
    public static AlipayCertificateFacts? TryRead(byte[] der)
    {
        try
        {
            var certificate = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            var body = certificate.ReadSequence();
            var version = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
            if (body.PeekTag().HasSameClassAndValue(version))
            {
                body.ReadEncodedValue();
            }

            var serial = body.ReadInteger();
            body.ReadSequence();
            var issuer = DistinguishedName.Read(body.ReadSequence());
            body.ReadSequence();
            var subject = DistinguishedName.Read(body.ReadSequence());
            var algorithm = certificate.ReadSequence().ReadObjectIdentifier();
            return new AlipayCertificateFacts(der, NumberOf(issuer, serial), algorithm, subject);
        }
        catch (AsnContentException)
        {
            return null;
        }
        catch (ArgumentException)
        {
            // A name's value of a type that is no text.
            return null;
        }
    }

    /// <summary>The number of the roots (<c>alipay_root_cert_sn</c>): those signed with RSA, in file order, joined by underscores.</summary>
    public static string RootNumberOf(IEnumerable<AlipayCertificateFacts> roots) =>
        string.Join('_', roots.Where(static root => root.IsSignedWithRsa).Select(static root => root.SerialNumber));

    private static string NumberOf(string issuer, BigInteger serial)
    {
        // A serial with its top bit set reads as negative where an encoder forgot the leading zero; Alipay counts it as positive.
        var positive = serial.Sign < 0 ? new BigInteger(serial.ToByteArray(), isUnsigned: true) : serial;
        var text = issuer + positive.ToString(CultureInfo.InvariantCulture);
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
