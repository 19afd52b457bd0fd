namespace Payments.Core.Orders;

/// <summary>The events that carry nothing but the order.</summary>
internal static class OrderEvents
{
    public static PaymentEvent Created(int sequence, PaymentOrder order) =>
        new OrderCreated { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order };

    public static PaymentEvent Pending(int sequence, PaymentOrder order) =>
        new OrderPending { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order };

    public static PaymentEvent Paid(int sequence, PaymentOrder order) =>
        new OrderPaid { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order };

    public static PaymentEvent Closed(int sequence, PaymentOrder order) =>
        new OrderClosed { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order };

    public static PaymentEvent Failed(int sequence, PaymentOrder order) =>
        new OrderFailed { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order };
}
