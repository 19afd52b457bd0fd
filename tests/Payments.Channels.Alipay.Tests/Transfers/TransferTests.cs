
namespace Payments.Channels.Alipay.Tests.Transfers;

public sealed class TransferTests
{
    private const string Refused = """{"code":"40004","sub_code":"PAYEE_NOT_EXIST","sub_msg":"no"}""";
    private const string NotThere = """{"code":"40004","sub_code":"ORDER_NOT_EXIST","sub_msg":"no"}""";
    private const string Unclear = """{"code":"20000","sub_code":"aop.ACQ.SYSTEM_ERROR"}""";

    [Theory]
    [InlineData("SUCCESS", ChannelTransferStatus.Succeeded)]
    [InlineData("DEALING", ChannelTransferStatus.Processing)]
    [InlineData("FAIL", ChannelTransferStatus.Failed)]
    [InlineData("REFUND", ChannelTransferStatus.Returned)]
    [InlineData("A_WORD_TO_COME", ChannelTransferStatus.Processing)]
    public async Task Each_state(string word, ChannelTransferStatus expected)
    {
        var (outcome, calls) = await TransferAsync(State(word, ",\"error_code\":\"PAYEE_ACCOUNT_LIMIT\""));
        var transfer = outcome.Accepted();

        Assert.Equal((expected, word, 1), (transfer.Status, transfer.ChannelStatus, calls));
        Assert.Equal((AlipayHarness.TransferNo, "20260304110070001502260006780837", new Money(1234, Currency.Cny)), (transfer.TransferNo, transfer.ChannelTransferId, transfer.Amount));
        Assert.Equal(expected == ChannelTransferStatus.Succeeded ? new DateTimeOffset(2026, 3, 4, 6, 0, 0, TimeSpan.Zero) : null, transfer.SucceededAt);
        Assert.Equal(expected is ChannelTransferStatus.Failed or ChannelTransferStatus.Returned ? "PAYEE_ACCOUNT_LIMIT" : null, transfer.Error?.ChannelCode);
        Assert.Equal(expected, (await QueryAsync(State(word))).Accepted().Status);
    }

    [Fact]
    public async Task A_refusal_is_one_once_the_query_knows_nothing()
    {
        var (outcome, calls) = await TransferAsync(Refused, NotThere);

        Assert.Equal(("PAYEE_NOT_EXIST", 2), (outcome.Rejected().ChannelCode, calls));
    }

    [Theory]
    [InlineData("isv.invalid-signature", "40002")]
    [InlineData("isv.missing-app-cert-sn", "40001")]
    [InlineData("isv.app-call-limited", "40005")]
    [InlineData("aop.invalid-app-auth-token", "20001")]
    public async Task What_the_gateway_turns_away_is_refused_after_one_call(string subCode, string code)
    {
        var (outcome, calls) = await TransferAsync($$"""{"code":"{{code}}","sub_code":"{{subCode}}"}""");

        Assert.Equal((subCode, 1), (outcome.Rejected().ChannelCode, calls));
    }

    [Theory]
    [InlineData(Refused)]
    [InlineData(Unclear)]
    [InlineData("""{"code":"40004","sub_code":"SYSTEM_ERROR"}""")]
    [InlineData("""{"code":"40004","sub_code":"REQUEST_PROCESSING"}""")]
    [InlineData("""{"code":"40004","sub_code":"TRANS_ORDER_DEALING"}""")]
    [InlineData("""{"code":"10000","msg":"Success"}""")]
    [InlineData("""{"code":"10000","out_biz_no":"another","status":"SUCCESS"}""")]
    public async Task Law03_whatever_was_answered_a_transfer_that_is_found_is_told(string node) =>
        Assert.Equal(ChannelTransferStatus.Succeeded, (await TransferAsync(node, State("SUCCESS"))).Outcome.Accepted().Status);

    [Theory]
    [InlineData(Unclear)]
    [InlineData("""{"code":"40004","sub_code":"SYSTEM_ERROR"}""")]
    [InlineData("""{"code":"40004","sub_code":"REQUEST_PROCESSING"}""")]
    [InlineData("""{"code":"40004","sub_code":"TRANS_ORDER_DEALING"}""")]
    [InlineData("""{"code":"40004","sub_code":"PAYMENT_INFO_INCONSISTENCY"}""")]
    [InlineData("""{"code":"10000","msg":"Success"}""")]
    public async Task Law03_not_found_does_not_make_an_unclear_transfer_a_failure(string node) => (await TransferAsync(node, NotThere)).Outcome.Unknown();

    [Theory]
    [InlineData(Refused)]
    [InlineData(Unclear)]
    public async Task Law03_what_the_query_cannot_tell_stays_unknown(string node) => (await TransferAsync(node, Unclear)).Outcome.Unknown();

    [Fact]
    public async Task Law03_a_lost_answer_is_unknown_also_when_the_question_after_it_is_not_sent()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Fault(new HttpRequestException(HttpRequestError.ResponseEnded)).Fault(new HttpRequestException(HttpRequestError.ConnectionError));

