namespace Payments;

/// <summary>Exact changes of scale. Everything is held in 128 bits, where no input allowed here can overflow.</summary>
internal static class MoneyScale
{
    /// <summary>Expresses <paramref name="value"/> with <paramref name="toExponent"/> decimals; <c>false</c> when digits would be lost.</summary>
    public static bool TryRescale(Int128 value, int fromExponent, int toExponent, out Int128 result)
    {
        if (toExponent >= fromExponent)
        {
            result = value * PowerOfTen(toExponent - fromExponent);
            return true;
        }

        (result, var lost) = Int128.DivRem(value, PowerOfTen(fromExponent - toExponent));
        return lost == 0;
    }

    public static Int128 PowerOfTen(int exponent)
    {
        Int128 power = 1;
        for (var i = 0; i < exponent; i++)
        {
            power *= 10;
        }

        return power;
    }

    public static Money ToMoney(Int128 minorUnits, Currency currency) => new(ToInt64(minorUnits, currency), currency);

    public static long ToInt64(Int128 units, Currency currency) =>
        units >= long.MinValue && units <= long.MaxValue
            ? (long)units
            : throw new OverflowException(
                $"The result does not fit 64 bits of units of {currency}. Amounts run from {long.MinValue} to {long.MaxValue}.");

    public static Int128 Divide(Int128 numerator, Int128 denominator, MidpointRounding rounding)
    {
        var (quotient, remainder) = Int128.DivRem(numerator, denominator);
        if (remainder == 0)
        {
            return quotient;
        }

        var away = numerator < 0 ? Int128.NegativeOne : Int128.One;
        var half = (Int128.Abs(remainder) * 2).CompareTo(denominator);
        var moves = rounding switch
        {
            MidpointRounding.ToZero => false,
            MidpointRounding.AwayFromZero => half >= 0,
            MidpointRounding.ToEven => half > 0 || (half == 0 && Int128.IsOddInteger(quotient)),
            MidpointRounding.ToNegativeInfinity => away < 0,
            MidpointRounding.ToPositiveInfinity => away > 0,
            _ => throw new ArgumentOutOfRangeException(nameof(rounding), rounding, "Name one of the members of MidpointRounding."),
        };
        return moves ? quotient + away : quotient;
    }
}
