using System.Collections.Concurrent;

namespace Payments.PostgreSql;

/// <summary>
/// The orders this node wrote or read last, a bounded number. None counts without the server's word that it is still what is stored, by its version
/// and the moment of its last change, given on reading or on committing: what is forgotten or stale here costs a reading, and nothing else (law 9).
/// </summary>
/// <param name="capacity">At most so many; 0 for none.</param>
internal sealed class KnownOrders(int capacity)
{
    // The younger half and the older one: when the younger is full, it becomes the older, and what was the older is forgotten.
    private readonly int _half = (capacity + 1) / 2;
    private volatile ConcurrentDictionary<OrderNo, PaymentOrder> _young = new();
    private volatile ConcurrentDictionary<OrderNo, PaymentOrder> _old = new();
    private int _youngCount;

    public PaymentOrder? Find(OrderNo orderNo) => _young.TryGetValue(orderNo, out var order) || _old.TryGetValue(orderNo, out order) ? order : null;

    /// <summary>Keeps what is stored for certain.</summary>
    public void Keep(PaymentOrder order)
    {
        if (capacity == 0)
        {
            return;
        }

        if (!ReadsAsWritten(order))
        {
            Forget(order.OrderNo);
            return;
        }

        var young = _young;
        if (young.TryAdd(order.OrderNo, order))
        {
            if (Interlocked.Increment(ref _youngCount) >= _half)
            {
                Interlocked.Exchange(ref _youngCount, 0);
                _old = young;
                _young = new ConcurrentDictionary<OrderNo, PaymentOrder>();
            }

            return;
        }

        young.AddOrUpdate(order.OrderNo, order, (_, known) => known.Version < order.Version ? order : known);
    }

    /// <summary>Keeps what a commit made of an order. What a commit leaves out stays in the tables: only where nothing was left out is the whole known.</summary>
    public void Keep(PaymentOrder order, long basedOn)
    {
        if (Find(order.OrderNo) is { } before && before.Version == basedOn && before.Attempts.All(attempt => order.Attempts.Any(each => each.AttemptNo == attempt.AttemptNo)))
        {
            Keep(order);
        }
        else
        {
            Forget(order.OrderNo);
        }
    }

    private void Forget(OrderNo orderNo)
    {
        _young.TryRemove(orderNo, out _);
        _old.TryRemove(orderNo, out _);
    }

    /// <summary>Whether reading it gives the same down to the last byte: times are read in UTC, attempts by number, refunds by when they began.</summary>
    private static bool ReadsAsWritten(PaymentOrder order)
    {
        if (order.Refunds.Count > 0 || !AreUtc(order.CreatedAt, order.ExpiresAt, order.UpdatedAt, order.PaidAt ?? order.CreatedAt))
        {
            return false;
        }

        var before = "";
        foreach (var attempt in order.Attempts)
        {
            if (string.CompareOrdinal(before, attempt.AttemptNo) >= 0 || !AreUtc(attempt.CreatedAt, attempt.UpdatedAt))
            {
                return false;
            }

            before = attempt.AttemptNo;
        }

        return true;
    }

    private static bool AreUtc(params ReadOnlySpan<DateTimeOffset> times)
    {
        foreach (var time in times)
        {
            if (time.Offset != TimeSpan.Zero)
            {
                return false;
            }
        }

        return true;
    }
}
