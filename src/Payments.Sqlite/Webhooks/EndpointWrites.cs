using Payments.Webhooks;

namespace Payments.Sqlite;

/// <summary>Writes a new endpoint.</summary>
internal sealed class AddEndpointWrite(WebhookEndpoint endpoint, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session) => EndpointRow.Bind(session.Prepare(WebhookSql.InsertEndpoint), endpoint).Execute() == 1;
}

/// <summary>Replaces an endpoint by its next version; a disabled one keeps nothing pending.</summary>
internal sealed class UpdateEndpointWrite(WebhookEndpoint endpoint, CancellationToken cancellationToken) : Write<bool>(cancellationToken)
{
    protected override bool Execute(Session session)
    {
        if (EndpointRow.Bind(session.Prepare(WebhookSql.UpdateEndpoint), endpoint).Execute() == 0)
        {
            return false;
        }

        if (endpoint.Status == WebhookEndpointStatus.Disabled)
        {
            session.Prepare(WebhookSql.CancelDeliveries).Bind(1, endpoint.EndpointId).Bind(2, endpoint.UpdatedAt).Execute();
        }

        return true;
    }
}
