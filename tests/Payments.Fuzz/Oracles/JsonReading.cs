using System.Globalization;
using System.Text;

namespace Payments.Fuzz.Oracles;

/// <summary>
/// JSON by RFC 8259 and nothing more: no comments, no trailing commas, no byte order mark, valid UTF-8. Written anew for the fuzzer, so that it
/// shares no mistake with the reader under test.
/// </summary>
internal ref struct JsonReading
{
    private const int MaxDepth = 100;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string _text;
    private int _at;

    private JsonReading(string text) => _text = text;

    /// <returns><see langword="null"/> when the bytes are no JSON.</returns>
    public static JsonTree? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Parse(Strict.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <returns><see langword="null"/> when the text is no JSON.</returns>
    public static JsonTree? Parse(string text)
    {
        var reading = new JsonReading(text);
        var value = reading.Value(0);
        reading.SkipSpace();
        return reading._at == text.Length ? value : null;
    }

    /// <returns>The text of a JSON string; <see langword="null"/> when it holds half a surrogate pair.</returns>
    public static string? Unescape(string quoted)
    {
        var text = new StringBuilder(quoted.Length);
        for (var i = 1; i < quoted.Length - 1; i++)
        {
            if (quoted[i] != '\\')
            {
                text.Append(quoted[i]);
                continue;
            }

            i++;
            if (quoted[i] == 'u')
            {
                text.Append((char)int.Parse(quoted.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(quoted[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
            }
        }

        var plain = text.ToString();
        for (var i = 0; i < plain.Length; i++)
        {
            if (char.IsHighSurrogate(plain[i]) && i + 1 < plain.Length && char.IsLowSurrogate(plain[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(plain[i]))
            {
                return null;
            }
        }

        return plain;
    }

    private JsonTree? Value(int depth)
    {
        SkipSpace();
        if (_at == _text.Length || depth > MaxDepth)
        {
            return null;
        }

        return _text[_at] switch
        {
            '{' => Object(depth),
            '[' => Array(depth),
            '"' => String() is { } text ? new JsonTree.Token(text) : null,
            't' => Word("true"),
            'f' => Word("false"),
            'n' => Word("null"),
            _ => Number(),
        };
    }

    private JsonTree.Object? Object(int depth)
    {
        var members = new List<(string Name, JsonTree Value)>();
        _at++;
        SkipSpace();
        if (Take('}'))
        {
            return new JsonTree.Object(members);
        }

        while (true)
        {
            SkipSpace();
            if (String() is not { } name)
            {
                return null;
            }

            SkipSpace();
            if (!Take(':') || Value(depth + 1) is not { } value)
            {
                return null;
            }

            members.Add((name, value));
            SkipSpace();
            if (Take('}'))
            {
                return new JsonTree.Object(members);
            }

            if (!Take(','))
            {
                return null;
            }
        }
    }

    private JsonTree.Array? Array(int depth)
    {
        var items = new List<JsonTree>();
        _at++;
        SkipSpace();
        if (Take(']'))
        {
            return new JsonTree.Array(items);
        }

        while (true)
        {
            if (Value(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
            SkipSpace();
            if (Take(']'))
            {
                return new JsonTree.Array(items);
            }

            if (!Take(','))
            {
                return null;
            }
        }
    }

    private string? String()
    {
        if (_at == _text.Length || _text[_at] != '"')
        {
            return null;
        }

        for (var i = _at + 1; i < _text.Length; i++)
        {
            var character = _text[i];
            if (character == '"')
            {
                var quoted = _text[_at..(i + 1)];
                _at = i + 1;
                return quoted;
            }

            if (character < ' ')
            {
                return null;
            }

            if (character == '\\' && (i = EndOfEscape(i)) < 0)
            {
                return null;
            }
        }

        return null;
    }

    private readonly int EndOfEscape(int at)
    {
        if (at + 1 >= _text.Length)
        {
            return -1;
        }

        if (_text[at + 1] != 'u')
        {
            return "\"\\/bfnrt".Contains(_text[at + 1], StringComparison.Ordinal) ? at + 1 : -1;
        }

        if (at + 5 >= _text.Length)
        {
            return -1;
        }

        foreach (var digit in _text.AsSpan(at + 2, 4))
        {
            if (!char.IsAsciiHexDigit(digit))
            {
                return -1;
            }
        }

        return at + 5;
    }

    private JsonTree.Token? Number()
    {
        var start = _at;
        _ = Take('-');
        if (!Take('0') && !Digits())
        {
            return null;
        }

        if (Take('.') && !Digits())
        {
            return null;
        }

        if (Take('e') || Take('E'))
        {
            _ = Take('+') || Take('-');
            if (!Digits())
            {
                return null;
            }
        }

        return new JsonTree.Token(_text[start.._at]);
    }

    private bool Digits()
    {
        var start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return _at > start;
    }

    private JsonTree.Token? Word(string word)
    {
        if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0)
        {
            return null;
        }

        _at += word.Length;
        return new JsonTree.Token(word);
    }

    private bool Take(char expected)
    {
        if (_at == _text.Length || _text[_at] != expected)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }
}
