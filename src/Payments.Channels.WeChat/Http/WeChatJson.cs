using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Channels.WeChat.Barcode;
using Payments.Channels.WeChat.Bills;
using Payments.Channels.WeChat.Certificates;
using Payments.Channels.WeChat.Orders;
using Payments.Channels.WeChat.Refunds;
using Payments.Channels.WeChat.Transfers;

namespace Payments.Channels.WeChat.Http;

/// <summary>The JSON of the API: absent instead of null (WeChat Pay refuses null), unknown members ignored, duplicate ones refused.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, AllowDuplicateProperties = false, MaxDepth = 16)]
[JsonSerializable(typeof(PrepayRequest))]
[JsonSerializable(typeof(PrepayAnswer))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(CodepayRequest))]
[JsonSerializable(typeof(ReverseRequest))]
[JsonSerializable(typeof(RefundRequest))]
[JsonSerializable(typeof(TransferRequest))]
[JsonSerializable(typeof(BillAnswer))]
[JsonSerializable(typeof(CertificateListAnswer))]
internal sealed partial class WeChatJson : JsonSerializerContext
{
    /// <summary>For writing: Chinese and plus signs go out as themselves, as the channel's own clients write them.</summary>
    public static WeChatJson Wire { get; } = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
