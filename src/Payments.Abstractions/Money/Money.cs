using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// An exact amount of one currency: a whole number of ISO 4217 minor units (fen for CNY, yen for JPY).
/// </summary>
/// <remarks>
/// <para>There is no floating point, no culture and no implicit conversion. Arithmetic that would overflow throws; arithmetic
/// and ordering across currencies throws <see cref="CurrencyMismatchException"/>, also for zero. Equality compares amount and
/// currency and never throws.</para>
/// <para><c>default(Money)</c> has no currency. It can be compared for equality and printed; every other use throws
/// <see cref="InvalidOperationException"/>.</para>
/// <para>JSON: <c>{"currency":"CNY","minorUnits":8800}</c>.</para>
/// </remarks>
/// <param name="MinorUnits">The number of minor units; may be negative.</param>
/// <param name="Currency">The currency; <c>default</c> is refused with <see cref="InvalidOperationException"/>.</param>
[JsonConverter(typeof(MoneyJsonConverter))]
public readonly partial record struct Money(long MinorUnits, Currency Currency) : IComparable<Money>
{
    /// <summary>The currency; undefined only in <c>default(Money)</c>.</summary>
    public Currency Currency { get; init => field = Defined(value); } = Defined(Currency);

    /// <summary>Whether the amount is nothing.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public bool IsZero => Checked.MinorUnits == 0;

    /// <summary>Whether the amount is more than nothing.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public bool IsPositive => Checked.MinorUnits > 0;

    /// <summary>Whether the amount is less than nothing.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public bool IsNegative => Checked.MinorUnits < 0;

    private Money Checked => Currency.IsDefined ? this : throw NoCurrency();

    /// <summary>Nothing, in <paramref name="currency"/>.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>An amount from its number of ISO 4217 minor units: 8800 is 88.00 in CNY and 8800 in JPY.</summary>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public static Money FromMinorUnits(long minorUnits, Currency currency) => new(minorUnits, currency);

    /// <summary>An amount from its number of major units: <c>88m</c> and <c>88.00m</c> are 8800 minor units of CNY.</summary>
    /// <param name="majorUnits">The amount. Trailing zeros are free; a non-zero digit below the minor unit is refused.</param>
    /// <param name="currency">The currency.</param>
    /// <exception cref="InexactAmountException">The amount is finer than the minor unit, as <c>1.005m</c> is in CNY.</exception>
    /// <exception cref="OverflowException">The amount does not fit 64 bits of minor units.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public static Money FromMajorUnits(decimal majorUnits, Currency currency)
    {
        var whole = decimal.Truncate(majorUnits);
        var fraction = (majorUnits - whole) * (decimal)MoneyScale.PowerOfTen(currency.Exponent);
        return decimal.IsInteger(fraction)
            ? MoneyScale.ToMoney(((Int128)whole * MoneyScale.PowerOfTen(currency.Exponent)) + (Int128)fraction, currency)
            : throw InexactAmountException.ForMinorUnits(currency);
    }

    private static Currency Defined(Currency currency) => currency.IsDefined ? currency : throw NoCurrency();

    private static InvalidOperationException NoCurrency() => new(
        "This amount has no currency: it is default(Money), or was made with default(Currency). Make amounts with Money.FromMinorUnits(units, currency) or Money.Zero(currency).");
}
