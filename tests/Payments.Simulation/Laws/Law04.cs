using Payments.Channels;
using Payments.Simulation.Stage;
using Payments.Simulation.Store;
using Payments.Storage;

namespace Payments.Simulation.Laws;

/// <summary>
/// State and event together: each change of state is committed with its event, in one sequence without gaps; each event is delivered, unchanged, to
/// every subscriber; and nothing is acknowledged before it is committed.
/// </summary>
internal static class Law04
{
    public static string? Change(PaymentOrder before, PaymentOrder after, IReadOnlyList<PaymentEvent> events)
    {
        if (Sequence(before.LastEventSequence, after, events) is { } broken)
        {
            return broken;
        }

        if (before.Status != after.Status && !events.Any(told => Tells(told, after.Status)))
        {
            return $"{after.OrderNo} went from {before.Status} to {after.Status} without an event.";
        }

        foreach (var refund in after.Refunds)
        {
            var was = before.FindRefund(refund.RefundNo)?.Status;
            if (was is null && !events.OfType<RefundCreated>().Any(told => told.Refund.RefundNo == refund.RefundNo))
            {
                return $"refund {refund.RefundNo} was made without an event.";
            }

            if (was is not null && was != refund.Status && !events.OfType<RefundEvent>().Any(told => told.Refund.RefundNo == refund.RefundNo) && refund.Status is RefundStatus.Succeeded or RefundStatus.Failed or RefundStatus.Abnormal)
            {
                return $"refund {refund.RefundNo} went from {was} to {refund.Status} without an event.";
            }
        }

        return null;
    }

    public static string? Sequence(int last, PaymentOrder after, IReadOnlyList<PaymentEvent> events)
    {
        foreach (var told in events)
        {
            if (told.Sequence != ++last || told.OrderNo != after.OrderNo || told.Order.Version != after.Version)
            {
                return $"{after.OrderNo} v{after.Version}: event {told.Sequence} tells of v{told.Order.Version}, where number {last} was due.";
            }
        }

        return after.LastEventSequence == last ? null : $"{after.OrderNo} says that its newest event is {after.LastEventSequence}; it is {last}.";
    }

    public static string? Heard(World world, string subscriber, PaymentEvent told, IReadOnlyList<PaymentEvent> heard)
    {
        var rows = world.Books.Find(told.OrderNo)!.Events;
        if (!Equals(rows[told.Sequence - 1].Event, told))
        {
            return $"{subscriber} heard another {told.EventId} than was committed.";
        }

        for (var sequence = 1; sequence < told.Sequence; sequence++)
        {
            if (!rows[sequence - 1].WasDead && !heard.Any(each => each.Sequence == sequence))
            {
                return $"{subscriber} heard {told.EventId} before number {sequence}.";
            }
        }

        return null;
    }

    public static string? Acknowledged(World world, string account, ChannelNotification message)
    {
        if (message is ChannelNotification.Payment { Value: { Status: ChannelPaymentStatus.Succeeded } payment }
            && world.Channels.Find(payment.AttemptNo) is { WasPaid: true } truth
            && truth.Account.Name == account
            && truth.Amount == payment.Amount
            && world.Books.Find(truth.OrderNo)?.Order.FindAttempt(payment.AttemptNo) is { Status: not AttemptStatus.Succeeded } attempt)
        {
            return $"the callback that {payment.AttemptNo} is paid was acknowledged; in our books it is {attempt.Status}.";
        }

        if (message is ChannelNotification.Refund { Value: { Status: ChannelRefundStatus.Succeeded } refund }
            && OrderNo.TryFromRefundNo(refund.RefundNo, out var orderNo)
            && world.Books.Find(orderNo)?.Order.FindRefund(refund.RefundNo) is { Status: not RefundStatus.Succeeded } known)
        {
            return $"the callback that refund {refund.RefundNo} succeeded was acknowledged; in our books it is {known.Status}.";
        }

        return null;
    }

    public static string? Rest(World world, OrderRow row)
    {
        if (row.Events.Find(each => each.State != OutboxState.Delivered) is { } left)
        {
            return $"{left.Event.EventId} {left.Event.Type} is {left.State} for ever.";
        }

        foreach (var (subscriber, heard) in world.Inbox.Heard(row.Order.OrderNo))
        {
            if (row.Events.Find(each => !heard.Any(told => told.Sequence == each.Event.Sequence)) is { } lost)
            {
                return $"{subscriber} never heard {lost.Event.EventId} {lost.Event.Type}.";
            }
        }

        return null;
    }

    private static bool Tells(PaymentEvent told, OrderStatus status) => status switch
    {
        OrderStatus.Pending => told is OrderPending,
        OrderStatus.Paid => told is OrderPaid,
        OrderStatus.Closed => told is OrderClosed,
        OrderStatus.Failed => told is OrderFailed,
        OrderStatus.PartiallyRefunded or OrderStatus.Refunded => told is RefundSucceeded,
        _ => false,
    };
}
