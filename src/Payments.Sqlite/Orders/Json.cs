using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments.Sqlite;

/// <summary>The store's own JSON, beside that of the words.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class Json : JsonSerializerContext
{
    public static byte[]? Encode(PaymentError? error) =>
        error is null ? null : JsonSerializer.SerializeToUtf8Bytes(error, PaymentsJson.Default.PaymentError);

    public static PaymentError? DecodeError(Statement row, int column) =>
        row.IsNull(column) ? null : JsonSerializer.Deserialize(row.Bytes(column), PaymentsJson.Default.PaymentError);

    public static byte[]? Encode(IReadOnlyList<string> names) =>
        names.Count == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(names, Default.IReadOnlyListString);

    public static IReadOnlyList<string> DecodeNames(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? [] : JsonSerializer.Deserialize(utf8, Default.IReadOnlyListString) ?? [];
}
