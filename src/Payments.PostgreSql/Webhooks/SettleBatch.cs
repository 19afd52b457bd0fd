using NpgsqlTypes;
using Payments.Webhooks;

namespace Payments.PostgreSql;

/// <summary>What a try came to, to be written down.</summary>
internal sealed class SettleWork(WebhookSettlement settlement, CancellationToken cancellationToken) : Work<bool>(cancellationToken)
{
    public WebhookSettlement Settlement { get; } = settlement;
}

/// <summary>Writes down in one transaction what the tries of many deliveries came to.</summary>
internal sealed class SettleBatch(Connections connections)
{
    public async Task RunAsync(IReadOnlyList<SettleWork> batch, CancellationToken stop)
    {
        Script script = new();
        var promotes = Add(script, [.. batch.Select(work => work.Settlement)]);
        var changed = await connections.ExecuteAsync(script, stop).ConfigureAwait(false);

        // Whose it is does not matter: it is this node that is told to look.
        var isNextDue = promotes && changed[^1] > 0;
        foreach (var work in batch)
        {
            work.Complete(isNextDue);
        }
    }

    /// <returns>Whether the last statement is the one that makes the next in line due.</returns>
    public static bool Add(Script script, IEnumerable<WebhookSettlement> settlements)
    {
        // Sorted, so that two nodes lock what they both need in one order.
        List<WebhookSettlement> all = [.. settlements.OrderBy(each => each.EventId, StringComparer.Ordinal).ThenBy(each => each.EndpointId, StringComparer.Ordinal)];
        List<WebhookSettlement> tried = [.. all.Where(each => each.Attempt is not null)];
        if (tried.Count > 0)
        {
            script.Add(WebhookSql.InsertAttempts, command => command
                .Texts(tried, each => each.EndpointId)
                .Texts(tried, each => each.EventId)
                .Times(tried, each => each.Attempt!.StartedAt)
                .Longs(tried, each => each.Attempt!.Duration.Ticks)
                .Column(NpgsqlDbType.Integer, tried, each => each.Attempt!.StatusCode)
                .Texts(tried, each => each.Attempt!.Error)
                .Texts(tried, each => each.Attempt!.Response));
        }

        script.Add(WebhookSql.SettleDeliveries, command => command
            .Texts(all, each => each.EndpointId)
            .Texts(all, each => each.EventId)
            .Texts(all, each => each.Owner)
            .Texts(all, each => Words.Of(each.State))
            .OptionalLongs(all, each => IsPending(each) ? (each.DueAt ?? each.Now).UtcTicks : null)
            .Numbers(all, each => each.Attempts)
            .OptionalLongs(all, each => IsPending(each) ? null : each.Now.UtcTicks));

        List<WebhookSettlement> ended = [.. all.Where(each => !IsPending(each))];
        if (ended.Count > 0)
        {
            script.Add(WebhookSql.PromoteDeliveries, command => command
                .Texts(ended, each => each.EndpointId)
                .Texts(ended, each => each.EventId)
                .Times(ended, each => each.Now));
        }

        return ended.Count > 0;
    }

    private static bool IsPending(WebhookSettlement settlement) => settlement.State == WebhookDeliveryState.Pending;
}
