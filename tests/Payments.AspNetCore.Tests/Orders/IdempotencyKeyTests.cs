using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Orders;

public sealed class IdempotencyKeyTests
{
    public static TheoryData<string, string> Good => new()
    {
        { "k", "k" },
        { "\"k\"", "k" },
        { "8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324" },
        { "\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324" },
        { "\"a\\\\b\\\"c\"", "a\\b\"c" },
        { "a\\b", "a\\b" },
        { "!~", "!~" },
        { new string('k', 255), new string('k', 255) },
        { $"\"{new string('k', 255)}\"", new string('k', 255) },
    };

    public static TheoryData<string> Malformed =>
    [
        "\"\"", "\"", "\"k", "\"k\"x", "\"k\";a=1", "\"a\"b\"", "\"a\\b\"", "\"a\\\"", "a b", "\"a b\"", new string('k', 256), $"\"{new string('k', 256)}\"",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public async Task Bare_and_quoted_keys_are_taken(string header, string key)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(Sample.Body, header);

        Assert.Equal(201, (int)response.StatusCode);
        Assert.Equal(key, host.Client.Creates.Single().Key);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task Anything_else_is_400_and_reaches_nobody(string header)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(Sample.Body, header);

        var problem = await response.AssertProblemAsync(400, PaymentErrorCodes.InvalidRequest);
        Assert.Equal("Idempotency-Key", (string?)problem["errors"]?[0]?["field"]);
        Assert.Empty(host.Client.Creates);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task A_missing_key_is_400(string? header)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.CreateAsync(Sample.Body, header);

        await response.AssertProblemAsync(400, PaymentErrorCodes.IdempotencyKeyMissing);
        Assert.Empty(host.Client.Creates);
    }

    [Fact]
    public async Task Two_keys_are_none()
    {
        await using var host = await TestHost.StartAsync();

        var reply = await RawHttp.SendAsync(
            host.Http.BaseAddress!,
            $"POST /payments/orders HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: {System.Text.Encoding.UTF8.GetByteCount(Sample.Body)}\r\n\r\n{Sample.Body}");

        Assert.StartsWith("HTTP/1.1 400 ", reply, StringComparison.Ordinal);
        Assert.Empty(host.Client.Creates);
    }
}
