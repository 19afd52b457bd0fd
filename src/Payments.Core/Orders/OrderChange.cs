using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>Builds one transition: the version rises by one, event sequences follow without gaps, and every event carries the order as it shall be.</summary>
internal sealed class OrderChange
{
    private readonly PaymentOrder _before;
    private readonly DateTimeOffset _now;
    private PaymentOrder _after;
    private Func<int, PaymentOrder, PaymentEvent>? _event;

    private OrderChange(PaymentOrder order, DateTimeOffset now)
    {
        _before = order;
        _now = now;
        _after = order with { Version = order.Version + 1, UpdatedAt = now };
    }

    /// <summary>Whether an attempt may still charge.</summary>
    public bool HasOpenAttempt => _after.Attempts.Any(attempt =>
        attempt.Status is AttemptStatus.Created or AttemptStatus.Sent or AttemptStatus.AwaitingPayer or AttemptStatus.Unknown);

    public static OrderChange Of(PaymentOrder order, DateTimeOffset now) => new(order, now);

    public OrderChange With(PaymentAttempt attempt)
    {
        var changed = attempt with { UpdatedAt = _now };
        _after = _after with { Attempts = [.. _after.Attempts.Select(each => each.AttemptNo == attempt.AttemptNo ? changed : each)] };
        return this;
    }

    public OrderChange To(OrderStatus status)
    {
        _after = _after with { Status = status };
        return this;
    }

    public OrderChange Because(PaymentError error)
    {
        _after = _after with { Error = error };
        return this;
    }

    public OrderChange Paid(string attemptNo, string transactionId, DateTimeOffset paidAt)
    {
        _after = _after with
        {
            Status = OrderStatus.Paid,
            PaidAttemptNo = attemptNo,
            ChannelTransactionId = transactionId,
            PaidAt = paidAt,
            Error = null,
        };
        return this;
    }

    public OrderChange Tell(Func<int, PaymentOrder, PaymentEvent> create)
    {
        _event = create;
        _after = _after with { LastEventSequence = _before.LastEventSequence + 1 };
        return this;
    }

    public Transition Build(string reason, EvidenceVerdict verdict = EvidenceVerdict.Applied) => new()
    {
        Before = _before,
        After = _after,
        Events = _event is null ? [] : [_event(_after.LastEventSequence, _after)],
        Verdict = verdict,
        Reason = reason,
    };
}
