namespace Payments.Simulation.Truth;

/// <summary>The world's money in double entry: payers' wallets and the channels' balances.</summary>
internal sealed class Ledger
{
    private readonly Dictionary<(string Account, Currency Currency), long> _balances = [];

    public IEnumerable<(string Account, Currency Currency, long MinorUnits)> Balances => _balances.Select(each => (each.Key.Account, each.Key.Currency, each.Value));

    public void Move(string from, string to, Money amount)
    {
        Add(from, amount.Currency, -amount.MinorUnits);
        Add(to, amount.Currency, amount.MinorUnits);
    }

    public long Balance(string account, Currency currency) => _balances.GetValueOrDefault((account, currency));

    private void Add(string account, Currency currency, long minorUnits) =>
        _balances[(account, currency)] = _balances.GetValueOrDefault((account, currency)) + minorUnits;
}
