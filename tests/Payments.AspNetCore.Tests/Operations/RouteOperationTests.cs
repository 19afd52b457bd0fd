using System.Net;
using Microsoft.AspNetCore.Builder;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Operations;

public sealed class RouteOperationTests
{
    private const string Explain = "/payments/operations/route";

    private static string OfAttempt => $"/payments/operations/orders/{Sample.OrderNo}/attempts/{Sample.OrderNo.ToAttemptNo(1)}/route";

    [Fact]
    public async Task A_choice_is_explained()
    {
        await using var host = await StartAsync();

        using var response = await host.Http.GetAsync($"{Explain}?method=wechat.native&amount=8800&currency=CNY");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var expected = """
            {"chosen":"wechat-main","rule":"big-amounts","rulesVersion":"7f3a","draw":4711,"candidates":[
            {"account":"wechat-main","priority":1,"weight":50,"verdict":"Chosen","isDown":false},
            {"account":"wechat-backup","priority":1,"weight":50,"verdict":"Eligible","isDown":false},
            {"account":"alipay-main","priority":0,"weight":1,"verdict":"Unsuited","isDown":true}]}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
        Assert.Equal(new RouteQuestion(PaymentMethod.Parse("wechat.native"), Money.FromMinorUnits(8800, Currency.Cny)), Assert.Single(host.Accounts.Questions));
    }

    [Fact]
    public async Task Every_parameter_reaches_the_engine()
    {
        await using var host = await StartAsync();

        using var response = await host.Http.GetAsync(
            $"{Explain}?method=alipay.page&amount=1&currency=JPY&merchantId=m-7&orderNo={Sample.OrderNo}&channelAccount=alipay-b");

        Assert.Equal(
            new RouteQuestion(PaymentMethod.Parse("alipay.page"), Money.FromMinorUnits(1, Currency.Jpy), "m-7", Sample.OrderNo, "alipay-b"),
            Assert.Single(host.Accounts.Questions));
    }

    [Theory]
    [InlineData("?amount=1&currency=CNY", 400, "method")]
    [InlineData("?method=wechat.native&currency=CNY", 400, "amount")]
    [InlineData("?method=wechat.native&amount=1", 400, "currency")]
    [InlineData("?method=wechat.native&amount=&currency=CNY", 400, "amount")]
    [InlineData("?method=wechat.native&amount=88.00&currency=CNY", 400, "amount")]
    [InlineData("?method=wechat.native&amount=0&currency=CNY", 422, "amount")]
    [InlineData("?method=wechat.native&amount=1&currency=cny", 422, "currency")]
    [InlineData("?method=WeChat&amount=1&currency=CNY", 422, "method")]
    [InlineData("?method=wechat.native&amount=1&currency=CNY&orderNo=x", 422, "orderNo")]
    [InlineData("?method=wechat.native&amount=1&currency=CNY&merchant=m", 400, "merchant")]
    [InlineData("?method=wechat.native&method=alipay.page&amount=1&currency=CNY", 400, "method")]
    public async Task A_wrong_question_is_refused_naming_the_parameter(string query, int status, string field)
    {
        await using var host = await StartAsync();

        using var response = await host.Http.GetAsync(Explain + query);

        var problem = await response.AssertProblemAsync(status, PaymentErrorCodes.InvalidRequest);
        Assert.Equal(field, (string?)Assert.Single(problem["errors"]!.AsArray())!["field"]);
        Assert.Empty(host.Accounts.Questions);
    }

    [Theory]
    [InlineData("wechat-main", true)]
    [InlineData("wechat-backup", false)]
    public async Task An_attempts_record_is_shown_and_chosen_from_again(string again, bool agrees)
    {
        await using var host = await StartAsync();
        host.Accounts.OnReplay = _ => Sample.Route(again);
        host.Client.Orders[Sample.OrderNo] = Routed(Sample.Route());

        using var response = await host.Http.GetAsync(OfAttempt);

        var route = await response.JsonAsync();
        Assert.Equal("wechat-main", (string?)route["channelAccount"]);
        Assert.Equal("wechat-main", (string?)route["record"]?["chosen"]);
        Assert.Equal(again, (string?)route["replay"]?["chosen"]);
        Assert.Equal(agrees, (bool?)route["replayAgrees"]);
        Assert.Equal("the only account for wechat.native", (string?)route["routeReason"]);
        Assert.Single(host.Accounts.Replayed);
    }

    [Fact]
    public async Task An_attempt_without_a_record_has_its_reason_in_words_only()
    {
        await using var host = await StartAsync();
        host.Client.Orders[Sample.OrderNo] = Routed(null);

        using var response = await host.Http.GetAsync(OfAttempt);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var route = await response.JsonAsync();
        Assert.Equal(["orderNo", "attemptNo", "channelAccount", "routeReason"], route.Select(member => member.Key), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Operators_see_the_orders_of_every_merchant()
    {
        await using var host = await StartAsync();
        host.Client.Orders[Sample.OrderNo] = Routed(Sample.Route()) with { MerchantId = "another" };

        using var response = await host.Http.GetAsync(OfAttempt);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task An_order_or_an_attempt_that_is_not_there_is_404()
    {
        await using var host = await StartAsync();

        using var order = await host.Http.GetAsync(OfAttempt);
        host.Client.Orders[Sample.OrderNo] = Routed(Sample.Route());
        using var attempt = await host.Http.GetAsync($"/payments/operations/orders/{Sample.OrderNo}/attempts/{Sample.OrderNo.ToAttemptNo(2)}/route");
        using var nonsense = await host.Http.GetAsync("/payments/operations/orders/x/attempts/y/route");

        await order.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
        await attempt.AssertProblemAsync(404, PaymentApiErrorCodes.AttemptNotFound);
        await nonsense.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
    }

    private static PaymentOrder Routed(RouteRecord? record) => Sample.Pending() with { Attempts = [Sample.Attempt(AttemptStatus.AwaitingPayer) with { Route = record }] };

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(map: app => app.MapPaymentOperations());
}
