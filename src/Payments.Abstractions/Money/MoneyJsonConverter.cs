using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// Writes <see cref="Money"/> as <c>{"currency":"CNY","minorUnits":8800}</c>, and reads exactly that: both members once, in any order,
/// no others, the number a plain JSON integer.
/// </summary>
public sealed class MoneyJsonConverter : JsonConverter<Money>
{
    /// <inheritdoc/>
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Refused("it is not a JSON object");
        }

        Currency? currency = null;
        long? minorUnits = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (currency is null && reader.ValueTextEquals("currency"u8))
            {
                currency = ReadCurrency(ref reader);
            }
            else if (minorUnits is null && reader.ValueTextEquals("minorUnits"u8))
            {
                minorUnits = ReadMinorUnits(ref reader);
            }
            else
            {
                throw Refused("it has an unknown or repeated member");
            }
        }

        return new Money(
            minorUnits ?? throw Refused("minorUnits is missing"),
            currency ?? throw Refused("currency is missing"));
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("currency"u8, value.Currency.Code);
        writer.WriteNumber("minorUnits"u8, value.MinorUnits);
        writer.WriteEndObject();
    }

    private static Currency ReadCurrency(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.String
            ? CurrencyJsonConverter.ReadCode(ref reader)
            : throw Refused("currency is not a JSON string");

    private static long ReadMinorUnits(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var units)
            ? units
            : throw Refused("minorUnits is not a JSON integer of 64 bits");

    private static JsonException Refused(string fault) => new(
        $"The amount cannot be read: {fault}. Write {{\"currency\":\"CNY\",\"minorUnits\":8800}}, with nothing else.");
}
