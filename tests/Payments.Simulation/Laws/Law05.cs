using Payments.Simulation.Stage;
using Payments.Simulation.Store;

namespace Payments.Simulation.Laws;

/// <summary>Same request, same effect: one key makes one order and has one answer; one request is worked on by one call at a time.</summary>
internal sealed class Law05(World world)
{
    /// <summary>The shortest lease (45 s) less what clocks differ by (8 s) and the store may take to write it (20 s).</summary>
    private static readonly TimeSpan LeastLease = TimeSpan.FromSeconds(17);

    private readonly Dictionary<string, OrderNo> _orders = [];
    private readonly Dictionary<string, PaymentOrder> _answers = [];
    private readonly Dictionary<(OrderNo, string), string> _refunds = [];

    public string? Resumed(KeyRow row) => row.LeaseUntil > DateTimeOffset.MinValue && world.Now - row.LeasedAt < LeastLease
        ? $"the request that makes {row.OrderNo} is worked on, since {world.Now - row.LeasedAt:g}, and was begun a second time."
        : null;

    public string? Told(string key, CreateOrderRequest request, OrderOutcome outcome)
    {
        var (order, isReplay) = outcome.Match(
            accepted => (accepted.Order, accepted.Replayed),
            rejected => (rejected.Order, rejected.Replayed),
            unknown => (unknown.Order, false));
        if (order is null)
        {
            return null;
        }

        if (order.Amount != request.Amount || order.MerchantOrderNo != request.MerchantOrderNo)
        {
            return $"a request for {request.Amount} was told of {order.OrderNo} over {order.Amount}.";
        }

        if (_orders.TryGetValue(key, out var known) && known != order.OrderNo)
        {
            return $"key {key} made {known}, and now {order.OrderNo}.";
        }

        _orders[key] = order.OrderNo;
        if (outcome is OrderOutcome.Unknown or OrderOutcome.Rejected { Replayed: false })
        {
            return null;
        }

        if (!_answers.TryGetValue(key, out var answer))
        {
            _answers[key] = order;
            return null;
        }

        return isReplay && (answer.Version != order.Version || answer.Status != order.Status || Step(answer) != Step(order))
            ? $"key {key} was answered {answer.Status} v{answer.Version}, and now {order.Status} v{order.Version}."
            : null;
    }

    public string? Told(CreateRefundRequest request, RefundOutcome outcome)
    {
        var refund = outcome.Match(accepted => accepted.Refund, rejected => rejected.Refund, unknown => unknown.Refund);
        if (refund is null)
        {
            return null;
        }

        if (refund.Amount != request.Amount || refund.MerchantRefundNo != request.MerchantRefundNo)
        {
            return $"a wish to refund {request.Amount} as {request.MerchantRefundNo} was told of {refund.RefundNo} over {refund.Amount}.";
        }

        var number = (request.OrderNo, request.MerchantRefundNo);
        if (_refunds.TryGetValue(number, out var known) && known != refund.RefundNo)
        {
            return $"refund {request.MerchantRefundNo} of {request.OrderNo} was {known}, and now {refund.RefundNo}.";
        }

        _refunds[number] = refund.RefundNo;
        return null;
    }

    private static string? Step(PaymentOrder order) => (order.Attempts[^1].NextAction as NextAction.ShowQrCode)?.Content;
}
