using System.Text;

namespace Payments.Fuzz.Genuine;

/// <summary>How a form's bytes are escaped; every way says the same.</summary>
internal enum EscapeStyle
{
    Usual,
    LowerHex,
    PercentTwenty,
    Everything,
}

/// <summary>Forms as bytes, and bytes as forms: written anew for the fuzzer, so that it shares no mistake with the channel.</summary>
internal static class FormText
{
    private const string Unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";

    public static byte[] Write(IEnumerable<Field> fields, EscapeStyle style = EscapeStyle.Usual)
    {
        var text = new StringBuilder(1536);
        foreach (var field in fields)
        {
            if (text.Length > 0)
            {
                text.Append('&');
            }

            Escape(text, field.Name, style);
            text.Append('=');
            Escape(text, field.Value, style);
        }

        return Encoding.Latin1.GetBytes(text.ToString());
    }

    /// <returns>The fields in their order, or <see langword="null"/> when an escape is broken.</returns>
    public static List<Field>? Read(ReadOnlySpan<byte> body)
    {
        var fields = new List<Field>(40);
        foreach (var pair in Encoding.Latin1.GetString(body).Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Unescape(equals < 0 ? pair : pair[..equals]);
            var value = Unescape(equals < 0 ? "" : pair[(equals + 1)..]);
            if (name is null || value is null)
            {
                return null;
            }

            fields.Add(new Field(name, value));
        }

        return fields;
    }

    private static void Escape(StringBuilder text, string value, EscapeStyle style)
    {
        foreach (var character in value)
        {
            if (style != EscapeStyle.Everything && Unreserved.Contains(character, StringComparison.Ordinal))
            {
                text.Append(character);
            }
            else if (character == ' ' && style != EscapeStyle.PercentTwenty && style != EscapeStyle.Everything)
            {
                text.Append('+');
            }
            else
            {
                var digits = style == EscapeStyle.LowerHex ? "0123456789abcdef" : "0123456789ABCDEF";
                text.Append('%').Append(digits[character >> 4]).Append(digits[character & 15]);
            }
        }
    }

    private static string? Unescape(string text)
    {
        if (!text.AsSpan().ContainsAny('%', '+'))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                plain.Append(text[i] == '+' ? ' ' : text[i]);
                continue;
            }

            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                return null;
            }

            plain.Append((char)((HexValue(text[i + 1]) * 16) + HexValue(text[i + 2])));
            i += 2;
        }

        return plain.ToString();
    }

    private static int HexValue(char digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
