using System.Globalization;
using Payments.Fleet.Load;

namespace Payments.Fleet.Reckoning;

/// <summary>The ten laws, held against the facts of a fleet at rest. Law 9 has no check of its own: it is what the others come to when servers die.</summary>
internal static class Laws
{
    public static IReadOnlyList<Breach> Check(Facts facts)
    {
        var book = new Book(facts);
        return
        [
            .. facts.Placed.SelectMany(placed => placed.Breaches),
            .. facts.Former,
            .. Law01(book),
            .. Law02(book),
            .. Law03(book),
            .. EventLaws.Law04(facts, book),
            .. Law05(facts, book),
            .. Law06(facts, book),
            .. Law07(book),
            .. Law08(book),
            .. Law10(facts),
        ];
    }

    /// <summary>Paid once; whatever came in beyond went back.</summary>
    private static IEnumerable<Breach> Law01(Book book)
    {
        foreach (var order in book.Orders)
        {
            var told = book.EventsOf(order).Count(each => each.Type == "order.paid");
            if (told != (order.PaidAttemptNo is null ? 0 : 1))
            {
                yield return new Breach(1, $"{order.OrderNo} is {order.Status} and has {told} events order.paid");
            }

            foreach (var extra in order.ExtraPayments)
            {
                if (book.TradeOf(extra.AttemptNo) is { } trade && trade.Refunded != trade.Amount)
                {
                    yield return new Breach(1, $"{extra.AttemptNo} was paid beyond need and {trade.Refunded} of {trade.Amount} went back ({extra.Status})");
                }
            }

            var extras = order.ExtraPayments.Count();
            if (book.EventsOf(order).Count(each => each.Type == "payment.extra") != extras)
            {
                yield return new Breach(1, $"{order.OrderNo} has {extras} extra payments and announced another number");
            }
        }
    }

    /// <summary>Nothing is paid that its channel does not have as paid, in the same amount, or without evidence.</summary>
    private static IEnumerable<Breach> Law02(Book book)
    {
        foreach (var (order, attempt) in book.Attempts.Where(each => each.Attempt.Status == AttemptStatus.Succeeded))
        {
            if (book.TradeOf(attempt.AttemptNo) is not { IsPaid: true } trade)
            {
                yield return new Breach(2, $"{attempt.AttemptNo} is paid here and not at {attempt.ChannelAccount}");
            }
            else if (trade.Amount != order.Amount.MinorUnits || trade.Account != attempt.ChannelAccount)
            {
                yield return new Breach(2, $"{attempt.AttemptNo} is {order.Amount} at {attempt.ChannelAccount} here and {trade.Amount} at {trade.Account} there");
            }

            if (!book.HasProof(order))
            {
                yield return new Breach(2, $"{order.OrderNo} is paid without evidence that was applied");
            }
        }
    }

    /// <summary>Everything has its end, and nothing can be paid any more.</summary>
    private static IEnumerable<Breach> Law03(Book book)
    {
        foreach (var order in book.Orders.Where(order => !HasEnded(order)))
        {
            yield return new Breach(3, $"{order.OrderNo} has not ended: {order.Status}, attempts {string.Join(", ", order.Attempts.Select(each => each.Status))}, refunds {string.Join(", ", order.Refunds.Select(each => each.Status))}");
        }

        foreach (var trade in book.Trades.Where(trade => trade.State == TradeState.Payable))
        {
            yield return new Breach(3, $"{trade.AttemptNo} can still be paid at {trade.Account}");
        }
    }

    /// <summary>Each key has one answer and one order. That no answer changed is seen when it is asked again.</summary>
    private static IEnumerable<Breach> Law05(Facts facts, Book book)
    {
        var byName = book.Orders.ToLookup(order => order.MerchantOrderNo, StringComparer.Ordinal);
        foreach (var placed in facts.Placed.Where(placed => placed.Answer is not null))
        {
            var made = byName[placed.Name].ToList();
            if (made.Count != 1 || made[0].OrderNo.Value != placed.OrderNo)
            {
                yield return new Breach(5, $"key {placed.Name} was answered with {placed.OrderNo} and made {made.Count} orders: {string.Join(", ", made.Select(order => order.OrderNo))}");
            }
        }

        var names = facts.Placed.Select(placed => placed.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var order in book.Orders.Where(order => !names.Contains(order.MerchantOrderNo)))
        {
            yield return new Breach(5, $"{order.OrderNo} was asked for by nobody");
        }
    }

