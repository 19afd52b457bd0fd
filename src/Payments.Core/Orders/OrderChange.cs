using Payments.Storage;

namespace Payments.Core.Orders;

/// <summary>Builds one transition: the version rises by one, event sequences follow without gaps, and every event carries the order as it shall be.</summary>
internal sealed class OrderChange
{
    private readonly PaymentOrder _before;
    private readonly DateTimeOffset _now;
    private readonly List<Func<int, PaymentOrder, PaymentEvent>> _events = [];
    private PaymentOrder _after;

    private OrderChange(PaymentOrder order, DateTimeOffset now)
    {
        _before = order;
        _now = now;
        _after = order with { Version = order.Version + 1, UpdatedAt = now };
    }

    public PaymentOrder After => _after;

    /// <summary>Whether an attempt may still charge.</summary>
    public bool MayStillCharge => _after.Attempts.Any(attempt => AttemptRules.MayStillCharge(_after, attempt));

    public static OrderChange Of(PaymentOrder order, DateTimeOffset now) => new(order, now);

    public OrderChange With(PaymentAttempt attempt)
    {
        var changed = attempt with { UpdatedAt = _now };
        _after = _after with { Attempts = [.. _after.Attempts.Select(each => each.AttemptNo == attempt.AttemptNo ? changed : each)] };
        return this;
    }

    public OrderChange Add(PaymentAttempt attempt)
    {
        _after = _after with { Attempts = [.. _after.Attempts, attempt] };
        return this;
    }

    public OrderChange With(Refund refund) => Keep(refund with { UpdatedAt = _now });

    /// <summary>As <see cref="With(Refund)"/>, and the time of its last change stays as it is.</summary>
    public OrderChange Keep(Refund refund)
    {
        _after = _after with { Refunds = [.. _after.Refunds.Select(each => each.RefundNo == refund.RefundNo ? refund : each)] };
        return this;
    }

    public OrderChange Add(Refund refund)
    {
        _after = _after with { Refunds = [.. _after.Refunds, refund] };
        return this;
    }

    /// <summary>The attempt takes the right to be charged.</summary>
    public OrderChange Take(string attemptNo)
    {
        _after = _after with { ChargeRight = _after.ChargeRight.TakenBy(attemptNo) };
        return this;
    }

    /// <summary>The attempt is proved unable to charge: the right is free, if it held it.</summary>
    public OrderChange Release(string attemptNo)
    {
        if (_after.ChargeRight.AttemptNo == attemptNo)
        {
            _after = _after with { ChargeRight = _after.ChargeRight.Released() };
        }

        return this;
    }

    /// <summary>The order ends: what only waited for the right will never be sent.</summary>
    public OrderChange End(OrderStatus status)
    {
        _after = _after with
        {
            Status = status,
            Attempts = [.. _after.Attempts.Select(each => AttemptRules.IsWaiting(_after, each) ? each with { Status = AttemptStatus.Closed, UpdatedAt = _now } : each)],
        };
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
        if (_after.ChargeRight.AttemptNo != attemptNo)
        {
            Take(attemptNo);
        }

        End(OrderStatus.Paid);
        _after = _after with { PaidAttemptNo = attemptNo, ChannelTransactionId = transactionId, PaidAt = paidAt, Error = null };
        return this;
    }

    public OrderChange Tell(Func<int, PaymentOrder, PaymentEvent> create)
    {
        _events.Add(create);
        _after = _after with { LastEventSequence = _after.LastEventSequence + 1 };
        return this;
    }

    public Transition Build(string reason, EvidenceVerdict verdict = EvidenceVerdict.Applied, bool checkNow = false) => new()
    {
        Before = _before,
        After = _after,
        Events = [.. _events.Select((create, index) => create(_before.LastEventSequence + index + 1, _after))],
        Verdict = verdict,
        Reason = reason,
        ChecksNow = checkNow,
    };
}
