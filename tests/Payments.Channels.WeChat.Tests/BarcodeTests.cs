using System.Net;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

/// <summary>Bar code: money can move at once, so only WeChat Pay's own words end it.</summary>
public sealed class BarcodeTests
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    [Fact]
    public void It_is_off_by_default_and_says_what_it_can_when_on()
    {
        using var off = new TestAccount();
        Assert.Null(off.Channel.Capabilities.Find(WeChatPaymentMethods.Barcode));
        Assert.All(off.Channel.Capabilities.Methods, method => Assert.False(method.ChargesWithoutCredential));

        using var on = On();
        var capability = on.Channel.Capabilities.Find(WeChatPaymentMethods.Barcode)!;
        Assert.True(capability.ChargesWithoutCredential && capability.IsBarcode);
    }

    [Fact]
    public async Task While_off_nothing_is_sent()
    {
        using var account = new TestAccount();

        Assert.IsType<ChannelOutcome<ChannelPayment>.Rejected>(await account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token));
        Assert.Empty(account.WeChat.Sent);
    }

    [Fact]
    public async Task Paid_at_once()
    {
        using var account = On();
        account.WeChat.Answers(HttpStatusCode.OK, WeChatSide.Payment());

        var outcome = await account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token);

        Assert.Equal(ChannelPaymentStatus.Succeeded, Accepted(outcome).Status);
        Golden.Matches(Assert.Single(account.WeChat.Sent), "codepay");
    }

    [Fact]
    public async Task The_password_is_waited_for()
    {
        using var account = On();
        var asked = 0;
        account.WeChat.Answers(request => request.Method == "POST"
            ? account.WeChat.Unsigned(HttpStatusCode.Accepted, """{"code":"USERPAYING","message":"x"}""")
            : account.WeChat.Signed(HttpStatusCode.OK, ++asked < 3 ? WeChatSide.Payment(state: "USERPAYING") : WeChatSide.Payment()));

        var outcome = await account.Time.RunAsync(account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token), Step);

        Assert.Equal(ChannelPaymentStatus.Succeeded, Accepted(outcome).Status);
        Assert.InRange(account.Time.GetUtcNow() - TestAccount.Start, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(16));
    }

    [Fact]
    public async Task A_payer_who_never_enters_it_is_reversed_after_thirty_seconds()
    {
        using var account = On();
        var isReversed = false;
        account.WeChat.Answers(request =>
        {
            isReversed |= request.PathAndQuery.EndsWith("/reverse", StringComparison.Ordinal);
            return request.PathAndQuery.EndsWith("/codepay", StringComparison.Ordinal)
                ? account.WeChat.Unsigned(HttpStatusCode.Accepted, """{"code":"USERPAYING","message":"x"}""")
                : account.WeChat.Signed(HttpStatusCode.OK, Unpaid(isReversed ? "REVOKED" : "USERPAYING"));
        });

        var outcome = await account.Time.RunAsync(account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token), Step);

        Assert.Equal((ChannelPaymentStatus.Closed, "REVOKED"), (Accepted(outcome).Status, Accepted(outcome).ChannelStatus));
        Assert.Equal(6, account.WeChat.Sent.TakeWhile(request => !request.PathAndQuery.EndsWith("/reverse", StringComparison.Ordinal)).Count(request => request.Method == "GET"));
        Golden.Matches(account.WeChat.Sent.Single(request => request.PathAndQuery.EndsWith("/reverse", StringComparison.Ordinal)), "reverse", verifyTime: false);
    }

    [Fact]
    public async Task A_failed_payment_is_reversed_at_once()
    {
        using var account = On();
        account.WeChat.Answers(request => account.WeChat.Signed(HttpStatusCode.OK, Unpaid(
            account.WeChat.Sent.Any(sent => sent.PathAndQuery.EndsWith("/reverse", StringComparison.Ordinal)) ? "REVOKED" : "PAYERROR")));

        var outcome = await account.Time.RunAsync(account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token), Step);

        Assert.Equal(ChannelPaymentStatus.Closed, Accepted(outcome).Status);
        Assert.InRange(account.Time.GetUtcNow() - TestAccount.Start, TimeSpan.Zero, TimeSpan.FromSeconds(7));
    }

    [Theory]
    [InlineData(400, "AUTH_CODE_INVALID")]
    [InlineData(403, "AUTH_CODE_EXPIRE")]
    [InlineData(403, "NOT_ENOUGH")]
    [InlineData(400, "PARAM_ERROR")]
    public async Task A_definite_refusal_ends_it(int status, string code)
    {
        using var account = On();
        account.WeChat.Answers(_ => account.WeChat.Unsigned((HttpStatusCode)status, $$"""{"code":"{{code}}","message":"x"}"""));

        Assert.IsType<ChannelOutcome<ChannelPayment>.Rejected>(await account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token));
        Assert.Single(account.WeChat.Sent);
    }

    [Theory]
    [InlineData(500, "SYSTEM_ERROR")]
    [InlineData(500, "BANK_ERROR")]
    [InlineData(429, "FREQUENCY_LIMITED")]
    [InlineData(400, "ORDERPAID")]
    [InlineData(403, "OUT_TRADE_NO_USED")]
    [InlineData(502, "")]
    public async Task Anything_unclear_is_asked_never_charged_again(int status, string code)
    {
        using var account = On();
        account.WeChat.Answers(request => request.Method == "POST"
            ? account.WeChat.Unsigned((HttpStatusCode)status, code.Length == 0 ? "<html>" : $$"""{"code":"{{code}}","message":"x"}""")
            : account.WeChat.Signed(HttpStatusCode.OK, WeChatSide.Payment()));

        var outcome = await account.Time.RunAsync(account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token), Step);

        Assert.Equal(ChannelPaymentStatus.Succeeded, Accepted(outcome).Status);
        Assert.Single(account.WeChat.Sent, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_charge_that_may_have_arrived_is_not_sent_to_the_backup()
    {
        using var account = On(options => options.BackupBaseUrl = null);
        account.WeChat.Answers(request => request.Method == "POST" && request.PathAndQuery.EndsWith("/codepay", StringComparison.Ordinal)
            ? throw new HttpRequestException(HttpRequestError.ResponseEnded)
            : account.WeChat.Signed(HttpStatusCode.OK, WeChatSide.Payment()));

        await account.Time.RunAsync(account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token), Step);

        Assert.Single(account.WeChat.Sent, request => request.PathAndQuery.EndsWith("/codepay", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_charge_nobody_knows_of_stays_unknown()
    {
        using var account = On();
        account.WeChat.Answers(request => request.PathAndQuery.EndsWith("/codepay", StringComparison.Ordinal)
            ? account.WeChat.Unsigned(HttpStatusCode.InternalServerError, """{"code":"SYSTEM_ERROR","message":"x"}""")
            : account.WeChat.Unsigned(HttpStatusCode.NotFound, """{"code":"ORDER_NOT_EXIST","message":"x"}"""));

        Assert.IsType<ChannelOutcome<ChannelPayment>.Unknown>(
            await account.Time.RunAsync(account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token), Step));
    }

    [Theory]
    [InlineData("REVOKED", false, ChannelReversal.Closed)]
    [InlineData("REVOKED", true, ChannelReversal.Refunded)]
    [InlineData("REFUND", true, ChannelReversal.Refunded)]
    public async Task A_reversal_says_whether_money_went_back(string state, bool wasPaid, ChannelReversal expected)
    {
        using var account = On();
        account.WeChat.Answers(_ => account.WeChat.Signed(HttpStatusCode.OK, wasPaid ? WeChatSide.Payment(state: state) : Unpaid(state)));

        var outcome = await account.Barcode.ReverseAsync(TestAccount.Reference(WeChatPaymentMethods.Barcode), Ct.Token);

        Assert.Equal(expected, Assert.IsType<ChannelOutcome<ChannelReversal>.Accepted>(outcome).Value);
    }

    [Fact]
    public async Task Closing_a_paid_bar_code_leaves_it_alone()
    {
        using var account = On();
        account.WeChat.Answers(HttpStatusCode.OK, WeChatSide.Payment());

        var outcome = await account.Channel.CloseAsync(TestAccount.Reference(WeChatPaymentMethods.Barcode), Ct.Token);

        Assert.Equal(ChannelCloseResult.AlreadyPaid, Assert.IsType<ChannelOutcome<ChannelCloseResult>.Accepted>(outcome).Value);
        Assert.All(account.WeChat.Sent, request => Assert.Equal("GET", request.Method));
    }

    private static ChannelPayment Accepted(ChannelOutcome<ChannelPayment> outcome) => Assert.IsType<ChannelOutcome<ChannelPayment>.Accepted>(outcome).Value;

    private static string Unpaid(string state) =>
        $$"""{"mchid":"1900000001","appid":"wx8888888888888888","out_trade_no":"01JABCDEFGHJKMNPQRSTVWXYZ001","trade_state":"{{state}}","trade_state_desc":"x"}""";

    private static TestAccount On(Action<WeChatOptions>? configure = null) => new(options =>
    {
        options.Barcode = new WeChatBarcodeOptions { Enabled = true, StoreId = "STORE-1" };
        configure?.Invoke(options);
    });
}
