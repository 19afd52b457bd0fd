using System.Net;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Orders;

public sealed class ChangeMethodTests
{
    private const string Body = """{"method":"alipay.page"}""";

    private static string Path => $"/payments/orders/{Sample.OrderNo}/attempts";

    [Fact]
    public async Task Paying_another_way_answers_200_with_the_order()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnChange = () => new OrderOutcome.Accepted(Sample.Pending());

        using var response = await host.PostAsync(Path, Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"/payments/orders/{Sample.OrderNo}", response.Headers.Location?.OriginalString);
        Assert.Equal(Sample.OrderNo.Value, (string?)(await response.JsonAsync())["orderNo"]);
        var (orderNo, request, merchantId) = Assert.Single(host.Client.Changes);
        Assert.Equal(Sample.OrderNo, orderNo);
        Assert.Equal(Merchants.Default, merchantId);
        Assert.Equal(new ChangeMethodRequest { Method = PaymentMethod.Parse("alipay.page") }, request);
    }

    [Fact]
    public async Task Every_member_reaches_the_engine()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnChange = () => new OrderOutcome.Accepted(Sample.Pending());

        using var response = await host.PostAsync(Path, """{"method":"wechat.jsapi","channelAccount":"wechat-b","payer":{"id":"o-1","ipAddress":"192.0.2.7","authCode":"28"}}""");

        Assert.Equal(
            new ChangeMethodRequest
            {
                Method = PaymentMethod.Parse("wechat.jsapi"),
                ChannelAccount = "wechat-b",
                Payer = new Payer { Id = new PayerId("o-1"), IpAddress = "192.0.2.7", AuthCode = new PayerId("28") },
            },
            Assert.Single(host.Client.Changes).Request);
        Assert.DoesNotContain("o-1", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_outcome_is_202_and_says_where_to_look()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnChange = () => new OrderOutcome.Unknown(Sample.Unanswered(), Sample.Error(PaymentErrorCodes.ChannelNoAnswer));

        using var response = await host.PostAsync(Path, Body);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/payments/orders/{Sample.OrderNo}", response.Headers.Location?.OriginalString);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.False((await response.JsonAsync()).ContainsKey("nextAction"));
    }

    [Theory]
    [InlineData(PaymentErrorCodes.OrderAlreadyPaid, 409)]
    [InlineData(PaymentErrorCodes.PayerIsPaying, 409)]
    [InlineData(PaymentErrorCodes.OrderEnded, 409)]
    [InlineData(PaymentErrorCodes.AttemptInFlight, 409)]
    [InlineData(PaymentErrorCodes.TooManyAttempts, 409)]
    [InlineData(PaymentErrorCodes.ChannelAccountUnable, 422)]
    [InlineData(PaymentErrorCodes.NoChannelAccount, 422)]
    [InlineData(PaymentErrorCodes.ChannelUnreachable, 503)]
    public async Task A_refusal_says_why_and_shows_the_order(string code, int status)
    {
        await using var host = await TestHost.StartAsync();
        host.Client.OnChange = () => new OrderOutcome.Rejected(Sample.Error(code), Sample.Pending());

        using var response = await host.PostAsync(Path, Body);

        Assert.Equal("Pending", (string?)(await response.AssertProblemAsync(status, code))["order"]?["status"]);
    }

    [Theory]
    [InlineData("{}", 400, "method")]
    [InlineData("""{"method":"Alipay"}""", 422, "method")]
    [InlineData("""{"method":"alipay.page","amount":1}""", 400, "amount")]
    [InlineData("""{"method":"alipay.page","payer":{"openid":"o"}}""", 400, "payer.openid")]
    public async Task A_wrong_body_is_refused_naming_the_member(string body, int status, string field)
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.PostAsync(Path, body);

        var problem = await response.AssertProblemAsync(status, PaymentErrorCodes.InvalidRequest);
        Assert.Equal(field, (string?)Assert.Single(problem["errors"]!.AsArray())!["field"]);
        Assert.Empty(host.Client.Changes);
    }

    [Fact]
    public async Task A_number_that_is_none_is_404()
    {
        await using var host = await TestHost.StartAsync();

        using var response = await host.PostAsync("/payments/orders/x/attempts", Body);

        await response.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
    }
}
