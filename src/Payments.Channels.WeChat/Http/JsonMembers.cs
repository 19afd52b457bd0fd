using System.Text.Json;

namespace Payments.Channels.WeChat.Http;

/// <summary>Strict reading of JSON members without building a tree: a known member twice, of another kind or too long is a <see cref="JsonException"/>.</summary>
internal static class JsonMembers
{
    public static readonly JsonReaderOptions Options = new() { MaxDepth = 16 };

    private const int MaxTime = 64;

    /// <summary>Moves to the root object.</summary>
    public static void Open(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("The root is not an object.");
        }
    }

    /// <summary>Past the root object: nothing may follow.</summary>
    public static void Close(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.EndObject || reader.Read())
        {
            throw new JsonException("Something follows the root object.");
        }
    }

    /// <summary>Moves to the next member's name of the object being read.</summary>
    public static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>From a member's name: notes that it was seen, and moves to its value.</summary>
    public static void Enter(ref Utf8JsonReader reader, ref int seen, int member)
    {
        if ((seen & member) != 0)
        {
            throw new JsonException("A member appears twice.");
        }

        seen |= member;
        reader.Read();
    }

    /// <summary>From a member's name: the text of its value; <see langword="null"/> for a JSON null.</summary>
    public static string? Text(ref Utf8JsonReader reader, ref int seen, int member, int maxLength)
    {
        Enter(ref reader, ref seen, member);
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        // Escapes are six bytes a character at most.
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > maxLength * 6)
        {
            throw new JsonException("A member is not the text it should be.");
        }

        var text = reader.GetString()!;
        return text.Length <= maxLength ? text : throw new JsonException("A member is too long.");
    }

    /// <summary>From a member's name: its whole number.</summary>
    public static long Integer(ref Utf8JsonReader reader, ref int seen, int member)
    {
        Enter(ref reader, ref seen, member);
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value)
            ? value
            : throw new JsonException("A member is not a whole number.");
    }

    /// <summary>From a member's name: its instant; <see langword="null"/> for a JSON null or an empty text.</summary>
    public static DateTimeOffset? Instant(ref Utf8JsonReader reader, ref int seen, int member)
    {
        Enter(ref reader, ref seen, member);
        if (reader.TokenType == JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty))
        {
            return null;
        }

        return reader.TokenType == JsonTokenType.String && HasZone(ref reader) && reader.TryGetDateTimeOffset(out var value)
            ? value
            : throw new JsonException("A member is not a time with its zone.");
    }

    /// <summary>From a member's name: moves to the start of its object; <see langword="false"/> for a JSON null.</summary>
    public static bool Object(ref Utf8JsonReader reader, ref int seen, int member)
    {
        Enter(ref reader, ref seen, member);
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => true,
            JsonTokenType.Null => false,
            _ => throw new JsonException("A member is not an object."),
        };
    }

    // Without a zone the reader would take the time for this machine's.
    private static bool HasZone(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > MaxTime)
        {
            return false;
        }

        Span<byte> text = stackalloc byte[MaxTime];
        text = text[..reader.CopyString(text)];
        return text is [.., (byte)'Z'] or [.., (byte)'+' or (byte)'-', _, _, (byte)':', _, _];
    }

    /// <summary>Whether what a reader threw means that the sender's bytes are not the JSON they should be.</summary>
    public static bool IsMalformed(Exception exception) => exception is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException;
}
