
namespace Payments.Channels.Alipay.Tests.Refunds;

public sealed class RefundTests
{
    private static readonly string Moved = Answer("Y");
    private static readonly string NotMoved = Answer("N");

    private static readonly string Done =
        $$"""{"code":"10000","out_trade_no":"{{AlipayHarness.AttemptNo}}","trade_no":"T1","out_request_no":"R01","refund_status":"REFUND_SUCCESS","refund_amount":"3.00","total_amount":"88.00","gmt_refund_pay":"2026-03-04 14:00:00"}""";

    private static readonly string Nothing = $$"""{"code":"10000","out_trade_no":"{{AlipayHarness.AttemptNo}}","trade_no":"T1","out_request_no":"R01"}""";

    [Fact]
    public async Task Money_that_moved_is_proof()
    {
        var (outcome, calls) = await RefundAsync(Moved);
        var refund = outcome.Accepted();

        Assert.Equal(ChannelRefundStatus.Succeeded, refund.Status);
        Assert.Equal(new Money(500, Currency.Cny), refund.CumulativeAmount);
        Assert.Null(refund.Amount);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 6, 0, 0, TimeSpan.Zero), refund.SucceededAt);
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task No_money_moved_is_asked_and_a_done_refund_is_done()
    {
        var (outcome, _) = await RefundAsync(NotMoved, Done);

        Assert.Equal((ChannelRefundStatus.Succeeded, new Money(300, Currency.Cny)), (outcome.Accepted().Status, outcome.Accepted().Amount));
    }

    [Fact]
    public async Task No_money_moved_and_nothing_known_is_on_its_way() =>
        Assert.Equal(ChannelRefundStatus.Processing, (await RefundAsync(NotMoved, Nothing)).Outcome.Accepted().Status);

    [Theory]
    [InlineData("""{"code":"20000","sub_code":"aop.ACQ.SYSTEM_ERROR"}""")]
    [InlineData("""{"code":"40004","sub_code":"ACQ.SYSTEM_ERROR"}""")]
    [InlineData("""{"code":"10000","msg":"Success"}""")]
    public async Task An_unclear_refund_is_asked_and_stays_unknown_while_absent(string node)
    {
        Assert.Equal(ChannelRefundStatus.Succeeded, (await RefundAsync(node, Done)).Outcome.Accepted().Status);
        (await RefundAsync(node, Nothing)).Outcome.Unknown();
        (await RefundAsync(node, """{"code":"20000"}""")).Outcome.Unknown();
    }

    [Theory]
    [InlineData("ACQ.SELLER_BALANCE_NOT_ENOUGH")]
    [InlineData("ACQ.DISCORDANT_REPEAT_REQUEST")]
    [InlineData("ACQ.TRADE_NOT_EXIST")]
    [InlineData("ACQ.INVALID_PARAMETER")]
    public async Task A_definite_refusal_is_refused_after_one_call(string subCode)
    {
        var (outcome, calls) = await RefundAsync($$"""{"code":"40004","sub_code":"{{subCode}}"}""");

        Assert.Equal((subCode, 1), (outcome.Rejected().ChannelCode, calls));
    }

    [Theory]
    [InlineData("ACQ.TRADE_HAS_CLOSE")]
    [InlineData("ACQ.TRADE_HAS_FINISHED")]
    [InlineData("ACQ.REASON_TRADE_REFUND_FEE_ERR")]
    [InlineData("ACQ.TRADE_STATUS_ERROR")]
    public async Task A_refusal_that_a_done_refund_may_have_caused_is_asked(string subCode)
    {
        var refusal = $$"""{"code":"40004","sub_code":"{{subCode}}"}""";

        Assert.Equal(ChannelRefundStatus.Succeeded, (await RefundAsync(refusal, Done)).Outcome.Accepted().Status);
        Assert.Equal(subCode, (await RefundAsync(refusal, Nothing)).Outcome.Rejected().ChannelCode);
        (await RefundAsync(refusal, """{"code":"20000"}""")).Outcome.Unknown();
    }

    [Fact]
    public async Task A_query_tells_each_state()
    {
        using var harness = new AlipayHarness();
        harness.Gateway
            .Node(Done)
            .Node(Nothing)
            .Refusal("TRADE_NOT_EXIST")
            .Refusal("ACQ.TRADE_NOT_EXIST")
            .Node(Done.Replace("REFUND_SUCCESS", "REFUND_PROCESSING", StringComparison.Ordinal))
            .Node(Done.Replace("R01", "R02", StringComparison.Ordinal))
            .Node(Done.Replace("\"3.00\"", "\"3.001\"", StringComparison.Ordinal))
            .Refusal("ACQ.SYSTEM_ERROR");

        Assert.Equal(ChannelRefundStatus.Succeeded, (await Ask()).Accepted().Status);
        Assert.Equal(ChannelRefundStatus.NotFound, (await Ask()).Accepted().Status);
        Assert.Equal(ChannelRefundStatus.NotFound, (await Ask()).Accepted().Status);
        Assert.Equal(ChannelRefundStatus.NotFound, (await Ask()).Accepted().Status);
        Assert.Equal(ChannelRefundStatus.Processing, (await Ask()).Accepted().Status);
        (await Ask()).Unknown();
        (await Ask()).Unknown();
        (await Ask()).Unknown();

        Task<ChannelOutcome<ChannelRefund>> Ask() => harness.Refunds.QueryRefundAsync(AlipayHarness.RefundReference(), Token);
    }

    private static string Answer(string change) =>
        $$"""{"code":"10000","out_trade_no":"{{AlipayHarness.AttemptNo}}","trade_no":"T1","fund_change":"{{change}}","refund_fee":"5.00","gmt_refund_pay":"2026-03-04 14:00:00"}""";

    private static async Task<(ChannelOutcome<ChannelRefund> Outcome, int Calls)> RefundAsync(params string[] nodes)
    {
        using var harness = new AlipayHarness();
        foreach (var node in nodes) harness.Gateway.Node(node);
        return (await harness.Refunds.RefundAsync(AlipayHarness.Refund(), Token), harness.Gateway.Requests.Count);
    }
}
