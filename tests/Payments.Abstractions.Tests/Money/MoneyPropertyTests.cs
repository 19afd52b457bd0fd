using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Payments.Tests;

/// <summary>100,000 seeded cases each, over amounts of every size up to the whole of 64 bits.</summary>
public sealed class MoneyPropertyTests
{
    private static readonly Config Cases = Config.QuickThrowOnFailure.WithMaxTest(100_000).WithReplay(20_260_101, 4_217);

    private static Gen<long> Units { get; } =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        from shift in Gen.Choose(0, 63)
        select ((long)high << 32 | (uint)low) >> shift;

    private static Gen<Money> Amounts { get; } =
        from units in Units
        from currency in Gen.Elements(Currency.All.ToArray())
        select new Money(units, currency);

    [Fact]
    public void Equal_parts_sum_exactly_and_spread_one_unit() => Check(
        from amount in Amounts
        from parts in Gen.Choose(1, 60)
        select (amount, parts),
        x =>
        {
            var parts = x.amount.Allocate(x.parts).Select(part => part.MinorUnits).ToArray();
            return parts.Length == x.parts && Sum(parts) == x.amount.MinorUnits && (BigInteger)parts.Max() - parts.Min() <= 1;
        });

    [Fact]
    public void Ratios_sum_exactly_and_stay_within_one_unit_of_the_exact_share() => Check(
        from amount in Amounts
        from ratios in Units.Select(unit => unit & long.MaxValue).Or(Gen.Constant(0L)).NonEmptyListOf()
        select (amount, ratios: ratios.Append(1L).ToArray()),
        x =>
        {
            var parts = x.amount.Allocate(x.ratios).Select(part => part.MinorUnits).ToArray();
            var total = Sum(x.ratios);
            return Sum(parts) == x.amount.MinorUnits && parts.Zip(x.ratios).All(pair =>
                BigInteger.Abs((pair.First * total) - ((BigInteger)x.amount.MinorUnits * pair.Second)) < total
                && (pair.Second != 0 || pair.First == 0));
        });

    [Fact]
    public void What_is_written_is_read_back() => Check(
        Amounts,
        amount => Money.Parse(amount.ToDecimalString(), amount.Currency) == amount);

    [Fact]
    public void What_is_written_for_a_channel_is_read_back() => Check(
        from amount in Amounts
        from extra in Gen.Choose(0, CurrencyExponents.MaxExponent)
        select (amount, exponents: CurrencyExponents.Iso.With(amount.Currency, Math.Max(extra, amount.Currency.Exponent))),
        x => Money.Parse(x.amount.ToDecimalString(x.exponents), x.amount.Currency, x.exponents) == x.amount);

    [Fact]
    public void Any_text_that_is_read_is_written_back_the_same_but_for_decimals() => Check(
        Gen.Elements([.. "0123456789.-+e, ０"]).ListOf().Select(letters => string.Concat(letters)),
        text => !Money.TryParse(text, Currency.Cny, out var money) || money.ToDecimalString().StartsWith(text, StringComparison.Ordinal));

    [Fact]
    public void Sums_are_those_of_unbounded_integers_or_overflow() => Check(
        from left in Units
        from right in Units
        select (left, right),
        x => Agrees((BigInteger)x.left + x.right, () => new Money(x.left, Currency.Cny) + new Money(x.right, Currency.Cny))
            && Agrees((BigInteger)x.left - x.right, () => new Money(x.left, Currency.Cny) - new Money(x.right, Currency.Cny))
            && Agrees((BigInteger)x.left * x.right, () => new Money(x.left, Currency.Cny).Multiply(x.right)));

    [Fact]
    public void Ratios_round_to_the_neighbour_the_call_names() => Check(
        from units in Units
        from numerator in Units
        from denominator in Units.Select(unit => Math.Max(1, unit & long.MaxValue))
        from rounding in Gen.Elements(Enum.GetValues<MidpointRounding>())
        select (units, numerator, denominator, rounding),
        x => Agrees(
            Rounded((BigInteger)x.units * x.numerator, x.denominator, x.rounding),
            () => new Money(x.units, Currency.Cny).MultiplyRatio(x.numerator, x.denominator, x.rounding)));

    private static void Check<T>(Gen<T> cases, Func<T, bool> holds) =>
        FsCheck.Check.One(Cases, Prop.ForAll(Arb.From(cases), holds));

    private static BigInteger Sum(IEnumerable<long> values) => values.Aggregate(BigInteger.Zero, (sum, value) => sum + value);

    private static bool Agrees(BigInteger expected, Func<Money> compute)
    {
        try
        {
            return compute().MinorUnits == expected;
        }
        catch (OverflowException)
        {
            return expected < long.MinValue || expected > long.MaxValue;
        }
    }

    // Written from the floor, unlike the code under test, which starts from the truncated quotient.
    private static BigInteger Rounded(BigInteger numerator, BigInteger denominator, MidpointRounding rounding)
    {
        var rest = ((numerator % denominator) + denominator) % denominator;
        var floor = (numerator - rest) / denominator;
        if (rest.IsZero)
        {
            return floor;
        }

        var half = (rest * 2).CompareTo(denominator);
        return rounding switch
        {
            MidpointRounding.ToNegativeInfinity => floor,
            MidpointRounding.ToPositiveInfinity => floor + 1,
            MidpointRounding.ToZero => numerator.Sign < 0 ? floor + 1 : floor,
            _ when half != 0 => half > 0 ? floor + 1 : floor,
            MidpointRounding.ToEven => floor.IsEven ? floor : floor + 1,
            _ => numerator.Sign < 0 ? floor : floor + 1,
        };
    }
}
