using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments;

/// <summary>An order number as JSON text.</summary>
public sealed class OrderNoJsonConverter : JsonConverter<OrderNo>
{
    /// <inheritdoc/>
    public override OrderNo Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        OrderNo.TryParse(reader.GetString(), out var orderNo) ? orderNo : throw new JsonException("An order number has 26 Base32 characters.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, OrderNo value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>A payment method as JSON text.</summary>
public sealed class PaymentMethodJsonConverter : JsonConverter<PaymentMethod>
{
    /// <inheritdoc/>
    public override PaymentMethod Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PaymentMethod.TryParse(reader.GetString(), out var method) ? method : throw new JsonException("A payment method reads channel.product in lower case, as wechat.native.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PaymentMethod value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
}

/// <summary>A payer's identity in JSON as it is without asking: written as <c>***</c>, read as text.</summary>
public sealed class HiddenPayerIdJsonConverter : JsonConverter<PayerId>
{
    /// <inheritdoc/>
    public override PayerId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("A payer id is text."));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PayerId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}

/// <summary>A payer's identity as JSON text, revealed: for requests and stores that ask for it, never for logs.</summary>
public sealed class PayerIdJsonConverter : JsonConverter<PayerId>
{
    /// <inheritdoc/>
    public override PayerId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.GetString() ?? throw new JsonException("A payer id is text."));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PayerId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
}
