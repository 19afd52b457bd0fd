using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Payments.Simulators;

namespace Payments.Channels.Alipay.Tests.Simulated;

/// <summary>The whole channel against the simulated Alipay over real HTTP, which checks every signature and field of ours and signs its own.</summary>
public sealed partial class SimulatorTests
{
    private static int _number;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task A_QR_code_is_shown_scanned_paid_announced_and_refunded(bool certificates, bool encrypted)
    {
        await using var world = await SimulatedWorld.StartAsync(certificates: certificates, encrypted: encrypted);
        var order = world.Order(AlipayPaymentMethods.Precreate, Next());
        var reference = new ChannelOrderReference(order.AttemptNo, order.Method);

        var code = Assert.IsType<NextAction.ShowQrCode>((await world.Channel.CreateAsync(order, Token)).Accepted());
        Assert.Equal(code, (await world.Channel.CreateAsync(order, Token)).Accepted());
        Assert.Equal(ChannelPaymentStatus.NotFound, (await world.Channel.QueryAsync(reference, Token)).Accepted().Status);
        await world.ControlAsync("/_sim/alipay/open", new() { ["outTradeNo"] = order.AttemptNo });
        Assert.Equal(ChannelPaymentStatus.AwaitingPayer, (await world.Channel.QueryAsync(reference, Token)).Accepted().Status);
        world.Simulator.Pay("alipay", order.AttemptNo);

        var told = (await world.NextAsync<ChannelNotification.Payment>(0)).Value;
        var asked = (await world.Channel.QueryAsync(reference, Token)).Accepted();
        Assert.Equal((ChannelPaymentStatus.Succeeded, order.Amount, order.AttemptNo), (told.Status, told.Amount!.Value, told.AttemptNo));
        Assert.Equal((ChannelPaymentStatus.Succeeded, order.Amount, told.ChannelTransactionId), (asked.Status, asked.Amount!.Value, asked.ChannelTransactionId));
        Assert.Equal(ChannelCloseResult.AlreadyPaid, (await world.Channel.CloseAsync(reference, Token)).Accepted());
        await RefundAsync(world, order);
    }

