using Payments.Drill.Hosting;

namespace Payments.Drill.Reckoning;

/// <summary>The store against what the channels know. Every figure but the first three has to be zero.</summary>
internal sealed record Books
{
    public required int Orders { get; init; }

    public required int Paid { get; init; }

    /// <summary>Payments beyond need that went back.</summary>
    public required int ExtrasRefunded { get; init; }

    /// <summary>Orders that were begun and are not in the store.</summary>
    public required int LostOrders { get; init; }

    /// <summary>Payments at a channel that the store does not have.</summary>
    public required int LostPayments { get; init; }

    /// <summary>Payments in the store that no channel knows.</summary>
    public required int InventedPayments { get; init; }

    /// <summary>Orders whose payer lacks the money of more than one payment.</summary>
    public required int PaidTwice { get; init; }

    /// <summary>Orders with more than one holder of the right to be charged, or with a credential shown by somebody else.</summary>
    public required int WrongHolders { get; init; }

    /// <summary>Orders, attempts and refunds that did not end.</summary>
    public required int LeftOpen { get; init; }

    /// <summary>What a payer could still pay at a channel.</summary>
    public required int Payable { get; init; }

    /// <summary>Events no subscriber got.</summary>
    public required int DeadLetters { get; init; }

    public bool Balance => LostOrders + LostPayments + InventedPayments + PaidTwice + WrongHolders + LeftOpen + Payable + DeadLetters == 0;

    public static async Task<Books> ReadAsync(MerchantHost host, int begun, IReadOnlyList<PaymentOrder> orders, IReadOnlyList<Simulator> simulators)
    {
        var trades = new List<Trade>();
        foreach (var simulator in simulators)
        {
            trades.AddRange(await simulator.TradesAsync());
        }

        return Of(begun, orders, trades, (await host.Store.ReadDeadLettersAsync(max: 1_000, CancellationToken.None)).Count);
    }

    /// <param name="begun">How many orders were begun.</param>
    /// <param name="orders">Those in the store.</param>
    /// <param name="trades">Those at the channels.</param>
    /// <param name="deadLetters">Events no subscriber got.</param>
    public static Books Of(int begun, IReadOnlyList<PaymentOrder> orders, IReadOnlyList<Trade> trades, int deadLetters)
    {
        var attempts = orders.SelectMany(order => order.Attempts.Select(attempt => (order, attempt))).ToDictionary(entry => entry.attempt.AttemptNo, StringComparer.Ordinal);
        var paid = trades.Where(trade => trade.IsPaid).ToDictionary(trade => trade.AttemptNo, StringComparer.Ordinal);
        var succeeded = attempts.Values.Where(entry => entry.attempt.Status == AttemptStatus.Succeeded).ToList();
        return new Books
        {
            Orders = orders.Count,
            Paid = orders.Count(order => order.PaidAttemptNo is not null),
            ExtrasRefunded = orders.Sum(order => order.ExtraPayments.Count(extra => extra.Status == ExtraPaymentStatus.Refunded && paid.GetValueOrDefault(extra.AttemptNo)?.Refunded == extra.Amount.MinorUnits)),
            LostOrders = begun - orders.Count + trades.Count(trade => !attempts.ContainsKey(trade.AttemptNo)),
            LostPayments = paid.Values.Count(trade => !IsBooked(trade, attempts)),
            InventedPayments = succeeded.Count(entry => !paid.ContainsKey(entry.attempt.AttemptNo)),
            PaidTwice = paid.Values.Where(trade => trade.Refunded < trade.Amount && attempts.ContainsKey(trade.AttemptNo)).GroupBy(trade => attempts[trade.AttemptNo].order.OrderNo).Count(group => group.Count() > 1),
            WrongHolders = orders.Count(HasWrongHolder),
            LeftOpen = orders.Count(order => !HasEnded(order)),
            Payable = trades.Count(trade => trade.IsPayable),
            DeadLetters = deadLetters,
        };
    }

    /// <summary>Whether nothing is awaited any more: no payment, no close at a channel, no refund.</summary>
    public static bool HasEnded(PaymentOrder order) =>
        order.IsFinal
        && order.Attempts.All(attempt => attempt.Status is AttemptStatus.Succeeded or AttemptStatus.Closed or AttemptStatus.Failed)
        && order.Refunds.All(refund => !refund.IsOpen);

    /// <summary>Booked: as the order's payment, or as an extra one that went back.</summary>
    private static bool IsBooked(Trade trade, Dictionary<string, (PaymentOrder Order, PaymentAttempt Attempt)> attempts) =>
        attempts.TryGetValue(trade.AttemptNo, out var entry)
        && entry.Attempt.Status == AttemptStatus.Succeeded
        && entry.Attempt.ChannelAccount == trade.Account
        && (entry.Order.PaidAttemptNo == trade.AttemptNo ? trade.Refunded == 0 : trade.Refunded == trade.Amount);

    /// <summary>Nobody changes the method here: a credential may have been shown by one attempt at most, and by the one that took the right last.</summary>
    private static bool HasWrongHolder(PaymentOrder order)
    {
        var shown = order.Attempts.Where(attempt => attempt.NextAction is not null).ToList();
        return shown.Count > 1
            || (shown.Count == 1 && shown[0] != order.Attempts[^1])
            || order.ChargeRight.Fence != order.Attempts.Count
            || (order.ChargeRight.AttemptNo is { } holder && order.Attempts.Count(attempt => attempt.AttemptNo == holder) != 1);
    }
}
