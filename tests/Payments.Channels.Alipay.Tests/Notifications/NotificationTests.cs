using System.Text;

namespace Payments.Channels.Alipay.Tests.Notifications;

public sealed class NotificationTests
{
    private static readonly Encoding Gbk = CodePagesEncodingProvider.Instance.GetEncoding(936)!;

    [Fact]
    public async Task A_payment_is_told_whole()
    {
        var notification = Assert.IsType<ChannelNotification.Payment>(await ReadAsync(new Notice()));
        var payment = notification.Value;

        Assert.Equal("2026030400222130559001000000000001", notification.NotificationId);
        Assert.Equal((AlipayHarness.AttemptNo, ChannelPaymentStatus.Succeeded, "TRADE_SUCCESS"), (payment.AttemptNo, payment.Status, payment.ChannelStatus));
        Assert.Equal(new Money(8800, Currency.Cny), payment.Amount);
        Assert.Equal("2026030422001400000000000001", payment.ChannelTransactionId);
        Assert.Equal(new DateTimeOffset(2026, 3, 4, 5, 5, 59, TimeSpan.Zero), payment.PaidAt);
        Assert.Equal("2088900000000007", payment.Payer!.Value.Reveal());
    }

    [Theory]
    [InlineData("TRADE_SUCCESS", "0.00", null, null, "paid Succeeded")]
    [InlineData("TRADE_FINISHED", null, null, null, "paid Succeeded")]
    [InlineData("TRADE_FINISHED", "0.00", null, null, "paid Succeeded")]
    [InlineData("TRADE_FINISHED", "3.00", "2026-03-04 13:05:59.123", null, "paid Succeeded")]
    [InlineData("TRADE_CLOSED", null, null, null, "paid Closed")]
    [InlineData("WAIT_BUYER_PAY", null, null, null, "paid AwaitingPayer")]
    [InlineData("TRADE_SUCCESS", "3.00", "2026-03-04 13:05:59.123", "R01", "refund R01 3.00")]
    [InlineData("TRADE_SUCCESS", "3.00", null, "R01", "refund R01 3.00")]
    [InlineData("TRADE_SUCCESS", null, "2026-03-04 13:05:59.1", "R01", "refund R01 ")]
    [InlineData("TRADE_CLOSED", "88.00", "2026-03-04 13:05:59", "R02", "refund R02 88.00")]
    [InlineData("TRADE_CLOSED", "88.00", "2026-03-04 13:05:59", null, "refund 01JQZ8K3W5T7Y9A2B4C6D8E0F101 88.00")]
    public async Task Payments_refunds_and_endings_are_told_apart(string status, string? fee, string? refundedAt, string? refundNo, string told)
    {
        var notification = await ReadAsync(Notice.With(("trade_status", status), ("refund_fee", fee), ("gmt_refund", refundedAt), ("out_biz_no", refundNo)));

        Assert.Equal(told, notification switch
        {
            ChannelNotification.Payment payment => $"paid {payment.Value.Status}",
            ChannelNotification.Refund refund => $"refund {refund.Value.RefundNo} {refund.Value.CumulativeAmount?.ToDecimalString()}",
            _ => "other",
        });
    }

    [Fact]
    public async Task A_field_nobody_knows_is_part_of_what_is_signed() =>
        Assert.IsType<ChannelNotification.Payment>(await ReadAsync(Notice.With(("brand_new_field", "{\"a\":\"%\"}"), ("empty_field", ""))));

    [Fact]
    public async Task A_signature_that_kept_its_type_verifies()
    {
        var notice = new Notice();

        Assert.IsType<ChannelNotification.Payment>(await ReadAsync(notice, notice.Signature(keepsType: true)));
    }

    [Fact]
    public async Task A_GBK_callback_verifies_in_GBK() =>
        Assert.IsType<ChannelNotification.Payment>(await ReadAsync(new Notice { Charset = Gbk }.Set("charset", "GBK")));

    [Fact]
    public async Task Another_type_is_genuine_and_tells_of_nothing_we_follow() =>
        Assert.Equal("dut_user_sign", Assert.IsType<ChannelNotification.Other>(await ReadAsync(Notice.With(("notify_type", "dut_user_sign")))).Type);

