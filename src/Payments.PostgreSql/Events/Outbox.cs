using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Payments.Storage;

namespace Payments.PostgreSql;

/// <summary>Events on their way out: leased to one node at a time, each order's one after the other.</summary>
internal sealed class Outbox(Connections connections, ILogger logger)
{
    private const int MostEvents = 1_000;

    /// <exception cref="ArgumentException">The owner is empty or the number of events out of range.</exception>
    public async ValueTask<IReadOnlyList<OutboxItem>> ClaimAsync(ClaimEvents intent, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.Max, 1, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intent.Max, MostEvents, nameof(intent));
        var rows = await Collisions.RepeatAsync(() => connections.QueryAsync(
            Sql.ClaimEvents,
            command => command.With(intent.Now).With((long)intent.Max).With(intent.Owner).With(intent.LeaseUntil),
            Row.Read,
            cancellationToken)).ConfigureAwait(false);
        return [.. rows.OrderBy(row => row.At).ThenBy(row => row.OrderNo).ThenBy(row => row.Sequence).Select(row => TryRead(row, intent.Owner)).OfType<OutboxItem>()];
    }

    public async ValueTask<bool> SettleAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (settlements.Count == 0)
        {
            return false;
        }

        List<OutboxSettlement> sorted = [.. settlements.OrderBy(each => each.OrderNo).ThenBy(each => each.Sequence)];
        return await Collisions.RepeatAsync(() => SettleOnceAsync(sorted, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<OutboxItem>> ReadDeadLettersAsync(int max, CancellationToken cancellationToken)
    {
        var rows = await connections.QueryAsync(Sql.ReadDeadLetters, command => command.With((long)max), Row.Read, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.ToItem(owner: ""))];
    }

    /// <summary>Makes a dead letter due again, with a fresh count of deliveries.</summary>
    public async ValueTask<bool> ReplayAsync(string eventId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return TryParse(eventId, out var orderNo, out var sequence)
            && await connections.ExecuteAsync(Sql.ReplayEvent, command => command.With(orderNo).With(sequence).With(now), cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>Takes an event's id apart; an id we did not make names no event.</summary>
    private static bool TryParse(string eventId, out OrderNo orderNo, out int sequence)
    {
        orderNo = default;
        sequence = 0;
        return eventId.Length > OrderNo.Length + 1
            && OrderNo.TryParse(eventId[..OrderNo.Length], out orderNo)
            && int.TryParse(eventId.AsSpan(OrderNo.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out sequence)
            && eventId == $"{orderNo}-{sequence}";
    }

    private async ValueTask<bool> SettleOnceAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken)
    {
        Script script = new();
        script.Add(Sql.SettleEvents, command => BindSettlements(command, settlements));
        List<OrderNo> ended = [.. settlements.Where(each => each.State != OutboxState.Pending).Select(each => each.OrderNo).Distinct()];
        if (ended.Count > 0)
        {
            script.Add(Sql.PromoteEvents, command => command.Shorts(ended, orderNo => (short)orderNo.Shard).Texts(ended, orderNo => orderNo.Value));
        }

        var changed = await connections.ExecuteAsync(script, cancellationToken).ConfigureAwait(false);
        return ended.Count > 0 && changed[^1] > 0;
    }

    private static void BindSettlements(NpgsqlCommand command, IReadOnlyList<OutboxSettlement> rows) => command
        .Shorts(rows, row => (short)row.OrderNo.Shard)
        .Texts(rows, row => row.OrderNo.Value)
        .Numbers(rows, row => row.Sequence)
        .Texts(rows, row => row.Owner)
        .Texts(rows, row => Words.Of(row.State))
        .Column(NpgsqlDbType.Bigint, rows, row => row.State == OutboxState.Pending ? (row.DueAt ?? DateTimeOffset.MinValue).UtcTicks : (long?)null)
        .Numbers(rows, row => row.Attempts)
        .Texts(rows, row => Json.Encode(row.DeliveredTo))
        .Texts(rows, row => row.LastError);

    /// <summary>
    /// An event that a newer version wrote may be unreadable here. It is leased and left to a node that can read it; every other order's events go on.
    /// </summary>
    private OutboxItem? TryRead(Row row, string owner)
    {
        try
        {
            return row.ToItem(owner);
        }
        catch (JsonException fault)
        {
            Log.UnreadableEvent(logger, row.OrderNo, row.Sequence, fault);
            return null;
        }
    }

    private sealed record Row(long At, OrderNo OrderNo, int Sequence, string Payload, int Attempts, string? DeliveredTo, string? LastError)
    {
        public static Row Read(NpgsqlDataReader row) =>
            new(row.GetInt64(0), row.OrderNo(1), row.GetInt32(2), row.GetString(3), row.GetInt32(4), row.OptionalText(5), row.OptionalText(6));

        public OutboxItem ToItem(string owner) => new(Json.DecodeEvent(Payload), owner, Attempts, Json.DecodeNames(DeliveredTo), LastError);
    }
}
