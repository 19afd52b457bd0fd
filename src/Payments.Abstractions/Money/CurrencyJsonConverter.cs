using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments;

/// <summary>Writes a <see cref="Currency"/> as its code, <c>"CNY"</c>; also as the name of a JSON property.</summary>
public sealed class CurrencyJsonConverter : JsonConverter<Currency>
{
    private const int CodeRoom = 18; // three letters, each written as \u0043

    /// <inheritdoc/>
    public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? ReadCode(ref reader) : throw Refused();

    /// <inheritdoc/>
    public override Currency ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadCode(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.Code);
    }

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WritePropertyName(value.Code);
    }

    internal static Currency ReadCode(ref Utf8JsonReader reader)
    {
        Span<char> code = stackalloc char[CodeRoom];
        var length = reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (length > CodeRoom)
        {
            throw Refused();
        }

        try
        {
            return Currency.TryParse(code[..reader.CopyString(code)], out var currency) ? currency : throw Refused();
        }
        catch (InvalidOperationException)
        {
            throw Refused(); // invalid UTF-8 or a lone surrogate
        }
    }

    private static JsonException Refused() => new(
        "A currency must be the upper-case ISO 4217 code of a payable currency, as a JSON string such as \"CNY\".");
}