    [Theory]
    [InlineData("2026-03-04 13:11:07")]
    [InlineData("2026-03-03 12:06:07")]
    public async Task Retries_of_a_day_and_small_differences_of_clocks_are_taken(string time) =>
        Assert.IsType<ChannelNotification.Payment>(await ReadAsync(Notice.With(("notify_time", time))));

    [Theory]
    [InlineData(NotificationVerdict.Accepted, 200, "success")]
    [InlineData(NotificationVerdict.Refused, 401, "fail")]
    [InlineData(NotificationVerdict.Mismatched, 422, "fail")]
    [InlineData(NotificationVerdict.TryAgain, 503, "fail")]
    public void The_reply_is_in_the_channels_words(NotificationVerdict verdict, int status, string body)
    {
        using var harness = new AlipayHarness();

        Assert.Equal(new NotificationReply(status, "text/plain", body), harness.Channel.ReplyTo(verdict));
    }

    [Fact]
    public async Task A_callback_allocates_at_most_five_kilobytes()
    {
        using var harness = new AlipayHarness();
        var channel = harness.Channel;
        var body = new Notice().Bytes();
        for (var i = 0; i < 200; i++) await channel.ReadNotificationAsync(Notice.Request(body), Token);

        const int Rounds = 1_000;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
        {
            Assert.IsType<NotificationReading.Verified>(await channel.ReadNotificationAsync(Notice.Request(body), Token));
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes a callback");
        Assert.InRange(each, 1, 5 * 1024);
    }

    [Fact]
    public void A_return_is_verified_and_never_says_paid()
    {
        using var harness = new AlipayHarness();
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["app_id"] = AlipayHarness.AppId,
            ["auth_app_id"] = AlipayHarness.AppId,
            ["charset"] = "utf-8",
            ["method"] = "alipay.trade.page.pay.return",
            ["out_trade_no"] = AlipayHarness.AttemptNo,
            ["seller_id"] = AlipayHarness.SellerId,
            ["timestamp"] = "2026-03-04 13:06:00",
            ["total_amount"] = "88.00",
            ["trade_no"] = "T1",
            ["version"] = "1.0",
        };
        var sign = FakeGateway.Sign(string.Join('&', fields.Select(static field => $"{field.Key}={field.Value}")));
        var query = string.Join('&', fields.Append(new("sign_type", "RSA2")).Append(new("sign", sign)).Select(static field => $"{field.Key}={Uri.EscapeDataString(field.Value)}"));

        var back = Assert.IsType<AlipayReturn.Verified>(harness.Api.VerifyReturn("?" + query));
        Assert.Equal((AlipayHarness.AttemptNo, new Money(8800, Currency.Cny), "T1"), (back.AttemptNo, back.Amount, back.ChannelTransactionId));
        Assert.IsType<AlipayReturn.Verified>(harness.Api.VerifyReturn("?order=1&utm_source=x&" + query));
        Assert.Equal(VerificationFailureReason.BodyChanged, Reason("?" + query.Replace("88.00", "88.01", StringComparison.Ordinal)));
        Assert.Equal(VerificationFailureReason.DuplicateHeader, Reason("?" + query + "&total_amount=1.00"));
        Assert.Equal(VerificationFailureReason.MissingHeader, Reason("?order=1"));
        Assert.Equal(VerificationFailureReason.BodyTooLarge, Reason("?a=" + new string('x', 9_000)));

        VerificationFailureReason Reason(string text) => Assert.IsType<AlipayReturn.Refused>(harness.Api.VerifyReturn(text)).Failure.Reason;
    }

    private static async Task<ChannelNotification> ReadAsync(Notice notice, string? signature = null)
    {
        using var harness = new AlipayHarness();
        var reading = await harness.Channel.ReadNotificationAsync(Notice.Request(notice.Bytes(signature)), Token);
        return reading is NotificationReading.Verified verified ? verified.Notification : throw new InvalidOperationException(((NotificationReading.Refused)reading).Failure.ToString());
    }
}
