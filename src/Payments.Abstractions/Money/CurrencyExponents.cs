using System.Collections.Frozen;

namespace Payments;

/// <summary>
/// How many decimals a channel gives each currency: ISO 4217, with the channel's own exceptions.
/// </summary>
/// <remarks>
/// <see cref="Money"/> always counts ISO minor units; only reading and writing a channel's amounts needs this table. Some channels,
/// for example, write <c>CLP</c> with two decimals or <c>HUF</c> with none. Every conversion is exact or refused. Immutable and thread-safe.
/// </remarks>
public sealed class CurrencyExponents
{
    /// <summary>The largest number of decimals an override may have.</summary>
    public const int MaxExponent = 8;

    private readonly FrozenDictionary<Currency, int> _overrides;

    private CurrencyExponents(FrozenDictionary<Currency, int> overrides) => _overrides = overrides;

    /// <summary>ISO 4217 without exceptions.</summary>
    public static CurrencyExponents Iso { get; } = new(FrozenDictionary<Currency, int>.Empty);

    /// <summary>A copy of this table in which <paramref name="currency"/> has <paramref name="exponent"/> decimals.</summary>
    /// <param name="currency">The currency the channel writes differently.</param>
    /// <param name="exponent">0 to <see cref="MaxExponent"/> decimals.</param>
    /// <exception cref="ArgumentOutOfRangeException">The exponent is out of range.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public CurrencyExponents With(Currency currency, int exponent)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(exponent, MaxExponent);
        _ = currency.Code;
        var overrides = new Dictionary<Currency, int>(_overrides) { [currency] = exponent };
        return new CurrencyExponents(overrides.ToFrozenDictionary());
    }

    /// <summary>The number of decimals the channel gives <paramref name="currency"/>.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public int Of(Currency currency) =>
        _overrides.TryGetValue(currency, out var exponent) ? exponent : currency.Exponent;

    /// <summary>The amount as a whole number of the channel's units.</summary>
    /// <exception cref="InexactAmountException">The channel has fewer decimals than the amount needs.</exception>
    /// <exception cref="OverflowException">The number does not fit 64 bits.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="amount"/> is <c>default</c>.</exception>
    public long ToChannelUnits(Money amount)
    {
        var exponent = Of(amount.Currency);
        return MoneyScale.TryRescale(amount.MinorUnits, amount.Currency.Exponent, exponent, out var units)
            ? MoneyScale.ToInt64(units, amount.Currency)
            : throw InexactAmountException.ForChannel(amount.Currency, exponent);
    }

    /// <summary>The money meant by a whole number of the channel's units.</summary>
    /// <exception cref="InexactAmountException">The channel's number is finer than the ISO minor unit.</exception>
    /// <exception cref="OverflowException">The amount does not fit 64 bits of minor units.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public Money FromChannelUnits(long units, Currency currency) =>
        MoneyScale.TryRescale(units, Of(currency), currency.Exponent, out var minorUnits)
            ? MoneyScale.ToMoney(minorUnits, currency)
            : throw InexactAmountException.ForMinorUnits(currency);
}
