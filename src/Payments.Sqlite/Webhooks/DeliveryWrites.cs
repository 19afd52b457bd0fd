using Payments.Webhooks;

namespace Payments.Sqlite;

/// <summary>Enqueues a message for every endpoint that wants it.</summary>
internal sealed class EnqueueWebhookWrite(WebhookMessage message, CancellationToken cancellationToken) : Write<int>(cancellationToken)
{
    protected override int Execute(Session session)
    {
        var endpoints = EndpointRow.ReadAll(session.Prepare(WebhookSql.ReadActiveEndpoints).Bind(1, message.MerchantId));
        return endpoints.Where(endpoint => endpoint.Wants(message.MerchantId, message.EventType)).Sum(endpoint => session.Prepare(WebhookSql.InsertDelivery)
            .Bind(1, endpoint.EndpointId)
            .Bind(2, message.EventId)
            .Bind(3, message.MerchantId)
            .Bind(4, message.EventType)
            .Bind(5, message.OrderNo)
            .Bind(6, message.Sequence)
            .Bind(7, message.Body.Span)
            .Bind(8, message.Now)
            .Execute());
    }
}

/// <summary>Writes down what a try came to.</summary>
internal sealed class SettleWebhookWrite(WebhookSettlement settlement, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session)
    {
        if (settlement.Attempt is { } attempt)
        {
            Keep(session, attempt);
        }

        var isPending = settlement.State == WebhookDeliveryState.Pending;
        var changed = session.Prepare(WebhookSql.SettleDelivery)
            .Bind(1, settlement.EndpointId)
            .Bind(2, settlement.EventId)
            .Bind(3, settlement.Owner)
            .Bind(4, settlement.State.ToString())
            .Bind(5, isPending ? settlement.DueAt ?? settlement.Now : null)
            .Bind(6, settlement.Attempts)
            .Bind(7, isPending ? null : settlement.Now)
            .Execute();
        var isNextDue = changed == 1 && !isPending
            && session.Prepare(WebhookSql.PromoteDelivery).Bind(1, settlement.EndpointId).Bind(2, settlement.EventId).Bind(3, settlement.Now).Execute() > 0;
        if (settlement.DisableReason is { } reason)
        {
            session.Prepare(WebhookSql.DisableEndpoint).Bind(1, settlement.EndpointId).Bind(2, reason).Bind(3, settlement.Now).Execute();
            session.Prepare(WebhookSql.CancelDeliveries).Bind(1, settlement.EndpointId).Bind(2, settlement.Now).Execute();
            return false;
        }

        return isNextDue;
    }

    private void Keep(Session session, WebhookAttempt attempt)
    {
        var statement = session.Prepare(WebhookSql.InsertAttempt)
            .Bind(1, settlement.EndpointId)
            .Bind(2, settlement.EventId)
            .Bind(3, attempt.StartedAt)
            .Bind(4, attempt.Duration.Ticks)
            .Bind(6, attempt.Error)
            .Bind(7, attempt.Response);
        (attempt.StatusCode is { } status ? statement.Bind(5, status) : statement.BindNull(5)).Execute();
    }
}

/// <summary>Makes a settled delivery due again.</summary>
internal sealed class ReplayWebhookWrite(string endpointId, string eventId, DateTimeOffset now, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session) =>
        session.Prepare(WebhookSql.ReplayDelivery).Bind(1, endpointId).Bind(2, eventId).Bind(3, now).Execute() == 1;
}

/// <summary>Makes everything due again that was not delivered.</summary>
internal sealed class ReplayUndeliveredWrite(string endpointId, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) : Write<int>(cancellationToken)
{
    protected override int Execute(Session session) =>
        session.Prepare(WebhookSql.ReplayUndelivered).Bind(1, endpointId).Bind(2, since).Bind(3, now).Execute();
}

/// <summary>Removes what was settled long ago.</summary>
internal sealed class PurgeWebhooksWrite(DateTimeOffset before, int max, CancellationToken cancellationToken) : Write<int>(cancellationToken)
{
    protected override int Execute(Session session)
    {
        var found = new List<(string EndpointId, string EventId)>();
        var rows = session.Prepare(WebhookSql.FindSettled).Bind(1, before).Bind(2, max);
        while (rows.Read())
        {
            found.Add((rows.Text(0), rows.Text(1)));
        }

        foreach (var (endpointId, eventId) in found)
        {
            session.Prepare(WebhookSql.DeleteAttempts).Bind(1, endpointId).Bind(2, eventId).Execute();
            session.Prepare(WebhookSql.DeleteDelivery).Bind(1, endpointId).Bind(2, eventId).Execute();
        }

        return found.Count;
    }
}
