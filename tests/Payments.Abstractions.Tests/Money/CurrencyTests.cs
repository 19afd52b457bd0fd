using Xunit;

namespace Payments.Tests;

public sealed class CurrencyTests
{
    private static readonly string[] NoDecimals =
        ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"];

    private static readonly string[] ThreeDecimals = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    private static readonly string[] FourDecimals = ["CLF", "UYW"];

    [Fact]
    public void The_table_is_the_active_list_without_the_unpayable_codes()
    {
        Assert.Equal(165, Currency.All.Length);
        Assert.Equal(Currency.All.Length, Currency.All.Select(c => c.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(Currency.All.Length, Currency.All.Select(c => c.NumericCode).Distinct().Count());
        Assert.Equal(Currency.All.OrderBy(c => c.Code, StringComparer.Ordinal), Currency.All.AsEnumerable());
        Assert.All(Currency.All, c =>
        {
            Assert.Matches("^[A-Z]{3}$", c.Code);
            Assert.InRange(c.NumericCode, 1, 999);
            Assert.False(string.IsNullOrWhiteSpace(c.Name));
        });
    }

    [Fact]
    public void Every_exponent_is_that_of_ISO_4217()
    {
        Assert.Equal(NoDecimals, CodesWith(0));
        Assert.Equal(ThreeDecimals, CodesWith(3));
        Assert.Equal(FourDecimals, CodesWith(4));
        Assert.Equal(165 - 17 - 7 - 2, CodesWith(2).Length);
    }

    [Theory]
    [InlineData("ALL", 8, 2)]
    [InlineData("BHD", 48, 3)]
    [InlineData("CLF", 990, 4)]
    [InlineData("CNY", 156, 2)]
    [InlineData("EUR", 978, 2)]
    [InlineData("JPY", 392, 0)]
    [InlineData("SLE", 925, 2)]
    [InlineData("USD", 840, 2)]
    [InlineData("UYW", 927, 4)]
    [InlineData("VED", 926, 2)]
    [InlineData("XAD", 396, 2)]
    [InlineData("XCG", 532, 2)]
    [InlineData("ZWG", 924, 2)]
    public void A_code_finds_its_currency(string code, int number, int exponent)
    {
        var currency = Currency.Parse(code);

        Assert.Equal((code, number, exponent), (currency.Code, currency.NumericCode, currency.Exponent));
        Assert.Equal(code, currency.ToString());
        Assert.Contains(currency, Currency.All);
    }

    [Theory]
    [InlineData("cny")]
    [InlineData("Cny")]
    [InlineData(" CNY")]
    [InlineData("CNY ")]
    [InlineData("CN")]
    [InlineData("CNYX")]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("ＣＮＹ")]
    [InlineData("156")]
    [InlineData("RMB")]
    [InlineData("XAU")]
    [InlineData("XDR")]
    [InlineData("XTS")]
    [InlineData("XXX")]
    [InlineData("ANG")]
    [InlineData("BGN")]
    [InlineData("HRK")]
    [InlineData("ZWL")]
    public void Anything_else_is_refused(string? code)
    {
        Assert.False(Currency.TryParse(code, out var currency));
        Assert.False(currency.IsDefined);
        Assert.Throws<FormatException>(() => Currency.Parse(code));
    }

    [Fact]
    public void The_well_known_ones_are_themselves()
    {
        Assert.Equal(
            "CNY EUR GBP HKD JPY USD",
            string.Join(' ', Currency.Cny, Currency.Eur, Currency.Gbp, Currency.Hkd, Currency.Jpy, Currency.Usd));
        Assert.True(Currency.Cny == Currency.Parse("CNY"));
        Assert.True(Currency.Cny != Currency.Usd);
        Assert.Equal(Currency.Cny.GetHashCode(), Currency.Parse("CNY").GetHashCode());
        Assert.False(Currency.Cny.Equals((object)"CNY"));
    }

    [Fact]
    public void No_currency_equals_itself_and_refuses_the_rest()
    {
        Currency none = default;

        Assert.True(none == default);
        Assert.False(none == Currency.Cny);
        Assert.Equal("(no currency)", none.ToString());
        Assert.Equal(0, none.GetHashCode());
        Assert.Throws<InvalidOperationException>(() => none.Code);
        Assert.Throws<InvalidOperationException>(() => none.NumericCode);
        Assert.Throws<InvalidOperationException>(() => none.Exponent);
        Assert.Throws<InvalidOperationException>(() => none.Name);
    }

    private static string[] CodesWith(int exponent) =>
        [.. Currency.All.Where(c => c.Exponent == exponent).Select(c => c.Code)];
}
