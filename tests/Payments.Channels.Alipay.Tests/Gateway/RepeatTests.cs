using System.Net;
using System.Net.Http.Headers;

namespace Payments.Channels.Alipay.Tests.Gateway;

/// <summary>What is sent again, how often, and as what.</summary>
public sealed class RepeatTests
{
    private static readonly HttpRequestException Reset = new(HttpRequestError.ResponseEnded);
    private static readonly HttpRequestException Refused = new(HttpRequestError.ConnectionError);

    [Theory]
    [InlineData("reset")]
    [InlineData("refused")]
    [InlineData("503")]
    [InlineData("20000")]
    [InlineData("ACQ.SYSTEM_ERROR")]
    public async Task A_query_is_asked_again_with_the_same_content_signed_anew(string trouble)
    {
        using var harness = Harness();
        Sick(harness, trouble);
        harness.Gateway.Node(AlipayHarness.Paid());

        Assert.Equal(ChannelPaymentStatus.Succeeded, (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted().Status);

        var (first, second) = (harness.Gateway.Requests[0], harness.Gateway.Requests[1]);
        Assert.Equal(2, harness.Gateway.Requests.Count);
        Assert.Equal(first.Content, second.Content);
        Assert.NotEqual(first.Fields["timestamp"], second.Fields["timestamp"]);
        Assert.NotEqual(first.Fields["sign"], second.Fields["sign"]);
        Assert.Single(harness.Log, static line => line.StartsWith("4004 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("close")]
    [InlineData("refund")]
    [InlineData("refund query")]
    [InlineData("reversal")]
    [InlineData("bill")]
    public async Task Every_call_that_does_nothing_twice_is_bounded(string call)
    {
        using var harness = Harness();
        for (var i = 0; i < 20; i++)
        {
            harness.Gateway.Status(HttpStatusCode.ServiceUnavailable);
        }

        switch (call)
        {
            case "close": (await harness.Channel.CloseAsync(AlipayHarness.Reference(), Token)).Unknown(); break;
            case "refund": (await harness.Refunds.RefundAsync(AlipayHarness.Refund(), Token)).Unknown(); break;
            case "refund query": (await harness.Refunds.QueryRefundAsync(AlipayHarness.RefundReference(), Token)).Unknown(); break;
            case "reversal": (await harness.Barcode.ReverseAsync(AlipayHarness.Reference(AlipayPaymentMethods.Barcode), Token)).Unknown(); break;
            default: await harness.Statements.DownloadStatementAsync(new StatementRequest(new DateOnly(2026, 3, 3), StatementKind.Trades), Stream.Null, Token); break;
        }

        // A refund without an answer is asked about afterwards.
        var byMethod = harness.Gateway.Requests.GroupBy(static request => request.Method).ToList();
        Assert.Equal(call == "refund" ? 2 : 1, byMethod.Count);
        Assert.All(byMethod, static requests => Assert.Equal(3, requests.Count()));
        Assert.All(byMethod, static requests => Assert.Single(requests.Select(static request => request.Content).Distinct()));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("refused")]
    [InlineData("503")]
    [InlineData("20000")]
    public async Task A_trade_is_made_by_one_request(string trouble)
    {
        using var harness = Harness();
        Sick(harness, trouble);

        if (trouble == "refused")
        {
            await Assert.ThrowsAsync<ChannelUnreachableException>(() => harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Precreate), Token));
        }
        else
        {
            (await harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Precreate), Token)).Unknown();
        }

        Assert.Single(harness.Gateway.Requests);
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("503")]
    [InlineData("20000")]
    public async Task A_bar_code_is_charged_by_one_request(string trouble)
    {
        using var harness = Harness();
        Sick(harness, trouble);
        harness.Gateway.Node(AlipayHarness.Paid());

        (await harness.Barcode.PayAsync(AlipayHarness.BarcodeOrder(), Token)).Accepted();

        Assert.Equal(["alipay.trade.pay", "alipay.trade.query"], harness.Gateway.Requests.Select(static request => request.Method));
    }

    [Fact]
    public async Task A_short_wish_to_wait_is_granted_and_a_long_one_is_an_answer()
    {
        using var harness = Harness();
        harness.Gateway.Then(static _ => Busy(1)).Node(AlipayHarness.Paid()).Then(static _ => Busy(30));

        (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted();
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(harness.Time.Waits));

        (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown();
        Assert.Equal(3, harness.Gateway.Requests.Count);
    }

    [Fact]
    public async Task Law03_unreachable_after_a_try_that_may_have_arrived_is_unknown()
    {
        using var harness = Harness();
        harness.Gateway.Fault(Reset).Fault(Refused).Fault(Refused);

        (await harness.Channel.CloseAsync(AlipayHarness.Reference(), Token)).Unknown();
    }

    [Fact]
    public async Task Law06_a_refund_refused_after_a_try_that_may_have_arrived_is_unknown()
    {
        using var harness = Harness();
        harness.Gateway.Fault(Reset).Refusal("ACQ.SELLER_BALANCE_NOT_ENOUGH").Node("""{"code":"10000","msg":"Success"}""");

        (await harness.Refunds.RefundAsync(AlipayHarness.Refund(), Token)).Unknown();

        Assert.Equal(["alipay.trade.refund", "alipay.trade.refund", "alipay.trade.fastpay.refund.query"], harness.Gateway.Requests.Select(static request => request.Method));
    }

    [Fact]
    public async Task What_is_being_processed_is_not_sent_again()
    {
        using var harness = Harness();
        harness.Gateway.Refusal("REQUEST_PROCESSING");

        (await harness.Channel.CloseAsync(AlipayHarness.Reference(), Token)).Unknown();
    }

    [Fact]
    public async Task A_method_of_somebody_else_is_refused()
    {
        using var harness = Harness();

        var created = (await harness.Channel.CreateAsync(AlipayHarness.Order(PaymentMethod.Parse("wechat.native")), Token)).Rejected();
        var barcode = (await harness.Channel.CreateAsync(AlipayHarness.BarcodeOrder(), Token)).Rejected();
        var charged = (await harness.Barcode.PayAsync(AlipayHarness.Order(AlipayPaymentMethods.Precreate), Token)).Rejected();

        Assert.All([created, barcode, charged], static error => Assert.Equal(PaymentErrorCodes.InvalidRequest, error.Code));
        Assert.Empty(harness.Gateway.Requests);
    }

    private static AlipayHarness Harness() => new(static options => options.MaxRetries = 2);

    // The wire's timestamp counts seconds: one passes before the trouble shows.
    private static void Sick(AlipayHarness harness, string trouble) => harness.Gateway.Then(request =>
    {
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        return trouble switch
        {
            "reset" => throw Reset,
            "refused" => throw Refused,
            "503" => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            "20000" => Node(request, """{"code":"20000","msg":"Service Currently Unavailable","sub_code":"isp.unknow-error"}"""),
            _ => Node(request, $$"""{"code":"40004","msg":"Business Failed","sub_code":"{{trouble}}"}"""),
        };
    });

    private static HttpResponseMessage Node(Captured request, string node) => FakeGateway.Ok(FakeGateway.Signed(request.Method, node));

    private static HttpResponseMessage Busy(int seconds)
    {
        var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(seconds));
        return response;
    }
}
