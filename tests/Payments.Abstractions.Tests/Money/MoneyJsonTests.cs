using System.Text.Json;
using System.Text.Json.Serialization;
using Xunit;

namespace Payments.Tests;

public sealed partial class MoneyJsonTests
{
    [Fact]
    public void Money_is_an_object_of_code_and_minor_units()
    {
        var json = JsonSerializer.Serialize(new Money(8800, Currency.Cny), Source.Default.Money);

        Assert.Equal("""{"currency":"CNY","minorUnits":8800}""", json);
        Assert.Equal(new Money(8800, Currency.Cny), JsonSerializer.Deserialize(json, Source.Default.Money));
    }

    [Theory]
    [InlineData("""{"minorUnits":-9223372036854775808,"currency":"JPY"}""", long.MinValue, "JPY")]
    [InlineData("""{ "currency" : "\u0043\u004e\u0059" , "minorUnits" : 0 }""", 0, "CNY")]
    public void Order_space_and_escapes_do_not_matter(string json, long units, string code) =>
        Assert.Equal(new Money(units, Currency.Parse(code)), JsonSerializer.Deserialize(json, Source.Default.Money));

    [Theory]
    [InlineData("null")]
    [InlineData("8800")]
    [InlineData("\"88.00 CNY\"")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"currency":"CNY"}""")]
    [InlineData("""{"minorUnits":1}""")]
    [InlineData("""{"currency":"CNY","minorUnits":1,"extra":0}""")]
    [InlineData("""{"currency":"CNY","currency":"CNY","minorUnits":1}""")]
    [InlineData("""{"currency":"CNY","minorUnits":1,"minorUnits":2}""")]
    [InlineData("""{"Currency":"CNY","minorUnits":1}""")]
    [InlineData("""{"currency":"cny","minorUnits":1}""")]
    [InlineData("""{"currency":"XAU","minorUnits":1}""")]
    [InlineData("""{"currency":"","minorUnits":1}""")]
    [InlineData("""{"currency":"\ud800","minorUnits":1}""")]
    [InlineData("""{"currency":null,"minorUnits":1}""")]
    [InlineData("""{"currency":156,"minorUnits":1}""")]
    [InlineData("""{"currency":"CNY","minorUnits":"1"}""")]
    [InlineData("""{"currency":"CNY","minorUnits":null}""")]
    [InlineData("""{"currency":"CNY","minorUnits":1.0}""")]
    [InlineData("""{"currency":"CNY","minorUnits":1.5}""")]
    [InlineData("""{"currency":"CNY","minorUnits":1e2}""")]
    [InlineData("""{"currency":"CNY","minorUnits":9223372036854775808}""")]
    [InlineData("""{"currency":{"a":1},"minorUnits":1}""")]
    [InlineData("""{"currency":"CNY","minorUnits":1""")]
    public void Anything_else_is_a_json_fault(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(json, Source.Default.Money));

    [Fact]
    public void The_fault_says_where_and_what()
    {
        var fault = Assert.Throws<JsonException>(() =>
            JsonSerializer.Deserialize("""{"amount":{"currency":"CNY","minorUnits":1.5}}""", Source.Default.Order));

        Assert.Equal("$.amount", fault.Path);
        Assert.Contains("minorUnits is not a JSON integer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Default_money_is_not_written()
    {
        Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(default, Source.Default.Money));
        Assert.Throws<InvalidOperationException>(() => JsonSerializer.Serialize(default, Source.Default.Currency));
    }

    [Fact]
    public void A_currency_is_its_code_also_as_a_property_name()
    {
        var totals = new Dictionary<Currency, long> { [Currency.Cny] = 1, [Currency.Jpy] = 2 };
        var json = JsonSerializer.Serialize(totals, Source.Default.DictionaryCurrencyInt64);

        Assert.Equal("""{"CNY":1,"JPY":2}""", json);
        Assert.Equal(totals, JsonSerializer.Deserialize(json, Source.Default.DictionaryCurrencyInt64));
        Assert.Equal(Currency.Cny, JsonSerializer.Deserialize("\"CNY\"", Source.Default.Currency));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("\"cny\"", Source.Default.Currency));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"cny":1}""", Source.Default.DictionaryCurrencyInt64));
    }

    [Fact]
    public async Task A_value_split_over_buffers_is_read_the_same()
    {
        var json = """{"amount":{"currency":"CNY","minorUnits":8800}}"""u8.ToArray();
        using var drip = new DripStream(json);

        var order = await JsonSerializer.DeserializeAsync(drip, Source.Default.Order, TestContext.Current.CancellationToken);

        Assert.Equal(new Money(8800, Currency.Cny), order!.Amount);
    }

    public sealed record Order(Money Amount);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(Order))]
    [JsonSerializable(typeof(Dictionary<Currency, long>))]
    internal sealed partial class Source : JsonSerializerContext;
}
