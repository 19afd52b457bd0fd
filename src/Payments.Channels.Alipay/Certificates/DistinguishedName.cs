using System.Formats.Asn1;
using System.Text;

namespace Payments.Channels.Alipay.Certificates;

/// <summary>
/// A distinguished name as Alipay spells it: parts in reverse of their order in the certificate (CN, OU, O, C), joined by a comma without a
/// space, nothing quoted or escaped. <c>X509Certificate2.Issuer</c> does none of that, so certificate numbers cannot be made from it.
/// </summary>
internal static class DistinguishedName
{
    // Real names have four parts.
    private const int MostParts = 32;

    public static string Read(AsnReader name)
    {
        var parts = new List<string>();
        while (name.HasData && parts.Count < MostParts)
        {
            parts.Add(ReadPart(name.ReadSetOf()));
        }

        parts.Reverse();
        return string.Join(',', parts);
    }

    private static string ReadPart(AsnReader part)
    {
        var text = new StringBuilder();
        while (part.HasData)
        {
            var attribute = part.ReadSequence();
            var type = attribute.ReadObjectIdentifier();
            text.Append(text.Length > 0 ? "+" : "").Append(Name(type)).Append('=').Append(ReadText(attribute));
        }

        return text.ToString();
    }

    private static string ReadText(AsnReader value)
    {
        var tag = value.PeekTag();
        return tag.TagClass == TagClass.Universal
            ? value.ReadCharacterString((UniversalTagNumber)tag.TagValue)
            : throw new AsnContentException("A name holds a value that is no text.");
    }

    private static string Name(string oid) => oid switch
    {
        "2.5.4.3" => "CN",
        "2.5.4.6" => "C",
        "2.5.4.7" => "L",
        "2.5.4.8" => "ST",
        "2.5.4.9" => "STREET",
        "2.5.4.10" => "O",
        "2.5.4.11" => "OU",
        "0.9.2342.19200300.100.1.25" => "DC",
        "0.9.2342.19200300.100.1.1" => "UID",
        "1.2.840.113549.1.9.1" => "E",
        _ => oid,
    };
}