        (await harness.Transfers.TransferAsync(AlipayHarness.Transfer(), Token)).Unknown();

        Assert.All(harness.Gateway.Requests, request => Assert.Contains($"\"out_biz_no\":\"{AlipayHarness.TransferNo}\"", request.Content, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_amount_under_the_number_is_unknown()
    {
        (await TransferAsync(State("SUCCESS").Replace("12.34", "1234.00", StringComparison.Ordinal))).Outcome.Unknown();
        (await TransferAsync(Unclear, State("SUCCESS").Replace("12.34", "12.35", StringComparison.Ordinal))).Outcome.Unknown();
        (await TransferAsync("""{"code":"40004","sub_code":"PAYMENT_INFO_INCONSISTENCY"}""", State("SUCCESS"))).Outcome.Unknown();
    }

    [Fact]
    public async Task A_query_tells_what_is_not_there_and_what_it_cannot_say()
    {
        Assert.Equal(ChannelTransferStatus.NotFound, (await QueryAsync(NotThere)).Accepted().Status);
        (await QueryAsync(State("SUCCESS").Replace(AlipayHarness.TransferNo, "T02", StringComparison.Ordinal))).Unknown();
        (await QueryAsync(State("SUCCESS").Replace("12.34", "12.345", StringComparison.Ordinal))).Unknown();
        (await QueryAsync("""{"code":"10000"}""")).Unknown();
        (await QueryAsync(Unclear)).Unknown();
        (await QueryAsync("""{"code":"40004","sub_code":"NO_ORDER_PERMISSION"}""")).Rejected();
    }

    [Theory]
    [InlineData("2088900000000007", "ALIPAY_USER_ID")]
    [InlineData("payee@example.com", "ALIPAY_LOGON_ID")]
    [InlineData("13800138000", "ALIPAY_LOGON_ID")]
    [InlineData("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5", "ALIPAY_OPEN_ID")]
    public async Task The_payee_goes_out_as_what_it_is(string payee, string expected)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node(State("SUCCESS"));

        await harness.Transfers.TransferAsync(AlipayHarness.Transfer() with { Payee = new PayerId(payee) }, Token);

        Assert.Contains($"\"identity\":\"{payee}\",\"identity_type\":\"{expected}\"", harness.Gateway.Requests[0].Content, StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_are_told_by_field()
    {
        using var harness = new AlipayHarness();

        Assert.Empty(harness.Transfers.ValidateTransfer(AlipayHarness.Transfer() with { RealName = null }));
        Assert.Equal("realName", harness.Transfers.ValidateTransfer(AlipayHarness.Transfer() with { Payee = new PayerId("payee@example.com"), RealName = null }).Single().Field);
        Assert.Equal("amount.minorUnits", harness.Transfers.ValidateTransfer(AlipayHarness.Transfer() with { Amount = new Money(9, Currency.Cny) }).Single().Field);
        Assert.Equal("amount.currency", harness.Transfers.ValidateTransfer(AlipayHarness.Transfer() with { Amount = new Money(1234, Currency.Jpy) }).Single().Field);
    }

    [Fact]
    public async Task Law10_what_Alipay_says_of_the_payee_is_not_repeated()
    {
        using var harness = new AlipayHarness();
        var order = AlipayHarness.Transfer();
        var words = $"收款人{order.RealName!.Value.Reveal()}（{order.Payee.Reveal()}）";
        harness.Gateway
            .Node($$"""{"code":"40004","sub_code":"PAYEE_NOT_EXIST","sub_msg":"{{words}}"}""").Node(NotThere)
            .Node(State("FAIL", $",\"error_code\":\"{words}\",\"fail_reason\":\"{words}\""));

        string[] texts = [(await harness.Transfers.TransferAsync(order, Token)).ToString(), (await harness.Transfers.TransferAsync(order, Token)).Accepted().ToString(), order.ToString(), .. harness.Log];

        Assert.DoesNotContain(texts, text => text.Contains(order.Payee.Reveal(), StringComparison.Ordinal) || text.Contains(order.RealName!.Value.Reveal(), StringComparison.Ordinal));
    }

    private static string State(string word, string more = "") =>
        $$"""{"code":"10000","msg":"Success","out_biz_no":"{{AlipayHarness.TransferNo}}","order_id":"20260304110070001502260006780837","pay_fund_order_id":"20260304110070001502260006780837F","status":"{{word}}","trans_amount":"12.34","trans_date":"2026-03-04 14:00:00"{{more}}}""";

    private static async Task<(ChannelOutcome<ChannelTransfer> Outcome, int Calls)> TransferAsync(params string[] nodes)
    {
        using var harness = new AlipayHarness();
        foreach (var node in nodes) harness.Gateway.Node(node);
        return (await harness.Transfers.TransferAsync(AlipayHarness.Transfer(), Token), harness.Gateway.Requests.Count);
    }

    private static async Task<ChannelOutcome<ChannelTransfer>> QueryAsync(string node)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node(node);
        return await harness.Transfers.QueryTransferAsync(new ChannelTransferReference(AlipayHarness.TransferNo), Token);
    }
}
