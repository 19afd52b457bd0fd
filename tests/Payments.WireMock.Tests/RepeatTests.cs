using Payments.Channels;
using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>Calls that do nothing twice come again when there was trouble, as the same call, and are answered.</summary>
public sealed class RepeatTests(SickChannels channels)
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
    public async Task A_query_in_trouble_is_asked_again_and_answered(string channel, string trouble)
    {
        await using var account = Sickness.Account(channels, channel, trouble);
        var query = account.IsWeChat ? Operations.Query : Operations.AlipayQuery;
        await account.PlayAsync(query, Sickness.Trouble(account, query, trouble), account.Paid());

        var payment = Sickness.Accepted(await account.Channel.QueryAsync(Sickness.Reference(account), Token));

        Assert.Equal(ChannelPaymentStatus.Succeeded, payment.Status);
        var seen = await account.SeenAsync(query);
        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0].Content, seen[1].Content);
        Assert.True(!account.IsWeChat || (seen[0].Url == seen[1].Url && seen[0].Authorization != seen[1].Authorization), "It is the same question, signed anew.");
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
    public async Task Law06_a_refund_in_trouble_is_the_same_refund_again(string channel, string trouble)
    {
        await using var account = Sickness.Account(channels, channel, trouble);
        var refund = account.IsWeChat ? Operations.Refund : Operations.AlipayRefund;
        await account.PlayAsync(refund, Sickness.Trouble(account, refund, trouble), account.Refunded());

        var done = Sickness.Accepted(await ((IRefunds)account.Channel).RefundAsync(Sickness.RefundOrder(), Token));

        Assert.Equal((SickAccount.RefundNo, ChannelRefundStatus.Succeeded), (done.RefundNo, done.Status));
        var seen = await account.SeenAsync(refund);
        Assert.Equal(2, seen.Count);
        Assert.Equal(seen[0].Content, seen[1].Content);
        Assert.Contains($"\"{SickAccount.RefundNo}\"", seen[1].Content, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reset", "127.0.0.1 localhost")]
    [InlineData("hang", "127.0.0.1 localhost")]
    [InlineData("503", "127.0.0.1 127.0.0.1")]
    public async Task Silence_moves_a_question_to_the_backup_and_an_answer_does_not(string trouble, string hosts)
    {
        await using var account = SickAccount.WeChat(channels, options =>
        {
            options.BackupBaseUrl = channels.OtherAddress;
            options.TryTimeout = TimeSpan.FromSeconds(1);
        });
        await account.PlayAsync(Operations.Query, Sickness.Trouble(account, Operations.Query, trouble), account.Paid());

        Sickness.Accepted(await account.Channel.QueryAsync(Sickness.Reference(account), Token));

        Assert.Equal(hosts, string.Join(' ', (await account.SeenAsync(Operations.Query)).Select(static seen => seen.Host.Split(':')[0])));
    }
}
