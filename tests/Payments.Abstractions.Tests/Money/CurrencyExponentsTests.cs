using Xunit;

namespace Payments.Tests;

public sealed class CurrencyExponentsTests
{
    private static readonly Currency Clp = Currency.Parse("CLP");
    private static readonly Currency Huf = Currency.Parse("HUF");
    private static readonly CurrencyExponents Channel = CurrencyExponents.Iso.With(Clp, 2).With(Huf, 0);

    [Fact]
    public void Overrides_change_a_copy()
    {
        Assert.Equal((2, 0, 2), (Channel.Of(Clp), Channel.Of(Huf), Channel.Of(Currency.Cny)));
        Assert.Equal((0, 2), (CurrencyExponents.Iso.Of(Clp), CurrencyExponents.Iso.Of(Huf)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Channel.With(Clp, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Channel.With(Clp, 9));
        Assert.Throws<InvalidOperationException>(() => Channel.With(default, 2));
        Assert.Throws<InvalidOperationException>(() => Channel.Of(default));
    }

    [Fact]
    public void Units_convert_exactly_or_not_at_all()
    {
        Assert.Equal(1200, Channel.ToChannelUnits(new Money(12, Clp)));
        Assert.Equal(12, Channel.FromChannelUnits(1200, Clp).MinorUnits);
        Assert.Equal(12, Channel.ToChannelUnits(new Money(1200, Huf)));
        Assert.Equal(1200, Channel.FromChannelUnits(12, Huf).MinorUnits);
        Assert.Equal(8800, Channel.ToChannelUnits(new Money(8800, Currency.Cny)));

        Assert.Throws<InexactAmountException>(() => Channel.ToChannelUnits(new Money(1201, Huf)));
        Assert.Throws<InexactAmountException>(() => Channel.FromChannelUnits(1201, Clp));
        Assert.Throws<OverflowException>(() => Channel.ToChannelUnits(new Money(long.MaxValue, Clp)));
        Assert.Throws<OverflowException>(() => Channel.FromChannelUnits(long.MinValue, Huf));
    }

    [Fact]
    public void Text_has_the_channels_decimals()
    {
        Assert.Equal("12.00", new Money(12, Clp).ToDecimalString(Channel));
        Assert.Equal("12", new Money(1200, Huf).ToDecimalString(Channel));
        Assert.Throws<InexactAmountException>(() => new Money(1201, Huf).ToDecimalString(Channel));
        Assert.Equal(new Money(12, Clp), Money.Parse("12.00", Clp, Channel));
        Assert.False(Money.TryParse("12.50", Clp, Channel, out _));
        Assert.Equal(new Money(1200, Huf), Money.Parse("12", Huf, Channel));
        Assert.False(Money.TryParse("12.00", Huf, Channel, out _));
    }

    [Fact]
    public void A_fee_column_of_five_decimals_reads_whole_fen_only()
    {
        var bill = CurrencyExponents.Iso.With(Currency.Cny, 5);

        Assert.Equal(2, Money.Parse("0.02000", Currency.Cny, bill).MinorUnits);
        Assert.False(Money.TryParse("0.00600", Currency.Cny, bill, out _));
    }

    [Fact]
    public void The_widest_scale_does_not_overflow_inside()
    {
        var wide = CurrencyExponents.Iso.With(Currency.Jpy, CurrencyExponents.MaxExponent);

        Assert.Equal("-9223372036854775808.00000000", new Money(long.MinValue, Currency.Jpy).ToDecimalString(wide));
        Assert.Equal(long.MinValue, Money.Parse("-9223372036854775808.00000000", Currency.Jpy, wide).MinorUnits);
        Assert.False(Money.TryParse("99999999999999999999999999999", Currency.Jpy, wide, out _));
    }
}
