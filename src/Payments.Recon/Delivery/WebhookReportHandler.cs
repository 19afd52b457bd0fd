using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Payments.Reconciliation;
using Payments.Webhooks;

namespace Payments.Recon.Delivery;

/// <summary>Posts a run as JSON, signed by Standard Webhooks: <c>{"type":"reconciliation.completed","timestamp":…,"data":{the run}}</c>.</summary>
internal sealed class WebhookReportHandler(ReportHttp http, IOptions<ReconciliationReportOptions> options, TimeProvider time) : IReconciliationReportHandler
{
    public string Name => "payments.webhook";

    public async Task HandleAsync(ReconciliationReportReady report, CancellationToken cancellationToken)
    {
        if (options.Value.Webhook is not { Endpoint: { } endpoint, Secret: { } secret })
        {
            return;
        }

        var now = time.GetUtcNow();
        var run = report.Run;
        // One for each completion, the same on every try, so that the receiver knows a repetition.
        var id = string.Create(CultureInfo.InvariantCulture, $"{run.RunId}-{run.Completions}");
        var body = Compose(run);
        using var timeout = new CancellationTokenSource(options.Value.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await http.PostAsync(
            endpoint,
            body,
            [
                new(WebhookSignature.IdHeader, id),
                new(WebhookSignature.TimestampHeader, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                new(WebhookSignature.SignatureHeader, WebhookSignature.Sign(WebhookSecret.Parse(secret), id, now, body)),
            ],
            linked.Token).ConfigureAwait(false);
    }

    private static byte[] Compose(ReconciliationRun run)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", "reconciliation.completed");
            json.WriteString("timestamp", run.CompletedAt ?? run.UpdatedAt);
            json.WritePropertyName("data");
            JsonSerializer.Serialize(json, run, PaymentsJson.Default.ReconciliationRun);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
