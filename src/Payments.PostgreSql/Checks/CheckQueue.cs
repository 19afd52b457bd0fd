using Microsoft.Extensions.Logging;
using Payments.Storage;

namespace Payments.PostgreSql;

/// <summary>Leases orders that are due, those that wait longest first. Rows another node is taking are skipped, not waited for.</summary>
internal sealed class CheckQueue(Connections connections, ILogger logger)
{
    private const int MostOrders = 1_000;

    /// <exception cref="ArgumentException">The owner is empty or the number of orders out of range.</exception>
    public async ValueTask<IReadOnlyList<PaymentOrder>> ClaimAsync(ClaimOrders intent, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(intent.Owner, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfLessThan(intent.Max, 1, nameof(intent));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(intent.Max, MostOrders, nameof(intent));
        var due = await Collisions.RepeatAsync(() => connections.QueryAsync(
            Sql.ClaimOrders,
            command => command.With(intent.Now).With((long)intent.Max).With(intent.Owner).With(intent.LeaseUntil),
            row => (OrderNo: row.OrderNo(0), DueAt: row.GetInt64(1)),
            cancellationToken)).ConfigureAwait(false);
        if (due.Count == 0)
        {
            return [];
        }

        List<OrderNo> orderNos = [.. due.OrderBy(each => each.DueAt).ThenBy(each => each.OrderNo).Select(each => each.OrderNo)];
        var found = await FindBatch.ReadAsync(connections, orderNos, cancellationToken).ConfigureAwait(false);
        return [.. orderNos.Select((orderNo, n) => TryRead(orderNo, found[n])).OfType<PaymentOrder>()];
    }

    public async ValueTask ScheduleAsync(ScheduleCheck intent, CancellationToken cancellationToken) => await connections.ExecuteAsync(
        Sql.ScheduleCheck,
        command => command.With(intent.OrderNo).With(intent.Owner).With(NpgsqlTypes.NpgsqlDbType.Bigint, intent.NextCheckAt?.UtcTicks),
        cancellationToken).ConfigureAwait(false);

    /// <summary>An order that a newer version wrote may be unreadable here. It is leased and left to a node that can read it; every other order goes on.</summary>
    private PaymentOrder? TryRead(OrderNo orderNo, OrderParts? parts)
    {
        try
        {
            return parts?.ToOrder();
        }
        catch (Exception fault)
        {
            Log.UnreadableOrder(logger, orderNo, fault);
            return null;
        }
    }
}
