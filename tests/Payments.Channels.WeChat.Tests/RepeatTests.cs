using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

/// <summary>What is sent again, how often, when, and as what.</summary>
public sealed class RepeatTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(500, "SYSTEM_ERROR", 3)]
    [InlineData(500, "BIZ_ERR_NEED_RETRY", 3)]
    [InlineData(502, "", 3)]
    [InlineData(503, "SERVICE_UNAVAILABLE", 3)]
    [InlineData(504, "", 3)]
    [InlineData(500, "", 1)]
    [InlineData(500, "BANK_ERROR", 1)]
    [InlineData(202, "", 1)]
    [InlineData(400, "PARAM_ERROR", 1)]
    [InlineData(401, "SIGN_ERROR", 1)]
    [InlineData(404, "ORDER_NOT_EXIST", 1)]
    [InlineData(429, "FREQUENCY_LIMITED", 1)]
    public async Task A_question_is_asked_so_often(int status, string code, int requests)
    {
        using var account = Account();
        account.WeChat.Answers(_ => Says(account, status, code));

        await account.Time.RunAsync(account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token), Step);

        Assert.Equal(requests, account.WeChat.Sent.Count);
        Assert.Equal(requests - 1, account.Log.Lines.Count(static line => line.Id.Id == 3003));
    }

    [Theory]
    [InlineData(500, "SYSTEM_ERROR")]
    [InlineData(502, "")]
    [InlineData(503, "")]
    public async Task An_order_or_a_charge_is_sent_once(int status, string code)
    {
        using var account = Account(options => options.Barcode = new WeChatBarcodeOptions { Enabled = true, StoreId = "S1" });
        account.WeChat.Answers(_ => Says(account, status, code));

        await account.Time.RunAsync(account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token), Step);
        await account.Time.RunAsync(account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token), TimeSpan.FromSeconds(1));

        Assert.Single(account.WeChat.Sent, static request => request.PathAndQuery.EndsWith("/native", StringComparison.Ordinal));
        Assert.Single(account.WeChat.Sent, static request => request.PathAndQuery.EndsWith("/codepay", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_charge_is_sent_once_even_when_nothing_was_sent()
    {
        using var account = Account(options =>
        {
            options.BackupBaseUrl = null;
            options.Barcode = new WeChatBarcodeOptions { Enabled = true, StoreId = "S1" };
        });
        account.WeChat.Answers(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));

        await Assert.ThrowsAsync<ChannelUnreachableException>(() => account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token));

        Assert.Single(account.WeChat.Sent);
    }

    [Fact]
    public async Task A_repeated_refund_is_the_same_refund_signed_anew()
    {
        using var account = Account();
        account.WeChat.Answers(_ => Says(account, 500, "SYSTEM_ERROR"));

        Assert.IsType<ChannelOutcome<ChannelRefund>.Unknown>(await account.Time.RunAsync(account.Refunds.RefundAsync(TestAccount.RefundOrder(), Ct.Token), Step));

        Assert.Equal(3, account.WeChat.Sent.Count);
        Assert.Single(account.WeChat.Sent.Select(static request => request.Text).Distinct());
        Assert.Equal(3, account.WeChat.Sent.Select(static request => request.Header("Authorization")).Distinct().Count());
    }

    [Fact]
    public async Task Law06_a_refund_refused_after_an_error_that_may_have_done_it_is_unknown()
    {
        using var account = Account();
        account.WeChat.Answers(_ => account.WeChat.Sent.Count == 1 ? Says(account, 500, "SYSTEM_ERROR") : Says(account, 403, "NOT_ENOUGH"));

        Assert.IsType<ChannelOutcome<ChannelRefund>.Unknown>(await account.Time.RunAsync(account.Refunds.RefundAsync(TestAccount.RefundOrder(), Ct.Token), Step));
    }

    [Theory]
    [InlineData(429, false)]
    [InlineData(503, false)]
    [InlineData(503, true)]
    public async Task A_short_wish_to_wait_is_granted_to_the_second(int status, bool asDate)
    {
        using var account = Account();
        account.WeChat.Answers(_ => account.WeChat.Sent.Count == 1
            ? Busy(account, status, TimeSpan.FromSeconds(2), asDate)
            : account.WeChat.Signed(HttpStatusCode.OK, WeChatSide.Payment()));

        var asked = account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token);
        await UntilAsync(() => account.Log.Lines.Any(static line => line.Id.Id == 3003));
        account.Time.Advance(TimeSpan.FromMilliseconds(1_999));
        await Task.Delay(50, Ct.Token);
        Assert.Single(account.WeChat.Sent);

        Assert.IsType<ChannelOutcome<ChannelPayment>.Accepted>(await account.Time.RunAsync(asked, TimeSpan.FromMilliseconds(1)));
        Assert.Equal(2, account.WeChat.Sent.Count);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_long_wish_to_wait_is_an_answer(int status)
    {
        using var account = Account();
        account.WeChat.Answers(_ => Busy(account, status, TimeSpan.FromSeconds(3), asDate: false));

        await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token);

        Assert.Single(account.WeChat.Sent);
    }

    [Fact]
    public async Task The_callers_end_ends_the_pause()
    {
        using var account = Account();
        using var ends = new CancellationTokenSource();
        account.WeChat.Answers(_ => Says(account, 503, ""));

        var asked = account.Channel.QueryAsync(TestAccount.Reference(), ends.Token);
        await UntilAsync(() => account.Log.Lines.Any(static line => line.Id.Id == 3003));
        await ends.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked.WaitAsync(TimeSpan.FromSeconds(5), Ct.Token));
        Assert.Single(account.WeChat.Sent);
    }

    private static TestAccount Account(Action<WeChatOptions>? configure = null) => new(options =>
    {
        options.MaxRetries = 2;
        configure?.Invoke(options);
    });

    private static HttpResponseMessage Says(TestAccount account, int status, string code) => account.WeChat.Unsigned(
        (HttpStatusCode)status, code.Length == 0 ? "<html></html>" : string.Create(CultureInfo.InvariantCulture, $$"""{"code":"{{code}}","message":"x"}"""));

    private static HttpResponseMessage Busy(TestAccount account, int status, TimeSpan after, bool asDate)
    {
        var response = Says(account, status, "FREQUENCY_LIMITED");
        response.Headers.RetryAfter = asDate ? new RetryConditionHeaderValue(account.Time.GetUtcNow() + after) : new RetryConditionHeaderValue(after);
        return response;
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 500 && !isSo(); i++)
        {
            await Task.Delay(10, Ct.Token);
        }

        Assert.True(isSo());
    }
}
