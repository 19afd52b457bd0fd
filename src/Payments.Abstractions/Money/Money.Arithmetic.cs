namespace Payments;

public readonly partial record struct Money
{
    /// <summary>The sum.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit 64 bits.</exception>
    /// <exception cref="InvalidOperationException">One of them is <c>default(Money)</c>.</exception>
    public static Money operator +(Money left, Money right) =>
        MoneyScale.ToMoney((Int128)left.MinorUnits + right.MinorUnits, Common(left, right));

    /// <summary>The difference.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The difference does not fit 64 bits.</exception>
    /// <exception cref="InvalidOperationException">One of them is <c>default(Money)</c>.</exception>
    public static Money operator -(Money left, Money right) =>
        MoneyScale.ToMoney((Int128)left.MinorUnits - right.MinorUnits, Common(left, right));

    /// <summary>The same amount the other way.</summary>
    /// <exception cref="OverflowException">The amount is <see cref="long.MinValue"/> minor units.</exception>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public static Money operator -(Money value) => MoneyScale.ToMoney(-(Int128)value.MinorUnits, Defined(value.Currency));

    /// <summary>Whether the first is less.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="InvalidOperationException">One of them is <c>default(Money)</c>.</exception>
    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first is less or the same.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="InvalidOperationException">One of them is <c>default(Money)</c>.</exception>
    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first is more.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="InvalidOperationException">One of them is <c>default(Money)</c>.</exception>
    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first is more or the same.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="InvalidOperationException">One of them is <c>default(Money)</c>.</exception>
    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    /// <summary>Orders two amounts of one currency.</summary>
    /// <exception cref="CurrencyMismatchException">The currencies differ.</exception>
    /// <exception cref="InvalidOperationException">One of them is <c>default(Money)</c>.</exception>
    public int CompareTo(Money other)
    {
        Common(this, other);
        return MinorUnits.CompareTo(other.MinorUnits);
    }

    /// <summary>The amount so many times.</summary>
    /// <exception cref="OverflowException">The product does not fit 64 bits.</exception>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public Money Multiply(long factor) => MoneyScale.ToMoney((Int128)MinorUnits * factor, Defined(Currency));

    /// <summary>
    /// The amount times a ratio, rounded once as the call says: a fee of 0.6 % is <c>MultiplyRatio(6, 1000, MidpointRounding.AwayFromZero)</c>.
    /// </summary>
    /// <remarks>Rounding a sum differs from summing rounded parts; where both must agree, round the sum and <see cref="Allocate(ReadOnlySpan{long})"/> it.</remarks>
    /// <param name="numerator">The upper part; may be negative.</param>
    /// <param name="denominator">The lower part, 1 or more.</param>
    /// <param name="rounding">
    /// What happens to a fraction of a minor unit. <see cref="MidpointRounding.ToEven"/> and <see cref="MidpointRounding.AwayFromZero"/> go to the
    /// nearest and differ at one half; the other three always go their way.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The denominator is below 1, or the rounding is not a member of its enum.</exception>
    /// <exception cref="OverflowException">The result does not fit 64 bits.</exception>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public Money MultiplyRatio(long numerator, long denominator, MidpointRounding rounding)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(denominator);
        var currency = Defined(Currency);
        return MoneyScale.ToMoney(MoneyScale.Divide((Int128)MinorUnits * numerator, denominator, rounding), currency);
    }

    private static Currency Common(Money left, Money right)
    {
        var currency = Defined(left.Currency);
        return currency == Defined(right.Currency) ? currency : throw new CurrencyMismatchException(left.Currency, right.Currency);
    }
}
