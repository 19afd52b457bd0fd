namespace Payments.Core.Refunds;

/// <summary>Makes the events of one refund, found in the order as the change left it.</summary>
internal static class RefundEvents
{
    public static Func<int, PaymentOrder, PaymentEvent> Created(string refundNo) => (sequence, order) =>
        new RefundCreated { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order, Refund = RefundStateMachine.Require(order, refundNo) };

    public static Func<int, PaymentOrder, PaymentEvent> Succeeded(string refundNo) => (sequence, order) =>
        new RefundSucceeded { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order, Refund = RefundStateMachine.Require(order, refundNo) };

    public static Func<int, PaymentOrder, PaymentEvent> Failed(string refundNo) => (sequence, order) =>
        new RefundFailed { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order, Refund = RefundStateMachine.Require(order, refundNo) };

    public static Func<int, PaymentOrder, PaymentEvent> Abnormal(string refundNo) => (sequence, order) =>
        new RefundAbnormal { OrderNo = order.OrderNo, Sequence = sequence, OccurredAt = order.UpdatedAt, Order = order, Refund = RefundStateMachine.Require(order, refundNo) };
}
