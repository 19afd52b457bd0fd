using Xunit;

namespace Payments.Tests;

public sealed class MoneyArithmeticTests
{
    private static readonly Money OneYuan = Money.FromMinorUnits(100, Currency.Cny);
    private static readonly Money NoDollars = Money.Zero(Currency.Usd);

    public static TheoryData<string> Binary => [.. BinaryOperations.Keys];

    private static Dictionary<string, Action<Money, Money>> BinaryOperations { get; } = new(StringComparer.Ordinal)
    {
        ["+"] = (a, b) => _ = a + b,
        ["-"] = (a, b) => _ = a - b,
        ["<"] = (a, b) => _ = a < b,
        ["<="] = (a, b) => _ = a <= b,
        [">"] = (a, b) => _ = a > b,
        [">="] = (a, b) => _ = a >= b,
        ["CompareTo"] = (a, b) => _ = a.CompareTo(b),
    };

    [Theory]
    [MemberData(nameof(Binary))]
    public void Two_currencies_never_meet_not_even_at_zero(string operation)
    {
        var run = BinaryOperations[operation];

        var fault = Assert.Throws<CurrencyMismatchException>(() => run(OneYuan, NoDollars));
        Assert.Equal((Currency.Cny, Currency.Usd), (fault.Left, fault.Right));
        Assert.Contains("CNY and USD", fault.Message, StringComparison.Ordinal);
        Assert.Throws<CurrencyMismatchException>(() => run(NoDollars, Money.Zero(Currency.Cny)));
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void Default_money_takes_part_in_nothing(string operation)
    {
        var run = BinaryOperations[operation];

        AssertNoCurrency(() => run(default, OneYuan));
        AssertNoCurrency(() => run(OneYuan, default));
        AssertNoCurrency(() => run(default, default));
    }

    [Fact]
    public void Default_money_refuses_every_use_but_equality_and_printing()
    {
        Money none = default;

        AssertNoCurrency(() => _ = -none);
        AssertNoCurrency(() => none.Multiply(1));
        AssertNoCurrency(() => none.MultiplyRatio(1, 1, MidpointRounding.ToEven));
        AssertNoCurrency(() => none.Allocate(1));
        AssertNoCurrency(() => none.Allocate([1L]));
        AssertNoCurrency(() => none.ToDecimalString());
        AssertNoCurrency(() => _ = none.IsZero);
        AssertNoCurrency(() => _ = none.IsPositive);
        AssertNoCurrency(() => _ = none.IsNegative);
        AssertNoCurrency(() => CurrencyExponents.Iso.ToChannelUnits(none));
        AssertNoCurrency(() => _ = new Money(1, default));
        AssertNoCurrency(() => _ = OneYuan with { Currency = default });
        AssertNoCurrency(() => Money.Zero(default));
        AssertNoCurrency(() => Money.FromMajorUnits(1m, default));
        AssertNoCurrency(() => _ = Money.TryParse("1", default, out _));
        Assert.Equal("0 (no currency)", none.ToString());
        Assert.True(none == default);
        Assert.NotEqual(OneYuan, none);
        Assert.Equal(none.GetHashCode(), default(Money).GetHashCode());
    }

    [Fact]
    public void Equality_compares_both_and_never_throws()
    {
        Assert.True(OneYuan == new Money(100, Currency.Cny));
        Assert.True(OneYuan != new Money(101, Currency.Cny));
        Assert.True(OneYuan != new Money(100, Currency.Usd));
        Assert.False(Money.Zero(Currency.Cny) == Money.Zero(Currency.Usd));
    }

    [Fact]
    public void Sums_and_orders_are_those_of_the_minor_units()
    {
        var two = OneYuan + OneYuan;

        Assert.Equal(200, two.MinorUnits);
        Assert.Equal(OneYuan, two - OneYuan);
        Assert.Equal(-100, (-OneYuan).MinorUnits);
        Assert.True(OneYuan < two && two > OneYuan && OneYuan <= two && two >= OneYuan);
        Assert.True(OneYuan.IsPositive && (-OneYuan).IsNegative && (OneYuan - OneYuan).IsZero);
        Assert.Equal(700, OneYuan.Multiply(7).MinorUnits);
    }

    [Fact]
    public void Overflow_is_an_error_never_a_number()
    {
        var most = new Money(long.MaxValue, Currency.Cny);
        var least = new Money(long.MinValue, Currency.Cny);
        var cent = new Money(1, Currency.Cny);

        Assert.Throws<OverflowException>(() => most + cent);
        Assert.Throws<OverflowException>(() => least - cent);
        Assert.Throws<OverflowException>(() => -least);
        Assert.Throws<OverflowException>(() => least.Multiply(-1));
        Assert.Throws<OverflowException>(() => most.Multiply(2));
        Assert.Throws<OverflowException>(() => most.MultiplyRatio(3, 2, MidpointRounding.ToZero));
        Assert.Equal(most, most.MultiplyRatio(long.MaxValue, long.MaxValue, MidpointRounding.ToZero));
    }

    [Theory]
    [InlineData(MidpointRounding.ToEven, 2, -2, 4, -4, 2, 3)]
    [InlineData(MidpointRounding.AwayFromZero, 3, -3, 4, -4, 2, 3)]
    [InlineData(MidpointRounding.ToZero, 2, -2, 3, -3, 2, 2)]
    [InlineData(MidpointRounding.ToNegativeInfinity, 2, -3, 3, -4, 2, 2)]
    [InlineData(MidpointRounding.ToPositiveInfinity, 3, -2, 4, -3, 3, 3)]
    public void Rounding_is_what_the_call_names(MidpointRounding rounding, long half, long minusHalf, long oddHalf, long minusOddHalf, long quarter, long threeQuarters)
    {
        Assert.Equal(half, Round(5, 2));
        Assert.Equal(minusHalf, Round(-5, 2));
        Assert.Equal(oddHalf, Round(7, 2));
        Assert.Equal(minusOddHalf, Round(-7, 2));
        Assert.Equal(quarter, Round(9, 4));
        Assert.Equal(threeQuarters, Round(11, 4));
        Assert.Equal(2, Round(4, 2));

        long Round(long numerator, long denominator) =>
            new Money(1, Currency.Cny).MultiplyRatio(numerator, denominator, rounding).MinorUnits;
    }

    [Fact]
    public void A_ratio_needs_a_positive_denominator_and_a_known_rounding()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => OneYuan.MultiplyRatio(1, 0, MidpointRounding.ToEven));
        Assert.Throws<ArgumentOutOfRangeException>(() => OneYuan.MultiplyRatio(1, -1, MidpointRounding.ToEven));
        Assert.Throws<ArgumentOutOfRangeException>(() => OneYuan.MultiplyRatio(1, 3, (MidpointRounding)17));
    }

    [Fact]
    public void A_fee_of_a_sum_is_not_the_sum_of_fees()
    {
        var fee = (long units) => new Money(units, Currency.Cny).MultiplyRatio(6, 1000, MidpointRounding.AwayFromZero);

        Assert.Equal(2, (fee(100) + fee(100)).MinorUnits);
        Assert.Equal(1, fee(200).MinorUnits);
    }

    private static void AssertNoCurrency(Action use)
    {
        var fault = Assert.Throws<InvalidOperationException>(use);
        Assert.Contains("currency", fault.Message, StringComparison.Ordinal);
    }
}
