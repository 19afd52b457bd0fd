using System.Formats.Asn1;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Payments.Simulators.Alipay.Signing;

/// <summary>
/// Alipay's certificate numbers: lower-case hex MD5 of the issuer's name (CN first, no spaces) followed by the serial
/// number in decimal.
/// </summary>
internal static class AlipayCertificateNumber
{
    private const string RsaSignatures = "1.2.840.113549.1.1";

    public static string Of(X509Certificate2 certificate)
    {
        var serial = BigInteger.Parse("0" + certificate.SerialNumber, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        var text = IssuerName(certificate) + serial.ToString(CultureInfo.InvariantCulture);
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The root number: that of every root with an RSA signature, in file order, joined by <c>_</c>.</summary>
    public static string OfRoots(IEnumerable<X509Certificate2> roots) => string.Join('_', roots
        .Where(static root => root.SignatureAlgorithm.Value?.StartsWith(RsaSignatures, StringComparison.Ordinal) == true)
        .Select(Of));

    private static string IssuerName(X509Certificate2 certificate)
    {
        var parts = new List<string>();
        var names = new AsnReader(certificate.IssuerName.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var pair = names.ReadSetOf().ReadSequence();
            var type = pair.ReadObjectIdentifier();
            var tag = pair.PeekTag();
            parts.Add($"{ShortName(type)}={pair.ReadCharacterString((UniversalTagNumber)tag.TagValue)}");
        }

        parts.Reverse();
        return string.Join(',', parts);
    }

    private static string ShortName(string oid) => oid switch
    {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        _ => oid,
    };
}