    /// <summary>Refunds are bounded, each is one, and the channel gave back what the books say.</summary>
    private static IEnumerable<Breach> Law06(Facts facts, Book book)
    {
        foreach (var (order, attempt) in book.Attempts)
        {
            var refunds = order.Refunds.Where(refund => refund.AttemptNo == attempt.AttemptNo).ToList();
            var reserved = refunds.Where(refund => refund.IsReserved).Sum(refund => refund.Amount.MinorUnits);
            var given = refunds.Where(refund => refund.Status == RefundStatus.Succeeded).Sum(refund => refund.Amount.MinorUnits);
            var trade = book.TradeOf(attempt.AttemptNo);
            if (reserved > order.Amount.MinorUnits || trade?.Refunded > trade?.Amount)
            {
                yield return new Breach(6, $"{attempt.AttemptNo} of {order.Amount.MinorUnits} has refunds of {reserved} here and {trade?.Refunded} there");
            }

            if (given != (trade?.Refunded ?? 0))
            {
                yield return new Breach(6, $"{attempt.AttemptNo} gave {given} back here and {trade?.Refunded ?? 0} there");
            }
        }

        foreach (var placed in facts.Placed.Where(placed => placed.Refunds.Values.Any(wish => wish.IsTaken)))
        {
            var order = book.Orders.FirstOrDefault(each => each.OrderNo.Value == placed.OrderNo);
            foreach (var (number, wish) in placed.Refunds.Where(wish => wish.Value.IsTaken))
            {
                var found = order?.Refunds.Where(refund => refund.Cause == RefundCause.Merchant && refund.MerchantRefundNo == number).ToList() ?? [];
                if (found is not [{ Status: RefundStatus.Succeeded } refund] || refund.Amount.MinorUnits != wish.Amount)
                {
                    yield return new Breach(6, $"refund {number} of {placed.OrderNo} over {wish.Amount} was taken, and the books have {string.Join(", ", found.Select(each => $"{each.Amount.MinorUnits} {each.Status}"))}");
                }
            }
        }
    }

    /// <summary>What the channels hold is what the books say.</summary>
    private static IEnumerable<Breach> Law07(Book book)
    {
        var there = book.Trades.Where(trade => trade.IsPaid).Sum(trade => trade.Amount - trade.Refunded);
        var here = book.Attempts.Where(each => each.Attempt.Status == AttemptStatus.Succeeded).Sum(each => each.Order.Amount.MinorUnits)
            - book.Orders.Sum(order => order.Refunds.Where(refund => refund.Status == RefundStatus.Succeeded).Sum(refund => refund.Amount.MinorUnits));
        if (there != here)
        {
            yield return new Breach(7, string.Create(CultureInfo.InvariantCulture, $"the channels hold {there} and the books say {here}"));
        }
    }

    /// <summary>Each order at a channel has its attempt, and each payment is booked.</summary>
    private static IEnumerable<Breach> Law08(Book book)
    {
        foreach (var trade in book.Trades)
        {
            if (book.AttemptOf(trade.AttemptNo) is not { } attempt)
            {
                yield return new Breach(8, $"{trade.AttemptNo} is {trade.State} at {trade.Account}, and nobody wrote it down");
            }
            else if (trade.IsPaid && attempt.Status != AttemptStatus.Succeeded)
            {
                yield return new Breach(8, $"{trade.AttemptNo} was paid at {trade.Account}, and is {attempt.Status} here: a lost payment");
            }
        }
    }

    private static IEnumerable<Breach> Law10(Facts facts)
    {
        foreach (var line in facts.LogLines)
        {
            if (facts.Secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)))
            {
                yield return new Breach(10, $"a log has a secret, in a line that begins with {line[..Math.Min(60, line.Length)]}");
            }
        }
    }

    /// <summary>Whether nothing is awaited any more. What was never sent and lost its order to another way of paying has no end to come.</summary>
    public static bool HasEnded(PaymentOrder order) =>
        order.IsFinal
        && order.Attempts.All(attempt => attempt.Status is AttemptStatus.Succeeded or AttemptStatus.Closed or AttemptStatus.Failed or AttemptStatus.Created)
        && order.Refunds.All(refund => !refund.IsOpen);
}
