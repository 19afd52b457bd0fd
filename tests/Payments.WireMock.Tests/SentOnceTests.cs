using Payments.Channels;
using Payments.Channels.Alipay;
using Payments.Channels.WeChat;
using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>Orders and charges come once, whatever the trouble; an order of which nothing was sent goes to the other address.</summary>
public sealed class SentOnceTests(SickChannels channels)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wechat", "reset")]
    [InlineData("wechat", "503")]
    [InlineData("wechat", "hang")]
    [InlineData("wechat", "own error")]
    [InlineData("alipay", "reset")]
    [InlineData("alipay", "503")]
    [InlineData("alipay", "hang")]
    [InlineData("alipay", "own error")]
    public async Task Law03_an_order_that_may_have_arrived_is_sent_once(string channel, string trouble)
    {
        await using var account = Sickness.Account(channels, channel, trouble);
        var create = account.IsWeChat ? Operations.Create : Operations.AlipayCreate;
        await account.PlayAsync(create, Sickness.Trouble(account, create, trouble), new { status = 200 });

        var outcome = await account.Channel.CreateAsync(Sickness.Order(account, account.IsWeChat ? WeChatPaymentMethods.Native : AlipayPaymentMethods.Precreate), Token);

        Assert.IsType<ChannelOutcome<NextAction>.Unknown>(outcome);
        Assert.Single(await account.SeenAsync(create));
    }

    [Theory]
    [InlineData("wechat", "reset")]
    [InlineData("wechat", "503")]
    [InlineData("wechat", "hang")]
    [InlineData("wechat", "own error")]
    [InlineData("alipay", "reset")]
    [InlineData("alipay", "503")]
    [InlineData("alipay", "hang")]
    [InlineData("alipay", "own error")]
    public async Task Law01_a_bar_code_is_charged_by_one_call(string channel, string trouble)
    {
        await using var account = Sickness.Account(channels, channel, trouble);
        var charge = account.IsWeChat ? Operations.Charge : Operations.AlipayCharge;
        await account.PlayAsync(charge, Sickness.Trouble(account, charge, trouble), new { status = 200 });
        await account.PlayAsync(account.IsWeChat ? Operations.Query : Operations.AlipayQuery, account.Paid());

        var order = Sickness.Order(account, account.IsWeChat ? WeChatPaymentMethods.Barcode : AlipayPaymentMethods.Barcode);
        var payment = Sickness.Accepted(await ((IBarcodePay)account.Channel).PayAsync(order, Token));

        Assert.Equal(ChannelPaymentStatus.Succeeded, payment.Status);
        Assert.Single(await account.SeenAsync(charge));
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("no TLS")]
    public async Task An_order_of_which_nothing_was_sent_goes_to_the_backup(string trouble)
    {
        await using var account = SickAccount.WeChat(channels, options =>
        {
            options.BaseUrl = trouble == "refused" ? channels.ClosedAddress : channels.Address.Replace("http:", "https:", StringComparison.Ordinal);
            options.BackupBaseUrl = channels.OtherAddress;
        });
        await account.PlayAsync(Operations.Create, account.Genuine(Operations.Create, """{"code_url":"weixin://wxpay/bizpayurl?pr=well"}"""));

        Sickness.Accepted(await account.Channel.CreateAsync(Sickness.Order(account, WeChatPaymentMethods.Native), Token));

        var seen = Assert.Single(await account.SeenAsync(Operations.Create));
        Assert.StartsWith("localhost", seen.Host, StringComparison.Ordinal);
        Assert.Contains(SickAccount.AttemptNo, seen.Content, StringComparison.Ordinal);
    }
}
