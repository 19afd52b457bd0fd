using Payments.Channels;
using Payments.Simulation.Stage;
using Payments.Simulation.Store;
using Payments.Simulation.Truth;
using Payments.Storage;

namespace Payments.Simulation.Laws;

/// <summary>Hears of everything that changes, in our books, at the channels and at the ears of callers, and holds it against the ten laws.</summary>
internal sealed class LawBook(World world)
{
    private readonly HashSet<OrderNo> _touched = [];
    private readonly Law05 _law05 = new(world);
    private readonly Law06 _law06 = new(world);

    /// <summary>An order was written down.</summary>
    public void Begun(PaymentOrder order, IReadOnlyList<PaymentEvent> events)
    {
        Hold(nameof(Law04), Law04.Sequence(0, order, events));
        Touched(order.OrderNo);
    }

    /// <summary>An order was changed.</summary>
    public void Committed(PaymentOrder before, OrderCommit commit)
    {
        var after = commit.Order;
        Hold(nameof(Law01), Law01.Change(before, after, commit.Events));
        Hold(nameof(Law02), Law02.Change(world, before, after));
        Hold(nameof(Law03), Law03.Change(world, before, after));
        Hold(nameof(Law04), Law04.Change(before, after, commit.Events));
        Hold(nameof(Law06), _law06.Change(before, after));
        Hold(nameof(Law09), Law09.Change(before, after));
        Touched(after.OrderNo);
    }

    /// <summary>An unanswered request was taken up by another call.</summary>
    public void Resumed(KeyRow row) => Hold(nameof(Law05), _law05.Resumed(row));

    public void Kept(Evidence evidence) => Read("evidence", evidence.Reason);

    /// <summary>A text that people and programs read.</summary>
    public void Read(string where, string? text)
    {
        if (Secrets.Found(text))
        {
            world.Break(nameof(Law10), $"{where} tells a secret: {text}");
        }
    }

    public void Heard(string subscriber, PaymentEvent told, IReadOnlyList<PaymentEvent> heard) => Hold(nameof(Law04), Law04.Heard(world, subscriber, told, heard));

    /// <summary>A callback was acknowledged: the channel will not send it again.</summary>
    public void Acknowledged(string account, ChannelNotification message) => Hold(nameof(Law04), Law04.Acknowledged(world, account, message));

    /// <summary>A channel took a refund in.</summary>
    public void RefundTaken(RefundLine line) => Hold(nameof(Law06), _law06.Taken(line));

    /// <summary>A merchant wishes a refund.</summary>
    public void Wished(CreateRefundRequest request) => _law06.Wished(request);

    /// <summary>A caller was told what became of a request with a key.</summary>
    public void Told(string key, CreateOrderRequest request, OrderOutcome outcome)
    {
        Hold(nameof(Law05), _law05.Told(key, request, outcome));
        Told(outcome);
    }

    /// <summary>A caller was told something about an order.</summary>
    public void Told(OrderOutcome outcome)
    {
        var (order, error) = outcome.Match(
            accepted => ((PaymentOrder?)accepted.Order, Error: (PaymentError?)null),
            rejected => (rejected.Order, rejected.Error),
            unknown => (unknown.Order, unknown.Error));
        Read(error);
        if (order is not null)
        {
            Hold(nameof(Law03), Law03.Told(world, order));
        }
    }

    public void Told(CreateRefundRequest request, RefundOutcome outcome)
    {
        Hold(nameof(Law05), _law05.Told(request, outcome));
        Read(outcome.Match<PaymentError?>(_ => null, rejected => rejected.Error, unknown => unknown.Error));
    }

    /// <summary>Something about the order changed, here or at its channel.</summary>
    public void Touched(OrderNo orderNo) => _touched.Add(orderNo);

    public void TouchedNumber(string number)
    {
        if (OrderNo.TryFromAttemptNo(number, out var orderNo))
        {
            Touched(orderNo);
        }
    }

    /// <summary>Looks at what the step changed.</summary>
    public void AfterStep()
    {
        if (_touched.Count == 0)
        {
            return;
        }

        foreach (var orderNo in _touched)
        {
            if (world.Books.Find(orderNo)?.Order is { Attempts.Count: > 1 } order)
            {
                Hold(nameof(Law03), Law03.Stands(world, order));
            }
        }

        _touched.Clear();
    }

    /// <summary>The world is at rest: everything must fit, and nothing may be left open.</summary>
    public void CheckRest()
    {
        foreach (var row in world.Books.Orders)
        {
            Hold(nameof(Law01), Law01.Rest(world, row.Order));
            Hold(nameof(Law03), Rest.OfOrder(world, row.Order));
            Hold(nameof(Law04), Law04.Rest(world, row));
            Hold(nameof(Law06), Law06.Rest(row.Order));
            Hold(nameof(Law08), Law08.OfBooks(world, row.Order));
        }

        Hold(nameof(Law08), Law08.OfChannels(world));
        Hold(nameof(Law07), Law07.Rest(world));
    }

    private void Read(PaymentError? error)
    {
        if (error is not null)
        {
            Read("an error", error.Message);
            Read("an error", error.Remedy);
        }
    }

    private void Hold(string law, string? broken)
    {
        if (broken is not null)
        {
            world.Break(law, broken);
        }
    }
}
