namespace Payments;

public readonly partial record struct Money
{
    /// <summary>Splits the amount into equal parts; what cannot be split goes to the first parts, one minor unit each.</summary>
    /// <param name="parts">How many parts, 1 or more.</param>
    /// <returns>Parts that sum exactly to this amount and differ by at most one minor unit.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="parts"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public Money[] Allocate(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts);
        var currency = Defined(Currency);
        var (share, left) = Math.DivRem(MinorUnits, parts);
        var unit = Math.Sign(left);
        var result = new Money[parts];
        for (var i = 0; i < parts; i++)
        {
            result[i] = new Money(i < Math.Abs(left) ? share + unit : share, currency);
        }

        return result;
    }

    /// <summary>
    /// Splits the amount in proportion; what cannot be split goes, one minor unit each, to the parts that lost the largest fraction,
    /// the earlier first among equals.
    /// </summary>
    /// <param name="ratios">One ratio per part, 0 or more, not all 0. A part with ratio 0 gets nothing.</param>
    /// <returns>Parts, in the order of the ratios, that sum exactly to this amount and lie within one minor unit of the exact share.</returns>
    /// <exception cref="ArgumentException">There are no ratios, one is negative, or all are 0.</exception>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public Money[] Allocate(ReadOnlySpan<long> ratios)
    {
        var currency = Defined(Currency);
        var total = TotalOf(ratios);
        var result = new Money[ratios.Length];
        var lost = new (Int128 Fraction, int Index)[ratios.Length];
        Int128 left = MinorUnits;
        for (var i = 0; i < ratios.Length; i++)
        {
            var (share, remainder) = Int128.DivRem((Int128)MinorUnits * ratios[i], total);
            result[i] = new Money((long)share, currency);
            lost[i] = (Int128.Abs(remainder), i);
            left -= share;
        }

        Array.Sort(lost, static (a, b) => a.Fraction == b.Fraction ? a.Index.CompareTo(b.Index) : b.Fraction.CompareTo(a.Fraction));
        var unit = Int128.Sign(left);
        for (var i = 0; i < Int128.Abs(left); i++)
        {
            result[lost[i].Index] += new Money(unit, currency);
        }

        return result;
    }

    private static Int128 TotalOf(ReadOnlySpan<long> ratios)
    {
        Int128 total = 0;
        foreach (var ratio in ratios)
        {
            total += ratio >= 0 ? ratio : throw new ArgumentException("A ratio is negative. Give ratios of 0 or more.", nameof(ratios));
        }

        return total > 0 ? total : throw new ArgumentException("The ratios are empty or all 0. Give at least one ratio above 0.", nameof(ratios));
    }
}
