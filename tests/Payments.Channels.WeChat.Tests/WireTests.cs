using System.Net;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

/// <summary>What goes out, byte for byte; the files in <c>Golden</c> say it.</summary>
public sealed class WireTests
{
    private const string Prepaid = """{"prepay_id":"wx201410272009395522657a690389285100","code_url":"weixin://wxpay/bizpayurl/up?pr=NwY5Mz9&groupid=00","h5_url":"https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2016&package=1037687096"}""";

    [Theory]
    [InlineData("native")]
    [InlineData("jsapi")]
    [InlineData("miniprogram")]
    [InlineData("app")]
    [InlineData("h5")]
    public async Task Create(string product)
    {
        using var account = new TestAccount(options => options.AppAppId = "wxapp0000000000001");
        account.WeChat.Answers(HttpStatusCode.OK, Prepaid);
        var order = TestAccount.Order(PaymentMethod.Parse("wechat." + product));
        Assert.Empty(account.Channel.Validate(order));

        await account.Channel.CreateAsync(order, Ct.Token);
        await account.Channel.CreateAsync(order, Ct.Token);

        Golden.Matches(account.WeChat.Last, "create-" + product);
        Assert.Equal(account.WeChat.Sent[0].Body, account.WeChat.Sent[1].Body);
    }

    [Theory]
    [InlineData("jsapi", null)]
    [InlineData("jsapi", "wxsub00000000000")]
    [InlineData("app", "wxsub00000000000")]
    public async Task Create_for_a_sub_merchant(string product, string? subAppId)
    {
        using var account = Partner(subAppId);
        account.WeChat.Answers(HttpStatusCode.OK, Prepaid);

        var outcome = await account.Channel.CreateAsync(TestAccount.Order(PaymentMethod.Parse("wechat." + product)), Ct.Token);

        Golden.Matches(account.WeChat.Last, $"create-partner-{product}{(subAppId is null ? "" : "-sub")}");
        var parameters = Assert.IsType<NextAction.InvokeClientSdk>(Accepted(outcome)).Parameters;
        Assert.Equal(subAppId ?? "wx8888888888888888", parameters[product == "app" ? "appid" : "appId"]);
        if (product == "app")
        {
            Assert.Equal("1900000109", parameters["partnerid"]);
        }
    }

    [Fact]
    public async Task Query_close_refund_and_refund_query()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(request => request.PathAndQuery.EndsWith("/close", StringComparison.Ordinal)
            ? account.WeChat.Signed(HttpStatusCode.NoContent, "")
            : account.WeChat.Signed(HttpStatusCode.OK, "{}"));

        await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token);
        Golden.Matches(account.WeChat.Last, "query");
        await account.Channel.CloseAsync(TestAccount.Reference(), Ct.Token);
        Golden.Matches(account.WeChat.Last, "close");
        await account.Refunds.RefundAsync(TestAccount.RefundOrder(), Ct.Token);
        Golden.Matches(account.WeChat.Last, "refund");
        await account.Refunds.QueryRefundAsync(new ChannelRefundReference("R1", "01JABCDEFGHJKMNPQRSTVWXYZ001", Currency.Cny), Ct.Token);
        Golden.Matches(account.WeChat.Last, "refund-query");
    }

    [Fact]
    public async Task The_same_for_a_sub_merchant()
    {
        using var account = Partner(subAppId: null);
        account.WeChat.Answers(HttpStatusCode.OK, "{}");

        await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token);
        Golden.Matches(account.WeChat.Last, "query-partner");
        await account.Channel.CloseAsync(TestAccount.Reference(), Ct.Token);
        Golden.Matches(account.WeChat.Last, "close-partner");
        await account.Refunds.RefundAsync(TestAccount.RefundOrder(), Ct.Token);
        Golden.Matches(account.WeChat.Last, "refund-partner");
        await account.Refunds.QueryRefundAsync(new ChannelRefundReference("R1", "01JABCDEFGHJKMNPQRSTVWXYZ001", Currency.Cny), Ct.Token);
        Golden.Matches(account.WeChat.Last, "refund-query-partner");
    }

    [Fact]
    public async Task Bills()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.BadRequest, """{"code":"NO_STATEMENT_EXIST","message":"x"}"""));

        await account.Statements.DownloadStatementAsync(new StatementRequest(new DateOnly(2024, 12, 31), StatementKind.Trades), Stream.Null, Ct.Token);
        Golden.Matches(account.WeChat.Last, "bill-trades");
        await account.Statements.DownloadStatementAsync(new StatementRequest(new DateOnly(2024, 12, 31), StatementKind.FundFlow), Stream.Null, Ct.Token);
        Golden.Matches(account.WeChat.Last, "bill-fundflow");
    }

    [Fact]
    public async Task The_payers_packages_have_exactly_what_the_sdk_takes()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, Prepaid);

        Assert.Equal("appId timeStamp nonceStr package signType paySign", string.Join(' ', (await SdkAsync(account, WeChatPaymentMethods.Jsapi)).Parameters.Keys));
        Assert.Equal("timeStamp nonceStr package signType paySign", string.Join(' ', (await SdkAsync(account, WeChatPaymentMethods.MiniProgram)).Parameters.Keys));
        var app = await SdkAsync(account, WeChatPaymentMethods.App);
        Assert.Equal("appid partnerid prepayid package noncestr timestamp sign", string.Join(' ', app.Parameters.Keys));
        Assert.Equal(("1900000001", "Sign=WXPay", "wechat.app"), (app.Parameters["partnerid"], app.Parameters["package"], app.Sdk));
    }

    [Fact]
    public async Task The_other_next_steps_are_the_channels_own()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, Prepaid);

        var native = Accepted(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));
        Assert.Equal("weixin://wxpay/bizpayurl/up?pr=NwY5Mz9&groupid=00", Assert.IsType<NextAction.ShowQrCode>(native).Content);
        Assert.Equal(TestAccount.Order(WeChatPaymentMethods.Native).ExpiresAt, native.ExpiresAt);

        var h5 = Accepted(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.H5), Ct.Token));
        Assert.Equal(
            "https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx2016&package=1037687096&redirect_url=https%3A%2F%2Fshop.example.com%2Fdone%3Forder%3D1",
            Assert.IsType<NextAction.Redirect>(h5).Url);
        Assert.Equal(TestAccount.Start.AddMinutes(5), h5.ExpiresAt);
    }

    private static async Task<NextAction.InvokeClientSdk> SdkAsync(TestAccount account, PaymentMethod method) =>
        Assert.IsType<NextAction.InvokeClientSdk>(Accepted(await account.Channel.CreateAsync(TestAccount.Order(method), Ct.Token)));

    private static NextAction Accepted(ChannelOutcome<NextAction> outcome) => Assert.IsType<ChannelOutcome<NextAction>.Accepted>(outcome).Value;

    private static TestAccount Partner(string? subAppId) => new(options =>
    {
        options.SubMchId = "1900000109";
        options.SubAppId = subAppId;
    });
}
