using Payments.Simulation.Stage;

namespace Payments.Simulation.Laws;

/// <summary>Accounts balance: the world's money sums to zero per currency, and each channel's balance is what our books say.</summary>
internal static class Law07
{
    public static string? Rest(World world)
    {
        var sums = new Dictionary<Currency, long>();
        foreach (var (_, currency, minorUnits) in world.Channels.Ledger.Balances)
        {
            sums[currency] = sums.GetValueOrDefault(currency) + minorUnits;
        }

        foreach (var (currency, sum) in sums)
        {
            if (sum != 0)
            {
                return $"{sum} minor units of {currency} came from nowhere.";
            }

            foreach (var account in world.Channels.Accounts)
            {
                var booked = world.Books.Orders.Where(row => row.Order.Amount.Currency == currency).Sum(row => Booked(row.Order, account.Name));
                var truth = world.Channels.Ledger.Balance(account.Name, currency);
                if (booked != truth)
                {
                    return $"{account.Name} holds {truth} minor units of {currency}; our books say {booked}.";
                }
            }
        }

        return null;
    }

    private static long Booked(PaymentOrder order, string account)
    {
        var attempts = order.Attempts.Where(attempt => attempt.ChannelAccount == account && attempt.Status == AttemptStatus.Succeeded).Select(attempt => attempt.AttemptNo).ToHashSet();
        return (attempts.Count * order.Amount.MinorUnits)
            - order.Refunds.Where(refund => refund.Status == RefundStatus.Succeeded && attempts.Contains(refund.AttemptNo)).Sum(refund => refund.Amount.MinorUnits);
    }
}
