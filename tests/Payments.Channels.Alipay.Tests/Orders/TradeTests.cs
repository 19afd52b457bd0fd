using System.Net;

namespace Payments.Channels.Alipay.Tests.Orders;

public sealed class TradeTests
{
    [Theory]
    [InlineData("WAIT_BUYER_PAY", "", ChannelPaymentStatus.AwaitingPayer)]
    [InlineData("TRADE_SUCCESS", "", ChannelPaymentStatus.Succeeded)]
    [InlineData("TRADE_FINISHED", "", ChannelPaymentStatus.Succeeded)]
    [InlineData("TRADE_CLOSED", "", ChannelPaymentStatus.Closed)]
    [InlineData("TRADE_CLOSED", ""","send_pay_date":"2026-03-04 13:07:00" """, ChannelPaymentStatus.Succeeded)]
    public async Task A_state_is_told(string word, string extra, ChannelPaymentStatus status)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node(AlipayHarness.State(word, extra));

        var payment = (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted();

        Assert.Equal(status, payment.Status);
        Assert.Equal(word, payment.ChannelStatus);
        Assert.Equal(AlipayHarness.AttemptNo, payment.AttemptNo);
    }

    [Fact]
    public async Task A_payment_is_told_whole()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node(AlipayHarness.Paid());

