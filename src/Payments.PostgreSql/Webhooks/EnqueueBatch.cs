using Payments.Webhooks;

namespace Payments.PostgreSql;

/// <summary>A message to enqueue; its answer is how many deliveries are new.</summary>
internal sealed class EnqueueWork(WebhookMessage message, CancellationToken cancellationToken) : Work<int>(cancellationToken)
{
    public WebhookMessage Message { get; } = message;
}

/// <summary>Enqueues the messages of many callers in one statement.</summary>
internal sealed class EnqueueBatch(Connections connections)
{
    public async Task RunAsync(IReadOnlyList<EnqueueWork> batch, CancellationToken stop)
    {
        // Sorted, so that two nodes lock what they both need in one order.
        List<WebhookMessage> messages = [.. batch.Select(work => work.Message).DistinctBy(each => each.EventId, StringComparer.Ordinal).OrderBy(each => each.EventId, StringComparer.Ordinal)];
        var rows = await connections.QueryAsync(
            WebhookSql.Enqueue,
            command => command
                .Texts(messages, each => each.EventId)
                .Texts(messages, each => each.MerchantId)
                .Texts(messages, each => each.EventType)
                .Texts(messages, each => each.OrderNo.Value)
                .Numbers(messages, each => each.Sequence)
                .Bytes(messages, each => each.Body.ToArray())
                .Times(messages, each => each.Now),
            row => (EventId: row.GetString(0), Count: row.GetInt32(1)),
            stop).ConfigureAwait(false);
        var fresh = rows.ToDictionary(row => row.EventId, row => row.Count, StringComparer.Ordinal);
        foreach (var work in batch)
        {
            work.Complete(fresh.Remove(work.Message.EventId, out var count) ? count : 0);
        }
    }
}
