using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments.Core.Orders;

/// <summary>The stored answer to an idempotency key: what the first call was told, so that every repetition is told the same.</summary>
internal sealed record Answer
{
    public required PaymentOrder Order { get; init; }

    /// <summary>Set when the answer was a refusal.</summary>
    public PaymentError? Refusal { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, AnswerJson.Default.Answer);

    public static OrderOutcome Replay(ReadOnlyMemory<byte> bytes)
    {
        var answer = JsonSerializer.Deserialize(bytes.Span, AnswerJson.Default.Answer)
            ?? throw new InvalidDataException("A stored idempotent answer is empty.");
        return answer.ToOutcome(replayed: true);
    }

    public OrderOutcome ToOutcome(bool replayed) => Refusal is null
        ? new OrderOutcome.Accepted(Order, replayed)
        : new OrderOutcome.Rejected(Refusal, Order, replayed);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
