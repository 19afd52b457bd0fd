using System.Globalization;
using Xunit;

namespace Payments.Tests;

public sealed class MoneyTextTests
{
    public static TheoryData<string?> Refused =>
    [
        (string?)null, "", " ", " 1", "1 ", "1 000", "+1", "--1", "-", "- 1", "1-", "(1)", "1e2", "1E2", "0x10", "1,00", "1.234,56", "1_000", "1'000",
        ".", ".5", "5.", "-.5", "1.2.3", "..", "1..2", "1.005", "1.000", "0.001", "00", "007", "00.01", "-01", "-0", "-0.0", "-0.00",
        "１２.３４", "12.３４", "١٢", "1．00", "−1", "¥1", "CNY 1", "1 CNY", "NaN", "Infinity", "1\n", "\t1", "1\0", "\uFEFF1", "1\u00A0",
        "92233720368547758.08", "-92233720368547758.09", "99999999999999999999999999999999999999999999999999",
        "1000000000000000000000000000",
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public void Whatever_is_not_a_plain_decimal_is_refused(string? text)
    {
        Assert.False(Money.TryParse(text, Currency.Cny, out var money));
        Assert.Equal(default, money);
        var fault = Assert.Throws<FormatException>(() => Money.Parse(text, Currency.Cny));
        Assert.Contains("88.00", fault.Message, StringComparison.Ordinal);
        if (text is { Length: > 6 })
        {
            Assert.DoesNotContain(text, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("88.00", "CNY", 8800)]
    [InlineData("88.0", "CNY", 8800)]
    [InlineData("88", "CNY", 8800)]
    [InlineData("0", "CNY", 0)]
    [InlineData("0.00", "CNY", 0)]
    [InlineData("0.01", "CNY", 1)]
    [InlineData("-0.01", "CNY", -1)]
    [InlineData("-12.30", "CNY", -1230)]
    [InlineData("92233720368547758.07", "CNY", long.MaxValue)]
    [InlineData("-92233720368547758.08", "CNY", long.MinValue)]
    [InlineData("500", "JPY", 500)]
    [InlineData("1.234", "BHD", 1234)]
    [InlineData("1.2345", "CLF", 12345)]
    public void A_plain_decimal_is_read(string text, string code, long units)
    {
        Assert.Equal(new Money(units, Currency.Parse(code)), Money.Parse(text, Currency.Parse(code)));
        Assert.True(Money.TryParse(text, Currency.Parse(code), out var money));
        Assert.Equal(units, money.MinorUnits);
    }

    [Fact]
    public void A_currency_without_decimals_has_no_point()
    {
        Assert.False(Money.TryParse("500.0", Currency.Jpy, out _));
        Assert.Contains("88,", Assert.Throws<FormatException>(() => Money.Parse("500.0", Currency.Jpy)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(8800, "CNY", "88.00")]
    [InlineData(5, "CNY", "0.05")]
    [InlineData(-5, "CNY", "-0.05")]
    [InlineData(0, "CNY", "0.00")]
    [InlineData(88, "JPY", "88")]
    [InlineData(-88, "JPY", "-88")]
    [InlineData(1, "BHD", "0.001")]
    [InlineData(123456, "UYW", "12.3456")]
    [InlineData(long.MinValue, "CNY", "-92233720368547758.08")]
    public void Text_has_all_decimals_in_every_culture(long units, string code, string expected)
    {
        var before = CultureInfo.CurrentCulture;
        var odd = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        odd.NumberFormat.NegativeSign = "~";
        odd.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = odd;
        try
        {
            var money = new Money(units, Currency.Parse(code));
            Assert.Equal(expected, money.ToDecimalString());
            Assert.Equal($"{expected} {code}", money.ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Major_units_are_exact_or_refused()
    {
        Assert.Equal(8800, Money.FromMajorUnits(88m, Currency.Cny).MinorUnits);
        Assert.Equal(8800, Money.FromMajorUnits(88.00000m, Currency.Cny).MinorUnits);
        Assert.Equal(-1, Money.FromMajorUnits(-0.01m, Currency.Cny).MinorUnits);
        Assert.Equal(0, Money.FromMajorUnits(-0.0m, Currency.Jpy).MinorUnits);
        Assert.Equal(long.MaxValue, Money.FromMajorUnits(92233720368547758.07m, Currency.Cny).MinorUnits);
        Assert.Throws<InexactAmountException>(() => Money.FromMajorUnits(1.005m, Currency.Cny));
        Assert.Throws<InexactAmountException>(() => Money.FromMajorUnits(0.5m, Currency.Jpy));
        Assert.Throws<InexactAmountException>(() => Money.FromMajorUnits(0.0000000000000000000000000001m, Currency.Cny));
        Assert.Throws<InexactAmountException>(() => Money.FromMajorUnits(0.9999999999999999999999999999m, Currency.Cny));
        Assert.Throws<OverflowException>(() => Money.FromMajorUnits(92233720368547758.08m, Currency.Cny));
        Assert.Throws<OverflowException>(() => Money.FromMajorUnits(decimal.MaxValue, Currency.Parse("CLF")));
    }
}
