using System.Text;
using Payments.Simulators.Alipay.Signing;

namespace Payments.Simulators.Alipay.Gateway;

/// <summary>Parameters of the query and of a form body, decoded in the charset they name themselves.</summary>
internal static class AlipayForm
{
    private const int MaxParameters = 256;
    private const string CharsetName = "charset";

    /// <summary>Reads both sources into one set; where a name comes twice, its first value counts.</summary>
    public static (Dictionary<string, string> Parameters, Encoding? Charset) Parse(string query, ReadOnlySpan<byte> body)
    {
        var pairs = new List<(byte[] Name, byte[] Value)>();
        Split(Encoding.ASCII.GetBytes(query.TrimStart('?')), pairs);
        Split(body, pairs);

        var named = pairs.Find(static pair => Encoding.ASCII.GetString(pair.Name) == CharsetName).Value;
        var charset = AlipayCharset.Find(named is null ? "utf-8" : Encoding.ASCII.GetString(named));
        var encoding = charset ?? Encoding.UTF8;
        var parameters = new Dictionary<string, string>(pairs.Count, StringComparer.Ordinal);
        foreach (var (name, value) in pairs)
        {
            parameters.TryAdd(encoding.GetString(name), encoding.GetString(value));
        }

        return (parameters, charset);
    }

    /// <summary>Writes parameters as a form body in a charset.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string>> parameters, Encoding charset)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parameters)
        {
            if (text.Length > 0) text.Append('&');
            Escape(text, charset.GetBytes(name)).Append('=');
            Escape(text, charset.GetBytes(value));
        }

        return text.ToString();
    }

    private static void Split(ReadOnlySpan<byte> text, List<(byte[] Name, byte[] Value)> pairs)
    {
        foreach (var range in text.Split((byte)'&'))
        {
            var pair = text[range];
            if (pair.IsEmpty || pairs.Count == MaxParameters) continue;
            var equals = pair.IndexOf((byte)'=');
            pairs.Add(equals < 0
                ? (Unescape(pair), [])
                : (Unescape(pair[..equals]), Unescape(pair[(equals + 1)..])));
        }
    }

    private static byte[] Unescape(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                bytes[length++] = (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]));
                i += 2;
            }
            else
            {
                bytes[length++] = text[i] == '+' ? (byte)' ' : text[i];
            }
        }

        return bytes[..length];
    }

    private static int HexValue(byte digit) => digit switch
    {
        <= (byte)'9' => digit - '0',
        <= (byte)'F' => digit - 'A' + 10,
        _ => digit - 'a' + 10,
    };

    private static StringBuilder Escape(StringBuilder text, byte[] bytes)
    {
        const string Hex = "0123456789ABCDEF";
        foreach (var value in bytes)
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'*')
            {
                text.Append((char)value);
            }
            else if (value == ' ')
            {
                text.Append('+');
            }
            else
            {
                text.Append('%').Append(Hex[value >> 4]).Append(Hex[value & 0xF]);
            }
        }

        return text;
    }
}
