using System.Text.Json;
using Microsoft.Extensions.Options;
using Payments.Reconciliation;

namespace Payments.Recon.Delivery;

/// <summary>Tells a chat group what a run came to.</summary>
internal sealed class ChatReportHandler(ReportHttp http, IOptions<ReconciliationReportOptions> options, TimeProvider time) : IReconciliationReportHandler
{
    public string Name => "payments.chat";

    public async Task HandleAsync(ReconciliationReportReady report, CancellationToken cancellationToken)
    {
        if (options.Value.Chat.Url is not { } url)
        {
            return;
        }

        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var reply = await http.PostAsync(url, Compose(ReportMessage.Of(report.Run, options.Value.Language), options.Value.Chat.Robot), [], linked.Token).ConfigureAwait(false);
        if (IsRefusal(reply))
        {
            throw new HttpRequestException("The chat's robot refused the report: look at its keyword and its address list.");
        }
    }

    private static byte[] Compose(ReportMessage message, ReportChatKind kind)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var text = $"{message.Title}\n{message.Body}";
            json.WriteStartObject();
            switch (kind)
            {
                case ReportChatKind.WeCom or ReportChatKind.DingTalk:
                    json.WriteString("msgtype", "text");
                    json.WriteStartObject("text");
                    json.WriteString("content", text);
                    json.WriteEndObject();
                    break;
                case ReportChatKind.Feishu:
                    json.WriteString("msg_type", "text");
                    json.WriteStartObject("content");
                    json.WriteString("text", text);
                    json.WriteEndObject();
                    break;
                default:
                    json.WriteString("text", text);
                    break;
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    // They answer 200 also to what they refuse: {"errcode":93000,…} or {"code":19024,…}.
    private static bool IsRefusal(byte[] reply)
    {
        try
        {
            using var json = JsonDocument.Parse(reply);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && (IsFailure(json.RootElement, "errcode") || IsFailure(json.RootElement, "code"));
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsFailure(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var code) && code.ValueKind == JsonValueKind.Number && code.TryGetInt64(out var value) && value != 0;
}
