
namespace Payments.Channels.Alipay.Tests.Orders;

public sealed class BarcodeTests
{
    private const string Waiting = """{"code":"10003","msg":"order success pay inprocess"}""";
    private const string Broken = """{"code":"20000","sub_code":"isp.unknow-error"}""";
    private const string Absent = """{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}""";

    private static readonly string PaidNow =
        $$"""{"code":"10000","out_trade_no":"{{AlipayHarness.AttemptNo}}","trade_no":"T1","total_amount":"88.00","gmt_payment":"2026-03-04 13:07:00","buyer_user_id":"2088900000000007"}""";

    private static readonly string Unpaid = AlipayHarness.State("WAIT_BUYER_PAY");

    [Fact]
    public async Task Paid_at_once()
    {
        var (payment, calls, _) = await PayAsync(PaidNow);

        Assert.Equal((ChannelPaymentStatus.Succeeded, "T1"), (payment.Accepted().Status, payment.Accepted().ChannelTransactionId));
        Assert.Equal("pay", calls);
    }

    [Fact]
    public async Task The_payer_confirms_while_we_ask()
    {
        var (payment, calls, waits) = await PayAsync(Waiting, Unpaid, Unpaid, AlipayHarness.Paid());

        Assert.Equal(ChannelPaymentStatus.Succeeded, payment.Accepted().Status);
        Assert.Equal("pay query query query", calls);
        Assert.All(waits, static wait => Assert.Equal(TimeSpan.FromSeconds(5), wait));
    }

    [Fact]
    public async Task The_payer_never_confirms_and_it_is_reversed_after_a_minute()
    {
        var (payment, calls, waits) = await PayAsync([Waiting, .. Enumerable.Repeat(Unpaid, 12), """{"code":"10000","retry_flag":"N","action":"close"}"""]);

        Assert.Equal(ChannelPaymentStatus.Closed, payment.Accepted().Status);
        Assert.Equal("pay " + string.Concat(Enumerable.Repeat("query ", 12)) + "cancel", calls);
        Assert.Equal(TimeSpan.FromSeconds(60), TimeSpan.FromTicks(waits.Sum(static wait => wait.Ticks)));
    }

    [Fact]
    public async Task An_unknown_charge_is_asked_at_once_and_never_repeated()
    {
        var (payment, calls, _) = await PayAsync(Broken, AlipayHarness.Paid());

        Assert.Equal(ChannelPaymentStatus.Succeeded, payment.Accepted().Status);
        Assert.Equal("pay query", calls);
    }

    [Fact]
    public async Task An_unknown_charge_that_is_nowhere_is_reversed_and_stays_unknown()
    {
        var (payment, calls, _) = await PayAsync(Broken, Absent, Absent, Absent, """{"code":"10000","retry_flag":"N"}""", Absent, Absent);

        payment.Unknown();
        Assert.Equal("pay query query query cancel query query", calls);
    }

    [Fact]
    public async Task An_unknown_charge_that_the_payer_must_confirm_is_waited_for()
    {
        var (payment, calls, _) = await PayAsync(Broken, Unpaid, AlipayHarness.Paid());

        Assert.Equal(ChannelPaymentStatus.Succeeded, payment.Accepted().Status);
        Assert.Equal("pay query query", calls);
    }

    [Theory]
    [InlineData("ACQ.TRADE_HAS_SUCCESS")]
    [InlineData("ACQ.CONTEXT_INCONSISTENT")]
    public async Task A_refusal_because_of_an_earlier_charge_adopts_that_charge(string subCode)
    {
        var (payment, calls, _) = await PayAsync($$"""{"code":"40004","sub_code":"{{subCode}}"}""", AlipayHarness.Paid());

        Assert.Equal(ChannelPaymentStatus.Succeeded, payment.Accepted().Status);
        Assert.Equal("pay query", calls);
    }

    [Fact]
    public async Task A_reversal_that_asks_for_it_is_repeated()
    {
        const string Again = """{"code":"10000","retry_flag":"Y"}""";
        using var harness = new AlipayHarness(options => options.MaxRetries = 1);
        harness.Gateway.Node(Again).Refusal("AQC.SYSTEM_ERROR").Node("""{"code":"10000","retry_flag":"N","action":"refund"}""").Node(Again).Node(Again).Node(Again);

        Assert.Equal(ChannelReversal.Refunded, (await harness.Barcode.ReverseAsync(AlipayHarness.Reference(AlipayPaymentMethods.Barcode), Token)).Accepted());
        (await harness.Barcode.ReverseAsync(AlipayHarness.Reference(AlipayPaymentMethods.Barcode), Token)).Unknown();
        Assert.Equal(6, harness.Gateway.Requests.Count);
    }

    [Theory]
    [InlineData(null, ChannelReversal.NothingToReverse)]
    [InlineData("", ChannelReversal.Closed)]
    [InlineData(""","send_pay_date":"2026-03-04 13:07:00" """, ChannelReversal.Refunded)]
    public async Task A_reversal_without_an_action_asks_what_is(string? closed, ChannelReversal reversal)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node("""{"code":"10000","retry_flag":"N"}""").Node(closed is null ? Absent : AlipayHarness.State("TRADE_CLOSED", closed));

        Assert.Equal(reversal, (await harness.Barcode.ReverseAsync(AlipayHarness.Reference(AlipayPaymentMethods.Barcode), Token)).Accepted());
    }

    [Fact]
    public async Task A_failed_reversal_of_a_payment_that_went_through_leaves_it_paid()
    {
        var (payment, _, _) = await PayAsync(
            [Waiting, .. Enumerable.Repeat(Unpaid, 12), """{"code":"40004","sub_code":"ACQ.SELLER_BALANCE_NOT_ENOUGH"}""", AlipayHarness.Paid()]);

        Assert.Equal(ChannelPaymentStatus.Succeeded, payment.Accepted().Status);
    }

    [Fact]
    public async Task Nothing_sent_throws_only_before_the_charge()
    {
        using var harness = new AlipayHarness();
        var unreachable = new HttpRequestException(HttpRequestError.ConnectionError);
        harness.Gateway.Fault(unreachable).Node(Waiting);
        for (var i = 0; i < 20; i++) harness.Gateway.Fault(unreachable);

        await Assert.ThrowsAsync<ChannelUnreachableException>(() => harness.Barcode.PayAsync(AlipayHarness.BarcodeOrder(), Token));
        (await harness.Barcode.PayAsync(AlipayHarness.BarcodeOrder(), Token)).Unknown();
    }

    private static async Task<(ChannelOutcome<ChannelPayment> Payment, string Calls, IReadOnlyList<TimeSpan> Waits)> PayAsync(params string[] nodes)
    {
        using var harness = new AlipayHarness();
        foreach (var node in nodes) harness.Gateway.Node(node);
        var payment = await harness.Barcode.PayAsync(AlipayHarness.BarcodeOrder(), Token);
        Assert.DoesNotContain(harness.Log, static line => line.Contains("280000000000000000", StringComparison.Ordinal) || line.Contains("2088900000000007", StringComparison.Ordinal));
        return (payment, string.Join(' ', harness.Gateway.Requests.Select(static request => request.Method.Split('.')[^1])), harness.Time.Waits);
    }
}
