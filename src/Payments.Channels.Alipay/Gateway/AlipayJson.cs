using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Channels.Alipay.Transfers;

namespace Payments.Channels.Alipay.Gateway;

/// <summary>The JSON of the gateway: snake_case, absent instead of null, duplicate members refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TradeContent))]
[JsonSerializable(typeof(TradeNameContent))]
[JsonSerializable(typeof(RefundContent))]
[JsonSerializable(typeof(RefundQueryContent))]
[JsonSerializable(typeof(TransferContent))]
[JsonSerializable(typeof(TransferQueryContent))]
[JsonSerializable(typeof(BillContent))]
[JsonSerializable(typeof(CertificateContent))]
[JsonSerializable(typeof(AnswerHead))]
[JsonSerializable(typeof(TradeAnswer))]
[JsonSerializable(typeof(RefundAnswer))]
[JsonSerializable(typeof(TransferAnswer))]
[JsonSerializable(typeof(BillAnswer))]
[JsonSerializable(typeof(CertificateAnswer))]
internal sealed partial class AlipayJson : JsonSerializerContext
{
    /// <summary>Writes Chinese as it is: a third of the length, and readable on the wire. Nothing of it is ever put into HTML unescaped.</summary>
    public static AlipayJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