        var payment = (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted();

        Assert.Equal("2026030422001400000000000001", payment.ChannelTransactionId);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 7, 0, TimeSpan.Zero), payment.PaidAt);
        Assert.Equal("2088900000000007", payment.Payer!.Value.Reveal());
        Assert.DoesNotContain("2088900000000007", payment.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reversed_bar_code_payment_does_not_count_as_paid()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node(AlipayHarness.State("TRADE_CLOSED", ""","send_pay_date":"2026-03-04 13:07:00" """));

        Assert.Equal(ChannelPaymentStatus.Closed, (await harness.Channel.QueryAsync(AlipayHarness.Reference(AlipayPaymentMethods.Barcode), Token)).Accepted().Status);
    }

    [Theory]
    [InlineData("""{"code":"10000","trade_status":"TRADE_SUCCESS","total_amount":"88.00","trade_no":"1"}""")]
    [InlineData("""{"code":"10000","out_trade_no":"A","trade_status":"TRADE_SUCCESS","trade_no":"1"}""")]
    [InlineData("""{"code":"10000","out_trade_no":"A","trade_status":"TRADE_SUCCESS","total_amount":"88.00"}""")]
    [InlineData("""{"code":"10000","out_trade_no":"A","trade_status":"TRADE_SUCCESS","total_amount":"88.001","trade_no":"1"}""")]
    [InlineData("""{"code":"10000","out_trade_no":"A","trade_status":"TRADE_SUCCESS","total_amount":"-88.00","trade_no":"1"}""")]
    [InlineData("""{"code":"10000","out_trade_no":"A","trade_status":"TRADE_SUCCESS","total_amount":88.00,"trade_no":"1"}""")]
    [InlineData("""{"code":"10000","out_trade_no":"A","trade_status":"TRADE_MYSTERY","total_amount":"88.00","trade_no":"1"}""")]
    [InlineData("""{"code":"10000","out_trade_no":"A","total_amount":"88.00","trade_no":"1"}""")]
    public async Task An_incomplete_answer_is_unknown(string node)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node(node);

        Assert.Equal(PaymentErrorCodes.ChannelProtocol, (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown().Code);
    }

    [Fact]
    public async Task An_unknown_number_is_not_found()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Refusal("ACQ.TRADE_NOT_EXIST");

        var payment = (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted();

        Assert.Equal((ChannelPaymentStatus.NotFound, AlipayHarness.AttemptNo), (payment.Status, payment.AttemptNo));
    }

    [Theory]
    [InlineData("10000", null, null, ChannelCloseResult.Closed)]
    [InlineData("40004", "ACQ.TRADE_NOT_EXIST", null, ChannelCloseResult.NothingToClose)]
    [InlineData("40004", "ACQ.TRADE_STATUS_ERROR", "TRADE_SUCCESS", ChannelCloseResult.AlreadyPaid)]
    [InlineData("40004", "ACQ.REASON_TRADE_STATUS_INVALID", "TRADE_FINISHED", ChannelCloseResult.AlreadyPaid)]
    [InlineData("40004", "ACQ.REASON_ILLEGAL_STATUS", "TRADE_CLOSED", ChannelCloseResult.Closed)]
    [InlineData("40004", "ACQ.TRADE_STATUS_ERROR", "WAIT_BUYER_PAY", ChannelCloseResult.PayerIsPaying)]
    public async Task Closing_comes_to(string code, string? subCode, string? state, ChannelCloseResult result)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node($$"""{"code":"{{code}}"{{(subCode is null ? "" : $",\"sub_code\":\"{subCode}\"")}}}""");
        if (state is not null) harness.Gateway.Node(AlipayHarness.State(state));

        Assert.Equal(result, (await harness.Channel.CloseAsync(AlipayHarness.Reference(), Token)).Accepted());
    }

    [Fact]
    public async Task A_close_whose_state_stays_unclear_is_unknown_and_never_unreachable()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Refusal("ACQ.TRADE_STATUS_ERROR").Fault(new HttpRequestException(HttpRequestError.ConnectionError));

        (await harness.Channel.CloseAsync(AlipayHarness.Reference(), Token)).Unknown();
    }

    [Theory]
    [InlineData("ACQ.TRADE_HAS_SUCCESS")]
    [InlineData("ACQ.SYSTEM_ERROR")]
    public async Task A_precreate_that_may_be_paid_is_unknown(string subCode)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Refusal(subCode);

        (await harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Precreate), Token)).Unknown();
    }

    [Theory]
    [InlineData("""{"code":"10000","out_trade_no":"OTHER","qr_code":"https://qr"}""")]
    [InlineData("""{"code":"10000","qr_code":"https://qr"}""")]
    [InlineData("""{"code":"10000","out_trade_no":"01JQZ8K3W5T7Y9A2B4C6D8E0F101"}""")]
    public async Task A_precreate_without_its_number_or_code_is_unknown(string node)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node(node);

        (await harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Precreate), Token)).Unknown();
    }

    [Fact]
    public async Task Credentials_say_when_they_end()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node($$"""{"code":"10000","out_trade_no":"{{AlipayHarness.AttemptNo}}","qr_code":"https://qr.alipay.com/bax"}""");
        var order = AlipayHarness.Order(AlipayPaymentMethods.Precreate) with { ExpiresAt = TestTime.Start.AddDays(1) };

        var code = Assert.IsType<NextAction.ShowQrCode>((await harness.Channel.CreateAsync(order, Token)).Accepted());
        var page = (await harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Page), Token)).Accepted();

        Assert.Equal(("https://qr.alipay.com/bax", TestTime.Start.AddHours(2)), (code.Content, code.ExpiresAt));
        Assert.Equal(TestTime.Start.AddMinutes(30), page.ExpiresAt);
    }

    [Fact]
    public async Task A_long_page_address_becomes_a_form()
    {
        using var harness = new AlipayHarness();
        var order = AlipayHarness.Order(AlipayPaymentMethods.Page);

        Assert.IsType<NextAction.Redirect>((await harness.Channel.CreateAsync(order, Token)).Accepted());
        Assert.IsType<NextAction.SubmitForm>((await harness.Channel.CreateAsync(order with { Subject = new string('茶', 127) }, Token)).Accepted());
    }

    [Fact]
    public async Task A_forms_page_escapes_what_it_holds()
    {
        using var harness = new AlipayHarness(options => options.PageForm = AlipayPageForm.SubmitForm);
        var form = (NextAction.SubmitForm)(await harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Page), Token)).Accepted();

        var html = form.ToHtml("no\"nce");

        Assert.Contains("accept-charset=\"utf-8\"", html, StringComparison.Ordinal);
        Assert.Contains("nonce=\"no&quot;nce\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
        var start = html.IndexOf("value=\"", StringComparison.Ordinal) + 7;
        Assert.Equal(form.Fields["biz_content"], WebUtility.HtmlDecode(html[start..html.IndexOf('"', start)]));
        var action = html.IndexOf("action=\"", StringComparison.Ordinal) + 8;
        Assert.Equal(form.Url, WebUtility.HtmlDecode(html[action..html.IndexOf('"', action)]));
    }

    [Fact]
    public void Limits_are_checked_before_anything_is_written()
    {
        using var harness = new AlipayHarness();
        var good = AlipayHarness.Order(AlipayPaymentMethods.Precreate);

        Assert.Empty(harness.Channel.Validate(good with { Subject = "一杯咖啡" }));
        Assert.Empty(harness.Channel.Validate(AlipayHarness.BarcodeOrder() with { Subject = "x" }));
        Assert.Equal("amount.currency", Field(good with { Amount = new Money(1, Currency.Parse("USD")) }));
        Assert.Equal("amount.minorUnits", Field(good with { Amount = new Money(10_000_000_001, Currency.Cny) }));
        Assert.Equal("subject", Field(good with { Subject = "a/b" }));
        Assert.Equal("subject", Field(good with { Subject = "a&b" }));
        Assert.Equal("subject", Field(good with { Subject = new string('x', 257) }));
        Assert.Equal("subject", Field(good with { Subject = "a\nb" }));
        Assert.Equal("attemptNo", Field(good with { AttemptNo = "a-b" }));
        Assert.Equal("returnUrl", Field(good with { ReturnUrl = "https://x/" + new string('x', 300) }));
        Assert.Equal("notifyUrl", Field(good with { NotifyUrl = "/relative" }));
        Assert.Equal("payer.id", Field(good with { Method = AlipayPaymentMethods.Create }));
        Assert.Equal("payer.authCode", Field(good with { Method = AlipayPaymentMethods.Barcode }));
        Assert.Equal("payer.authCode", Field(good with { Method = AlipayPaymentMethods.Barcode, Payer = new Payer { AuthCode = new PayerId("24000000000000000") } }));
        Assert.Equal("method", Field(good with { Method = PaymentMethod.Parse("wechat.native") }));

        string Field(ChannelOrder order) => Assert.Single(harness.Channel.Validate(order with { Subject = order.Subject == good.Subject ? "x" : order.Subject })).Field;
    }

    [Fact]
    public void Capabilities_say_which_method_charges_without_a_credential()
    {
        using var harness = new AlipayHarness();

        Assert.Equal(6, harness.Channel.Capabilities.Methods.Count);
        Assert.Equal(AlipayPaymentMethods.Barcode, Assert.Single(harness.Channel.Capabilities.Methods, static method => method.ChargesWithoutCredential).Method);
    }
}
