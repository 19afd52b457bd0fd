using Payments.Webhooks;

namespace Payments.Sqlite;

/// <summary>Leases deliveries that are due, of each endpoint no more than its share: what a dead endpoint has waiting keeps nobody else from being served.</summary>
internal sealed class ClaimWebhooksWrite : Write<IReadOnlyList<ClaimedWebhook>>
{
    private const int MostDeliveries = 1_000;

    private readonly ClaimWebhooks _intent;

    /// <exception cref="ArgumentException">The owner is empty or a number out of range.</exception>
    public ClaimWebhooksWrite(ClaimWebhooks intent, CancellationToken cancellationToken)
        : base(cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.Max, 1, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intent.Max, MostDeliveries, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.MaxPerEndpoint, 1, nameof(intent));
        _intent = intent;
    }

    protected override IReadOnlyList<ClaimedWebhook> Execute(Session session)
    {
        var claimed = new List<ClaimedWebhook>();
        foreach (var endpointId in DueEndpoints(session))
        {
            if (claimed.Count >= _intent.Max)
            {
                break;
            }

            Claim(session, endpointId, claimed);
        }

        return claimed;
    }

    private IEnumerable<string> DueEndpoints(Session session)
    {
        var due = new List<(DateTimeOffset DueAt, string EndpointId)>();
        var after = "";
        while (Next(session, after) is { } next)
        {
            after = next.EndpointId;
            if (next.DueAt <= _intent.Now)
            {
                due.Add(next);
            }
        }

        return due.Order().Select(each => each.EndpointId);
    }

    private static (DateTimeOffset DueAt, string EndpointId)? Next(Session session, string after)
    {
        var rows = session.Prepare(WebhookSql.FindDueEndpoint).Bind(1, after);
        if (!rows.Read())
        {
            return null;
        }

        var next = (rows.Time(1), rows.Text(0));
        rows.Reset();
        return next;
    }

    private void Claim(Session session, string endpointId, List<ClaimedWebhook> claimed)
    {
        var share = Math.Min(_intent.Shares.GetValueOrDefault(endpointId, _intent.MaxPerEndpoint), _intent.Max - claimed.Count);
        if (share < 1 || EndpointRow.ReadOne(session.Prepare(WebhookSql.FindEndpoint).Bind(1, endpointId)) is not { Status: WebhookEndpointStatus.Active } endpoint)
        {
            return;
        }

        foreach (var delivery in DeliveryRow.ReadAll(session.Prepare(WebhookSql.FindDueDeliveries).Bind(1, endpointId).Bind(2, _intent.Now).Bind(3, share)))
        {
            session.Prepare(WebhookSql.LeaseDelivery).Bind(1, endpointId).Bind(2, delivery.EventId).Bind(3, _intent.Owner).Bind(4, _intent.LeaseUntil).Execute();
            claimed.Add(new ClaimedWebhook(delivery with { DueAt = _intent.LeaseUntil }, endpoint));
        }
    }
}
