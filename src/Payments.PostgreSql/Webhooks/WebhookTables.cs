using Npgsql;
using NpgsqlTypes;
using Payments.Webhooks;

namespace Payments.PostgreSql;

/// <summary>Endpoints and deliveries, for any number of nodes.</summary>
internal sealed class WebhookTables(Connections connections, Lanes<EnqueueWork> enqueues, Lanes<SettleWork> settlements)
{
    private const int MostDeliveries = 1_000;

    public async ValueTask<bool> AddAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        await connections.ExecuteAsync(WebhookSql.InsertEndpoint, command => EndpointRow.Bind(command, endpoint), cancellationToken).ConfigureAwait(false) == 1;

    public async ValueTask<WebhookEndpoint?> FindAsync(string endpointId, CancellationToken cancellationToken) =>
        (await connections.QueryAsync(WebhookSql.FindEndpoint, command => command.With(endpointId), EndpointRow.Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async ValueTask<IReadOnlyList<WebhookEndpoint>> ReadAsync(string? merchantId, string after, int max, CancellationToken cancellationToken) =>
        await connections.QueryAsync(
            merchantId is null ? WebhookSql.ReadEndpoints : WebhookSql.ReadMerchantEndpoints,
            command =>
            {
                command.With(after).With((long)max);
                if (merchantId is not null)
                {
                    command.With(merchantId);
                }
            },
            EndpointRow.Read,
            cancellationToken).ConfigureAwait(false);

    public ValueTask<bool> UpdateAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        Script script = new();
        script.Add(WebhookSql.UpdateEndpoint, command => EndpointRow.Bind(command, endpoint));
        if (endpoint.Status == WebhookEndpointStatus.Disabled)
        {
            script.Add(WebhookSql.CancelDeliveries, command => command.With(endpoint.EndpointId).With(endpoint.UpdatedAt));
        }

        return RunAsync(script, cancellationToken);
    }

    public async ValueTask<int> EnqueueAsync(WebhookMessage message, CancellationToken cancellationToken)
    {
        var work = new EnqueueWork(message, cancellationToken);
        await enqueues.EnqueueAsync(message.OrderNo.Shard, work, cancellationToken).ConfigureAwait(false);
        return await work.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="ArgumentException">The owner is empty or a number out of range.</exception>
    public async ValueTask<IReadOnlyList<ClaimedWebhook>> ClaimAsync(ClaimWebhooks intent, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.Max, 1, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intent.Max, MostDeliveries, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.MaxPerEndpoint, 1, nameof(intent));
        List<KeyValuePair<string, int>> shares = [.. intent.Shares];
        var endpoints = new Dictionary<string, WebhookEndpoint>(StringComparer.Ordinal);
        var rows = await connections.QueryAsync(
            WebhookSql.Claim,
            command => command
                .With(intent.Now)
                .With((long)intent.Max)
                .With(intent.MaxPerEndpoint)
                .Texts(shares, share => share.Key)
                .Numbers(shares, share => share.Value)
                .With(intent.Owner)
                .With(intent.LeaseUntil),
            row => (Since: row.GetInt64(0), DueAt: row.GetInt64(1), Id: row.GetInt64(2), Claimed: ReadClaimed(row, endpoints)),
            cancellationToken).ConfigureAwait(false);
        return
        [
            .. rows.OrderBy(row => row.Since).ThenBy(row => row.Claimed.Endpoint.EndpointId, StringComparer.Ordinal).ThenBy(row => row.DueAt).ThenBy(row => row.Id)
                .Select(row => row.Claimed),
        ];
    }

    public async ValueTask<bool> SettleAsync(WebhookSettlement settlement, CancellationToken cancellationToken)
    {
        if (settlement.DisableReason is { } reason)
        {
            Script script = new();
            script.Add(WebhookSql.DisableEndpoint, command => command.With(settlement.EndpointId).With(reason).With(settlement.Now));
            SettleBatch.Add(script, [settlement]);
            script.Add(WebhookSql.CancelDeliveries, command => command.With(settlement.EndpointId).With(settlement.Now));
            await RunAsync(script, cancellationToken).ConfigureAwait(false);
            return false;
        }

        var work = new SettleWork(settlement, cancellationToken);
        await settlements.EnqueueAsync(Shards.Of(settlement.EndpointId), work, cancellationToken).ConfigureAwait(false);
        return await work.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<WebhookDelivery?> FindDeliveryAsync(string endpointId, string eventId, CancellationToken cancellationToken) =>
        (await connections.QueryAsync(WebhookSql.FindDelivery, command => command.With(endpointId).With(eventId), DeliveryRow.Read, cancellationToken).ConfigureAwait(false)).SingleOrDefault();

    public async ValueTask<IReadOnlyList<WebhookDelivery>> ReadDeliveriesAsync(ReadWebhookDeliveries query, CancellationToken cancellationToken) =>
        await connections.QueryAsync(
            query.State is null ? WebhookSql.ReadDeliveries : WebhookSql.ReadDeliveriesInState,
            command =>
            {
                command.With(query.EndpointId).WithOptional(query.BeforeEventId).With((long)query.Max);
                if (query.State is { } state)
                {
                    command.With(Words.Of(state));
                }
            },
            DeliveryRow.Read,
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<WebhookAttempt>> ReadAttemptsAsync(string endpointId, string eventId, int max, CancellationToken cancellationToken) =>
        await connections.QueryAsync(
            WebhookSql.ReadAttempts, command => command.With(endpointId).With(eventId).With((long)max), DeliveryRow.ReadAttempt, cancellationToken).ConfigureAwait(false);

    public async ValueTask<bool> ReplayAsync(string endpointId, string eventId, DateTimeOffset now, CancellationToken cancellationToken) => await Collisions.RepeatAsync(
        () => connections.ExecuteAsync(WebhookSql.ReplayDelivery, command => command.With(endpointId).With(eventId).With(now), cancellationToken)).ConfigureAwait(false) == 1;

    public ValueTask<int> ReplayUndeliveredAsync(string endpointId, DateTimeOffset since, DateTimeOffset now, CancellationToken cancellationToken) => Collisions.RepeatAsync(
        () => connections.ExecuteAsync(WebhookSql.ReplayUndelivered, command => command.With(endpointId).With(since).With(now), cancellationToken));

    // The statement's own count is that of the deliveries; the attempts are counted apart.
    public ValueTask<int> PurgeAsync(DateTimeOffset before, int max, CancellationToken cancellationToken) =>
        connections.ExecuteAsync(WebhookSql.Purge, command => command.With(before).With((long)max), cancellationToken);

    private static ClaimedWebhook ReadClaimed(NpgsqlDataReader row, Dictionary<string, WebhookEndpoint> endpoints)
    {
        var delivery = DeliveryRow.Read(row, 3);
        if (!endpoints.TryGetValue(delivery.EndpointId, out var endpoint))
        {
            endpoints.Add(delivery.EndpointId, endpoint = EndpointRow.Read(row, 15));
        }

        return new ClaimedWebhook(delivery, endpoint);
    }

    /// <returns>Whether the first statement changed something.</returns>
    private async ValueTask<bool> RunAsync(Script script, CancellationToken cancellationToken) =>
        (await Collisions.RepeatAsync(() => connections.ExecuteAsync(script, cancellationToken)).ConfigureAwait(false))[0] > 0;
}
