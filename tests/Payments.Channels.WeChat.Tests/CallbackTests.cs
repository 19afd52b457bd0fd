using System.Text;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

public sealed class CallbackTests
{
    [Fact]
    public async Task A_payment_is_read_in_full()
    {
        using var account = new TestAccount();

        var notification = await ReadAsync(account, WeChatSide.Envelope(WeChatSide.Payment()));

        var payment = Assert.IsType<ChannelNotification.Payment>(notification).Value;
        Assert.Equal("EV-2018022511223320873", notification.NotificationId);
        Assert.Equal("01JABCDEFGHJKMNPQRSTVWXYZ001", payment.AttemptNo);
        Assert.Equal(ChannelPaymentStatus.Succeeded, payment.Status);
        Assert.Equal(Money.FromMinorUnits(100, Currency.Cny), payment.Amount);
        Assert.Equal("4200000000202001010000000001", payment.ChannelTransactionId);
        Assert.Equal(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.FromHours(8)), payment.PaidAt);
        Assert.Equal("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", payment.Payer!.Value.Reveal());
        Assert.Equal("SUCCESS", payment.ChannelStatus);
    }

    [Theory]
    [InlineData("SUCCESS", ChannelPaymentStatus.Succeeded)]
    [InlineData("REFUND", ChannelPaymentStatus.Succeeded)]
    [InlineData("CLOSED", ChannelPaymentStatus.Closed)]
    [InlineData("REVOKED", ChannelPaymentStatus.Closed)]
    [InlineData("NOTPAY", ChannelPaymentStatus.AwaitingPayer)]
    [InlineData("USERPAYING", ChannelPaymentStatus.AwaitingPayer)]
    [InlineData("PAYERROR", ChannelPaymentStatus.AwaitingPayer)]
    [InlineData("ACCEPT", ChannelPaymentStatus.AwaitingPayer)]
    [InlineData("A_WORD_TO_COME", ChannelPaymentStatus.AwaitingPayer)]
    public async Task States_are_normalised(string state, ChannelPaymentStatus expected)
    {
        using var account = new TestAccount();

        var notification = await ReadAsync(account, WeChatSide.Envelope(WeChatSide.Payment(state: state)));

        Assert.Equal(expected, Assert.IsType<ChannelNotification.Payment>(notification).Value.Status);
    }

    [Theory]
    [InlineData("REFUND.SUCCESS", "SUCCESS", ChannelRefundStatus.Succeeded)]
    [InlineData("REFUND.ABNORMAL", "ABNORMAL", ChannelRefundStatus.Abnormal)]
    [InlineData("REFUND.CLOSED", "CLOSED", ChannelRefundStatus.Closed)]
    public async Task A_refund_is_read(string type, string status, ChannelRefundStatus expected)
    {
        using var account = new TestAccount();

        var notification = await ReadAsync(account, WeChatSide.Envelope(WeChatSide.Refund(status), type));

        var refund = Assert.IsType<ChannelNotification.Refund>(notification).Value;
        Assert.Equal(("R1", "01JABCDEFGHJKMNPQRSTVWXYZ001", expected), (refund.RefundNo, refund.AttemptNo, refund.Status));
        Assert.Equal(Money.FromMinorUnits(40, Currency.Cny), refund.Amount);
        Assert.Equal("50000000382019052709732678859", refund.ChannelRefundId);
    }

    [Theory]
    [InlineData("MCHTRANSFER.BATCH.FINISHED")]
    [InlineData("PAYSCORE.USER_PAID")]
    public async Task Other_kinds_are_genuine_and_kept(string type)
    {
        using var account = new TestAccount();

        Assert.Equal(type, Assert.IsType<ChannelNotification.Other>(await ReadAsync(account, WeChatSide.Envelope("{}", type))).Type);
    }

    [Fact]
    public async Task Empty_associated_data_is_taken()
    {
        using var account = new TestAccount();

        Assert.IsType<ChannelNotification.Payment>(await ReadAsync(account, WeChatSide.Envelope(WeChatSide.Payment(), associatedData: "")));
    }

    [Fact]
    public async Task Absent_associated_data_is_taken()
    {
        using var account = new TestAccount();
        var body = WeChatSide.Envelope(WeChatSide.Payment(), associatedData: "").Replace(",\"associated_data\":\"\"", "", StringComparison.Ordinal);

        Assert.IsType<ChannelNotification.Payment>(await ReadAsync(account, body));
    }

    [Fact]
    public async Task Escaped_slashes_in_the_ciphertext_are_taken()
    {
        using var account = new TestAccount();
        var body = WeChatSide.Envelope(WeChatSide.Payment()).Replace("/", "\\/", StringComparison.Ordinal);

        Assert.IsType<ChannelNotification.Payment>(await ReadAsync(account, body));
    }

    [Fact]
    public async Task New_members_and_fractions_of_a_second_are_taken()
    {
        using var account = new TestAccount();
        var content = WeChatSide.Payment(more: ""","new":{"a":[{"b":1}]},"promotion_detail":[{"coupon_id":"1","goods_detail":[{"goods_id":"M1006"}]}]""")
            .Replace("2025-01-01T00:00:00+08:00", "2024-12-31T16:00:00.123Z", StringComparison.Ordinal);

        var payment = Assert.IsType<ChannelNotification.Payment>(await ReadAsync(account, WeChatSide.Envelope(content))).Value;

        Assert.Equal(new DateTimeOffset(2024, 12, 31, 16, 0, 0, 123, TimeSpan.Zero), payment.PaidAt);
    }

    [Fact]
    public async Task A_foreign_currency_is_told_as_it_is()
    {
        using var account = new TestAccount();

        var notification = await ReadAsync(account, WeChatSide.Envelope(WeChatSide.Payment(currency: "USD")));

        Assert.Equal(Currency.Usd, Assert.IsType<ChannelNotification.Payment>(notification).Value.Amount!.Value.Currency);
    }

    [Fact]
    public async Task Every_application_of_the_account_is_its_own()
    {
        using var account = new TestAccount(options => options.MiniProgramAppId = "wxmini0000000000");

        Assert.IsType<ChannelNotification.Payment>(await ReadAsync(account, WeChatSide.Envelope(WeChatSide.Payment(appId: "wxmini0000000000"))));
    }

    [Fact]
    public async Task Partner_content_is_matched_by_its_own_names()
    {
        using var account = new TestAccount(options =>
        {
            options.SubMchId = "1900000109";
            options.SubAppId = "wxsub00000000000";
        });
        var content = WeChatSide.Payment()
            .Replace("\"mchid\":\"1900000001\"", "\"sp_mchid\":\"1900000001\",\"sub_mchid\":\"1900000109\"", StringComparison.Ordinal)
            .Replace("\"appid\":", "\"sub_appid\":\"wxsub00000000000\",\"sp_appid\":", StringComparison.Ordinal)
            .Replace("\"openid\":\"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o\"", "\"sub_openid\":\"sub-1\",\"sp_openid\":\"sp-1\"", StringComparison.Ordinal);

        var payment = Assert.IsType<ChannelNotification.Payment>(await ReadAsync(account, WeChatSide.Envelope(content))).Value;
        Assert.Equal("sub-1", payment.Payer!.Value.Reveal());

        var other = content.Replace("1900000109", "1900000110", StringComparison.Ordinal);
        var refused = await account.Channel.ReadNotificationAsync(WeChatSide.Callback(WeChatSide.Envelope(other), TestAccount.Start), Ct.Token);
        Assert.Equal(VerificationFailureReason.WrongMerchant, Assert.IsType<NotificationReading.Refused>(refused).Failure.Reason);
    }

    [Theory]
    [InlineData(NotificationVerdict.Accepted, 204, "")]
    [InlineData(NotificationVerdict.Refused, 401, "FAIL")]
    [InlineData(NotificationVerdict.Mismatched, 422, "FAIL")]
    [InlineData(NotificationVerdict.TryAgain, 503, "FAIL")]
    public void Replies_are_in_the_channels_words(NotificationVerdict verdict, int status, string word)
    {
        using var account = new TestAccount();

        var reply = account.Channel.ReplyTo(verdict);

        Assert.Equal(status, reply.StatusCode);
        Assert.Equal(word.Length == 0, reply.Body.Length == 0);
        Assert.Contains(word, reply.Body, StringComparison.Ordinal);
    }

    /// <summary>The bar is 5 KB; peers take 12 to 15.</summary>
    [Fact]
    public async Task A_callback_allocates_less_than_five_kilobytes()
    {
        using var account = new TestAccount();
        var request = WeChatSide.Callback(WeChatSide.Envelope(WeChatSide.Payment()), TestAccount.Start);
        for (var i = 0; i < 200; i++)
        {
            await account.Channel.ReadNotificationAsync(request, Ct.Token);
        }

        const int rounds = 200;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < rounds; i++)
        {
            var reading = account.Channel.ReadNotificationAsync(request, Ct.Token);
            Assert.True(reading.IsCompletedSuccessfully);
        }

        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / rounds;
        TestContext.Current.TestOutputHelper?.WriteLine($"{each} bytes per callback");
        Assert.InRange(each, 1, 5 * 1024);
    }

    private static async Task<ChannelNotification> ReadAsync(TestAccount account, string body)
    {
        var reading = await account.Channel.ReadNotificationAsync(WeChatSide.Callback(body, TestAccount.Start), Ct.Token);
        return reading switch
        {
            NotificationReading.Verified verified => verified.Notification,
            NotificationReading.Refused refused => throw new InvalidOperationException(refused.Failure.ToString()),
            _ => throw new InvalidOperationException(),
        };
    }
}