    [Theory]
    [InlineData(AlipayPageForm.Redirect)]
    [InlineData(AlipayPageForm.SubmitForm)]
    public async Task A_page_payment_is_taken_as_address_and_as_form(AlipayPageForm form)
    {
        foreach (var method in (PaymentMethod[])[AlipayPaymentMethods.Page, AlipayPaymentMethods.Wap])
        {
            await using var world = await SimulatedWorld.StartAsync(options => options.PageForm = form);
            var order = world.Order(method, Next());
            var action = (await world.Channel.CreateAsync(order, Token)).Accepted();

            using var response = action is NextAction.SubmitForm submit
                ? await world.PostAsync(submit.Url, new FormUrlEncodedContent(submit.Fields))
                : await world.GetAsync(((NextAction.Redirect)action).Url);

            Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect, await response.Content.ReadAsStringAsync(Token));
            var paid = world.Simulator.Pay("alipay", order.AttemptNo);
            Assert.Equal(order.AttemptNo, (await world.NextAsync<ChannelNotification.Payment>(0)).Value.AttemptNo);
            Assert.Equal("12.34", (string?)paid["totalAmount"]);
            Assert.Equal(order.Subject, (string?)paid["subject"]);
        }
    }

    [Fact]
    public async Task An_order_string_is_taken_by_the_app()
    {
        await using var world = await SimulatedWorld.StartAsync(certificates: true);
        var order = world.Order(AlipayPaymentMethods.App, Next());
        var sdk = Assert.IsType<NextAction.InvokeClientSdk>((await world.Channel.CreateAsync(order, Token)).Accepted());

        await world.ControlAsync("/_sim/alipay/open", new() { ["orderString"] = sdk.Parameters["orderString"] });

        Assert.Equal("alipay.app", sdk.Sdk);
        Assert.Equal(ChannelPaymentStatus.AwaitingPayer, (await world.Channel.QueryAsync(new(order.AttemptNo, order.Method), Token)).Accepted().Status);
    }

    [Fact]
    public async Task A_mini_program_payment_is_made_and_closed()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var order = world.Order(AlipayPaymentMethods.Create, Next(), new Payer { Id = new PayerId("2088900000000007") });
        var reference = new ChannelOrderReference(order.AttemptNo, order.Method);

        var sdk = Assert.IsType<NextAction.InvokeClientSdk>((await world.Channel.CreateAsync(order, Token)).Accepted());
        Assert.NotEmpty(sdk.Parameters["tradeNO"]);
        Assert.Equal(ChannelCloseResult.Closed, (await world.Channel.CloseAsync(reference, Token)).Accepted());
        Assert.Equal(ChannelCloseResult.Closed, (await world.Channel.CloseAsync(reference, Token)).Accepted());
        Assert.Equal(ChannelPaymentStatus.Closed, (await world.Channel.QueryAsync(reference, Token)).Accepted().Status);
        Assert.Equal(ChannelPaymentStatus.Closed, (await world.NextAsync<ChannelNotification.Payment>(0)).Value.Status);
        Assert.Equal(ChannelCloseResult.NothingToClose, (await world.Channel.CloseAsync(new("NOTHING1", order.Method), Token)).Accepted());
        Assert.Equal("ACQ.TRADE_HAS_CLOSE", (await world.Channel.CreateAsync(order, Token)).Rejected().ChannelCode);
    }

    [Theory]
    [InlineData("280000000000999999", ChannelPaymentStatus.Succeeded)] // paid at once
    [InlineData("280000000000000003", ChannelPaymentStatus.Closed)] // must confirm, never does
    [InlineData("280000000000000005", ChannelPaymentStatus.Succeeded)] // 20000, and charged
    public async Task A_bar_code_comes_to_an_end(string code, ChannelPaymentStatus status)
    {
        await using var world = await SimulatedWorld.StartAsync();
        var order = Barcode(world, code);

        var payment = (await ((IBarcodePay)world.Channel).PayAsync(order, Token)).Accepted();

        Assert.Equal(status, payment.Status);
        Assert.Equal(1, world.Simulator.Calls.Count(static call => call.Operation == "pay"));
    }

    [Fact]
    public async Task A_bar_code_whose_payer_confirms_is_paid()
    {
        await using var world = await SimulatedWorld.StartAsync(static options => options.BarcodePollTime = TimeSpan.FromSeconds(20));
        var order = Barcode(world, "280000000000000003");

        var pay = ((IBarcodePay)world.Channel).PayAsync(order, Token);
        while (!pay.IsCompleted && !world.Simulator.Calls.Any(static call => call.Operation == "query")) await Task.Delay(5, Token);
        world.Simulator.Pay("alipay", order.AttemptNo);

        Assert.Equal(ChannelPaymentStatus.Succeeded, (await pay).Accepted().Status);
    }

    [Theory]
    [InlineData("280000000000000001", "ACQ.BUYER_BALANCE_NOT_ENOUGH")]
    [InlineData("280000000000000002", "ACQ.PAYMENT_AUTH_CODE_INVALID")]
    public async Task A_refused_bar_code_is_refused(string code, string subCode)
    {
        await using var world = await SimulatedWorld.StartAsync();

        Assert.Equal(subCode, (await ((IBarcodePay)world.Channel).PayAsync(Barcode(world, code), Token)).Rejected().ChannelCode);
    }

    [Theory]
    [InlineData("resetAfterCharge")]
    [InlineData("error5xxAfterCharge")]
    [InlineData("garbageAfterCharge")]
    public async Task A_charge_whose_answer_is_lost_is_found_by_asking(string kind)
    {
        await using var world = await SimulatedWorld.StartAsync();
        await world.ScenarioAsync(kind, "pay");

        Assert.Equal(ChannelPaymentStatus.Succeeded, (await ((IBarcodePay)world.Channel).PayAsync(Barcode(world, "280000000000999999"), Token)).Accepted().Status);
        Assert.Equal(1, world.Simulator.Calls.Count(static call => call.Operation == "pay"));
    }

    [Fact]
    public async Task A_paid_bar_code_is_reversed_and_told_as_a_refund()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var order = Barcode(world, "280000000000999999");
        var barcode = (IBarcodePay)world.Channel;
        var reference = new ChannelOrderReference(order.AttemptNo, order.Method);
        (await barcode.PayAsync(order, Token)).Accepted();
        await world.NextAsync<ChannelNotification.Payment>(0);
        await world.ScenarioAsync("cancelRetry");

        Assert.Equal(ChannelReversal.Refunded, (await barcode.ReverseAsync(reference, Token)).Accepted());
        Assert.Equal(ChannelReversal.Refunded, (await barcode.ReverseAsync(reference, Token)).Accepted());
        Assert.Equal(ChannelReversal.NothingToReverse, (await barcode.ReverseAsync(reference with { AttemptNo = "NOTHING2" }, Token)).Accepted());
        Assert.Equal(order.Amount, (await world.NextAsync<ChannelNotification.Refund>(1)).Value.CumulativeAmount);
        Assert.Equal(ChannelPaymentStatus.Closed, (await world.Channel.QueryAsync(reference, Token)).Accepted().Status);
    }

    [Fact]
    public async Task An_undecided_refund_is_on_its_way_until_it_is_done()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var order = await PaidAsync(world);
        await world.ScenarioAsync("refundStuck");
        var refunds = (IRefunds)world.Channel;
        var refund = Refund(order, "R1", 500);

        Assert.Equal(ChannelRefundStatus.Processing, (await refunds.RefundAsync(refund, Token)).Accepted().Status);
        await world.ControlAsync("/_sim/alipay/settle-refund", new() { ["outTradeNo"] = order.AttemptNo });
        Assert.Equal(ChannelRefundStatus.Succeeded, (await refunds.RefundAsync(refund, Token)).Accepted().Status);
        Assert.Equal("ACQ.DISCORDANT_REPEAT_REQUEST", (await refunds.RefundAsync(refund with { Amount = new Money(501, Currency.Cny) }, Token)).Rejected().ChannelCode);
    }

    [Fact]
    public async Task A_refund_whose_answer_is_lost_is_found_by_asking()
    {
        await using var world = await SimulatedWorld.StartAsync();
        var order = await PaidAsync(world);
        await world.ScenarioAsync("resetAfterCharge", "refund");

        Assert.Equal(ChannelRefundStatus.Succeeded, (await ((IRefunds)world.Channel).RefundAsync(Refund(order, "R1", 500), Token)).Accepted().Status);
    }

    [Theory]
    [InlineData("tampered", VerificationFailureReason.BodyChanged)]
    [InlineData("wrongSignature", VerificationFailureReason.BodyChanged)]
    [InlineData("missingHeaders", VerificationFailureReason.MissingHeader)]
    public async Task A_bad_callback_is_refused_and_the_next_delivery_taken(string kind, VerificationFailureReason reason)
    {
        await using var world = await SimulatedWorld.StartAsync();
        await world.ScenarioAsync(kind, "notify");
        await PaidAsync(world);

        await world.NextAsync<ChannelNotification.Payment>(1);
        var failure = Assert.IsType<NotificationReading.Refused>(world.Readings.First()).Failure;
        Assert.True(failure.Reason == reason || kind == "tampered", failure.ToString());
    }

    [Theory]
    [InlineData("duplicateNode")]
    [InlineData("wrongSignature")]
    [InlineData("garbage")]
    [InlineData("reset")]
    [InlineData("error5xxBefore")]
    public async Task A_bad_answer_is_unknown(string kind)
    {
        await using var world = await SimulatedWorld.StartAsync(options => options.MaxRetries = 0);
        await world.ScenarioAsync(kind, "query");

        (await world.Channel.QueryAsync(new("NOTHING3", AlipayPaymentMethods.Page), Token)).Unknown();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("reset")]
    [InlineData("error5xxBefore")]
    public async Task A_question_without_an_answer_is_asked_again(string kind)
    {
        await using var world = await SimulatedWorld.StartAsync();
        await world.ScenarioAsync(kind, "query");

        Assert.Equal(ChannelPaymentStatus.NotFound, (await world.Channel.QueryAsync(new("NOTHING5", AlipayPaymentMethods.Page), Token)).Accepted().Status);
    }

    [Fact]
    public async Task Odd_but_genuine_answers_are_read()
    {
        await using var world = await SimulatedWorld.StartAsync();
        await world.ScenarioAsync("reorderedMembers", "query");
        Assert.Equal(ChannelPaymentStatus.NotFound, (await world.Channel.QueryAsync(new("NOTHING4", AlipayPaymentMethods.Page), Token)).Accepted().Status);
        await world.ScenarioAsync("rateLimited", "query");
        Assert.Equal(PaymentErrorCodes.ChannelThrottled, (await world.Channel.QueryAsync(new("NOTHING4", AlipayPaymentMethods.Page), Token)).Rejected().Code);
    }

    [Fact]
    public async Task A_new_certificate_of_Alipays_is_taken_up_for_answers_and_callbacks()
    {
        await using var world = await SimulatedWorld.StartAsync(certificates: true);
        var order = world.Order(AlipayPaymentMethods.Precreate, Next());
        await world.ScenarioAsync("keyRotation");

        (await world.Channel.CreateAsync(order, Token)).Accepted();
        Assert.Contains(world.Simulator.Calls, static call => call.Operation == "certificate");
        world.Simulator.Pay("alipay", order.AttemptNo);
        Assert.Equal(ChannelPaymentStatus.Succeeded, (await world.NextAsync<ChannelNotification.Payment>(0)).Value.Status);
    }

    [Fact]
    public async Task Without_certificates_a_new_key_of_Alipays_is_not_trusted()
    {
        await using var world = await SimulatedWorld.StartAsync();
        await world.ScenarioAsync("keyRotation");

        Assert.Equal(PaymentErrorCodes.ChannelProtocol, (await world.Channel.QueryAsync(new("NOTHING5", AlipayPaymentMethods.Page), Token)).Unknown().Code);
    }

    [Theory]
    [InlineData(StatementKind.Trades, "业务明细", "alipay.trades")]
    [InlineData(StatementKind.FundFlow, "账务明细", "alipay.fundflow")]
    public async Task Yesterdays_bill_is_there_in_the_morning(StatementKind kind, string title, string format)
    {
        await using var world = await SimulatedWorld.StartAsync();
        var order = await PaidAsync(world);
        var day = DateOnly.FromDateTime(world.Time.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).DateTime);
        var statements = (IStatements)world.Channel;
        using var file = new MemoryStream();

        Assert.IsType<StatementDownload.NotReady>(await statements.DownloadStatementAsync(new(day, kind), file, Token));
        var now = world.Time.GetUtcNow().ToOffset(TimeSpan.FromHours(8));
        world.Time.Advance(now.Date.AddDays(1).AddHours(9.5) - now.DateTime);
        var bill = Assert.IsType<StatementDownload.Completed>(await statements.DownloadStatementAsync(new(day, kind), file, Token));
        var text = CodePagesEncodingProvider.Instance.GetEncoding(936)!.GetString(file.ToArray());

        Assert.Equal((format, file.Length), (bill.Format, bill.Bytes));
        Assert.Contains($"#支付宝{title}查询", text, StringComparison.Ordinal);
        Assert.Contains(order.AttemptNo, text, StringComparison.Ordinal);
        Assert.IsType<StatementDownload.NoActivity>(await statements.DownloadStatementAsync(new(day.AddDays(-1), kind), file, Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_self_test_is_content(bool certificates)
    {
        await using var world = await SimulatedWorld.StartAsync(certificates: certificates, encrypted: certificates);

        Assert.Empty(await ((IChannelSelfTest)world.Channel).TestAsync(Token));
    }

    [Fact]
    public async Task Any_other_method_goes_through_the_escape_hatch()
    {
        await using var world = await SimulatedWorld.StartAsync(certificates: true);
        var api = world.Services.GetRequiredKeyedService<AlipayApi>("alipay-sim");
        var transfer = new TransferRequest("TR1", "1.00", "TRANS_ACCOUNT_NO_PWD", "DIRECT_TRANSFER", "转账", new("2088900000000007", "ALIPAY_USER_ID"));

        var done = await api.ExecuteAsync("alipay.fund.trans.uni.transfer", transfer, TransferJson.Default.TransferRequest, TransferJson.Default.TransferAnswer, cancellationToken: Token);
        var asked = await api.ExecuteAsync("alipay.fund.trans.common.query", new TransferName("NONE", "TRANS_ACCOUNT_NO_PWD", "DIRECT_TRANSFER"), TransferJson.Default.TransferName, TransferJson.Default.TransferAnswer, cancellationToken: Token);

        Assert.Equal(("TR1", "SUCCESS"), (done.Accepted().OutBizNo, done.Accepted().Status));
        Assert.Equal("ORDER_NOT_EXIST", asked.Rejected().ChannelCode);
    }

    private static string Next() => $"01JQZ8K3W5T7Y9A2B4C6D8{Interlocked.Increment(ref _number):D6}";

    private static ChannelOrder Barcode(SimulatedWorld world, string code) =>
        world.Order(AlipayPaymentMethods.Barcode, Next(), new Payer { AuthCode = new PayerId(code) });

    private static async Task<ChannelOrder> PaidAsync(SimulatedWorld world)
    {
        var order = world.Order(AlipayPaymentMethods.Precreate, Next());
        (await world.Channel.CreateAsync(order, Token)).Accepted();
        world.Simulator.Pay("alipay", order.AttemptNo);
        return order;
    }

    private static ChannelRefundOrder Refund(ChannelOrder order, string number, long fen) => new()
    {
        RefundNo = number,
        AttemptNo = order.AttemptNo,
        Amount = new Money(fen, Currency.Cny),
        Total = order.Amount,
        NotifyUrl = order.NotifyUrl,
    };

    private static async Task RefundAsync(SimulatedWorld world, ChannelOrder order)
    {
        var refunds = (IRefunds)world.Channel;
        var first = (await refunds.RefundAsync(Refund(order, "R1", 234), Token)).Accepted();
        Assert.Equal((ChannelRefundStatus.Succeeded, new Money(234, Currency.Cny)), (first.Status, first.CumulativeAmount!.Value));
        Assert.Equal("R1", (await world.NextAsync<ChannelNotification.Refund>(1)).Value.RefundNo);
        Assert.Equal(ChannelRefundStatus.Succeeded, (await refunds.RefundAsync(Refund(order, "R1", 234), Token)).Accepted().Status);
        Assert.Equal(new Money(1234, Currency.Cny), (await refunds.RefundAsync(Refund(order, "R2", 1000), Token)).Accepted().CumulativeAmount);
        Assert.Equal("TRADE_CLOSED", (await world.NextAsync<ChannelNotification.Refund>(2)).Value.ChannelStatus);
        Assert.Equal(ChannelRefundStatus.Succeeded, (await refunds.RefundAsync(Refund(order, "R2", 1000), Token)).Accepted().Status);
        var asked = (await refunds.QueryRefundAsync(new("R2", order.AttemptNo, Currency.Cny), Token)).Accepted();
        Assert.Equal((ChannelRefundStatus.Succeeded, new Money(1000, Currency.Cny)), (asked.Status, asked.Amount!.Value));
        Assert.Equal(ChannelRefundStatus.NotFound, (await refunds.QueryRefundAsync(new("R9", order.AttemptNo, Currency.Cny), Token)).Accepted().Status);
        (await refunds.RefundAsync(Refund(order, "R3", 1), Token)).Rejected();
        Assert.Equal(ChannelPaymentStatus.Succeeded, (await world.Channel.QueryAsync(new(order.AttemptNo, order.Method), Token)).Accepted().Status);
    }

    internal sealed record Payee(string Identity, string IdentityType);

    internal sealed record TransferRequest(string OutBizNo, string TransAmount, string ProductCode, string BizScene, string OrderTitle, Payee PayeeInfo);

    internal sealed record TransferName(string OutBizNo, string ProductCode, string BizScene);

    internal sealed record TransferAnswer(string? OutBizNo, string? Status);

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(TransferRequest))]
    [JsonSerializable(typeof(TransferName))]
    [JsonSerializable(typeof(TransferAnswer))]
    internal sealed partial class TransferJson : JsonSerializerContext;
}
