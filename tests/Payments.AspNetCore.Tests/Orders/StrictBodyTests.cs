using System.Text;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Orders;

public sealed class StrictBodyTests
{
    /// <summary>The body, the status, and the field that must be named (empty: none).</summary>
    public static TheoryData<string, int, string> Refused => new()
    {
        { "", 400, "" },
        { "null", 400, "" },
        { "[]", 400, "" },
        { "\"x\"", 400, "" },
        { "{", 400, "" },
        { "{} {}", 400, "" },
        { "\uFEFF" + Sample.Body, 400, "" },
        { Sample.Body[..^1] + ",}", 400, "" },
        { "/* hello */" + Sample.Body, 400, "" },
        { With("\"extra\":1"), 400, "extra" },
        { With("\"Subject\":\"x\""), 400, "Subject" },
        { With("\"subject\":\"again\""), 400, "subject" },
        { With("\"s\\u0075bject\":\"again\""), 400, "subject" },
        { With("\"payer\":{\"phone\":\"1\"}"), 400, "payer.phone" },
        { With("\"payer\":{\"id\":\"a\",\"id\":\"b\"}"), 400, "payer.id" },
        { With("\"payer\":{\"id\":7}"), 400, "payer.id" },
        { With("\"payer\":\"x\""), 400, "payer" },
        { With("\"expiresInSeconds\":\"60\""), 400, "expiresInSeconds" },
        { With("\"expiresInSeconds\":60.5"), 400, "expiresInSeconds" },
        { With("\"returnUrl\":{}"), 400, "returnUrl" },
        { With("\"channelAccount\":true"), 400, "channelAccount" },
        { With("\"returnUrl\":\"\\ud800\""), 400, "returnUrl" },
        { With("\"\\ud800\":1"), 400, "(a name that is not Unicode text)" },
        { With("\"deep\":[[[[[[[[[[1]]]]]]]]]]"), 400, "" },
        { Without("merchantOrderNo"), 400, "merchantOrderNo" },
        { Without("subject"), 400, "subject" },
        { Without("method"), 400, "method" },
        { Amount("null"), 400, "amount" },
        { Amount("88"), 400, "amount" },
        { Amount("{}"), 400, "amount.currency" },
        { Amount("{\"currency\":\"CNY\"}"), 400, "amount.minorUnits" },
        { Amount("{\"currency\":\"CNY\",\"minorUnits\":\"88\"}"), 400, "amount.minorUnits" },
        { Amount("{\"currency\":\"CNY\",\"minorUnits\":88.0}"), 400, "amount.minorUnits" },
        { Amount("{\"currency\":\"CNY\",\"minorUnits\":1e2}"), 400, "amount.minorUnits" },
        { Amount("{\"currency\":\"CNY\",\"minorUnits\":9223372036854775808}"), 400, "amount.minorUnits" },
        { Amount("{\"currency\":\"CNY\",\"minorUnits\":1,\"minorUnits\":2}"), 400, "amount.minorUnits" },
        { Amount("{\"currency\":\"CNY\",\"minorUnits\":1,\"value\":2}"), 400, "amount.value" },
        { Amount("{\"currency\":7,\"minorUnits\":1}"), 400, "amount.currency" },
        { Amount("{\"currency\":\"cny\",\"minorUnits\":1}"), 422, "amount.currency" },
        { Amount("{\"currency\":\"XAU\",\"minorUnits\":1}"), 422, "amount.currency" },
        { Sample.Body.Replace("wechat.native", "WeChat", StringComparison.Ordinal), 422, "method" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_wrong_body_is_refused_naming_the_member(string body, int status, string field)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(body);

        var problem = await response.AssertProblemAsync(status, PaymentErrorCodes.InvalidRequest);
        Assert.Empty(host.Client.Creates);
        if (field.Length > 0)
        {
            Assert.Equal(field, (string?)Assert.Single(problem["errors"]!.AsArray(), error => (string?)error!["field"] == field)!["field"]);
        }
    }

    [Fact]
    public async Task Everything_wrong_is_named_at_once()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync("""{"merchantOrderNo":1,"amount":{"currency":"cny"},"method":"x","extra":1}""");

        var problem = await response.AssertProblemAsync(400, PaymentErrorCodes.InvalidRequest);
        Assert.Equal(
            ["amount.currency", "amount.minorUnits", "extra", "merchantOrderNo", "method", "subject"],
            problem["errors"]!.AsArray().Select(error => (string)error!["field"]!).Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_flood_of_faults_is_told_in_part()
    {
        await using var host = await TestHost.StartAsync();
        var body = "{" + string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"m{i}\":1")) + "}";

        using var response = await host.CreateAsync(body);

        var problem = await response.AssertProblemAsync(400, PaymentErrorCodes.InvalidRequest);
        Assert.Equal(32, problem["errors"]!.AsArray().Count);
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        await using var host = await TestHost.StartAsync();
        var body = Encoding.Latin1.GetBytes(Sample.Body.Replace("红茶 & tea", "th\u00e9", StringComparison.Ordinal));

        using var response = await host.CreateAsync(body);

        await response.AssertProblemAsync(400, PaymentErrorCodes.InvalidRequest);
        Assert.Empty(host.Client.Creates);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_than_64_kilobytes_are_413(bool announced)
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments/orders");
        request.Headers.Add("Idempotency-Key", "k");
        request.Headers.TransferEncodingChunked = !announced;
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(new string(' ', 65_537 - Encoding.UTF8.GetByteCount(Sample.Body)) + Sample.Body));
        request.Content.Headers.ContentType = new("application/json");

        using var response = await host.Http.SendAsync(request);

        await response.AssertProblemAsync(413, PaymentErrorCodes.InvalidRequest);
        Assert.Empty(host.Client.Creates);
    }

    [Fact]
    public async Task Exactly_64_kilobytes_are_read()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(new string(' ', 65_536 - Encoding.UTF8.GetByteCount(Sample.Body)) + Sample.Body);

        Assert.Equal(201, (int)response.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/jsonp")]
    [InlineData("application/json; charset=gbk")]
    public async Task Anything_but_json_in_utf8_is_415(string? contentType)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(Sample.Body, contentType: contentType);

        await response.AssertProblemAsync(415, PaymentErrorCodes.InvalidRequest);
        Assert.Empty(host.Client.Creates);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("Application/JSON; charset=\"UTF-8\"")]
    public async Task The_media_type_may_be_spelt_in_all_its_ways(string contentType)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(Sample.Body, contentType: contentType);

        Assert.Equal(201, (int)response.StatusCode);
    }

    private static string With(string member) => $"{Sample.Body[..^1]},{member}}}";

    private static string Without(string member) => Sample.Body.Replace($"\"{member}\":", "\"channelAccount\":", StringComparison.Ordinal);

    private static string Amount(string json) => Sample.Body.Replace("""{"currency":"CNY","minorUnits":8800}""", json, StringComparison.Ordinal);
}
