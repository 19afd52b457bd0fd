using Xunit;

namespace Payments.Tests;

public sealed class MoneyAllocationTests
{
    [Theory]
    [InlineData(100, 3, new long[] { 34, 33, 33 })]
    [InlineData(-100, 3, new long[] { -34, -33, -33 })]
    [InlineData(2, 3, new long[] { 1, 1, 0 })]
    [InlineData(0, 2, new long[] { 0, 0 })]
    [InlineData(long.MinValue, 1, new[] { long.MinValue })]
    [InlineData(long.MaxValue, 2, new[] { (long.MaxValue / 2) + 1, long.MaxValue / 2 })]
    public void Equal_parts_give_the_rest_to_the_first(long units, int parts, long[] expected) =>
        Assert.Equal(expected, Units(new Money(units, Currency.Cny).Allocate(parts)));

    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(-100, new long[] { 1, 1, 1 }, new long[] { -34, -33, -33 })]
    [InlineData(5, new long[] { 70, 30 }, new long[] { 4, 1 })]
    [InlineData(5, new long[] { 30, 70 }, new long[] { 2, 3 })]
    [InlineData(100, new long[] { 1, 2, 4 }, new long[] { 14, 29, 57 })]
    [InlineData(7, new long[] { 0, 1, 0, 1 }, new long[] { 0, 4, 0, 3 })]
    [InlineData(1, new long[] { 0, 0, 9 }, new long[] { 0, 0, 1 })]
    [InlineData(long.MaxValue, new[] { long.MaxValue, long.MaxValue }, new[] { (long.MaxValue / 2) + 1, long.MaxValue / 2 })]
    [InlineData(long.MinValue, new[] { long.MaxValue }, new[] { long.MinValue })]
    public void Ratios_give_the_rest_to_the_largest_fraction(long units, long[] ratios, long[] expected) =>
        Assert.Equal(expected, Units(new Money(units, Currency.Cny).Allocate(ratios)));

    [Fact]
    public void Impossible_splits_are_refused()
    {
        var amount = new Money(100, Currency.Cny);

        Assert.Throws<ArgumentOutOfRangeException>(() => amount.Allocate(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => amount.Allocate(-1));
        Assert.Throws<ArgumentException>(() => amount.Allocate([]));
        Assert.Throws<ArgumentException>(() => amount.Allocate([0, 0]));
        Assert.Throws<ArgumentException>(() => amount.Allocate([2, -1]));
    }

    private static IEnumerable<long> Units(Money[] parts) => parts.Select(part => part.MinorUnits);
}
