using System.Diagnostics;
using Payments.Channels;
using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>A sick server sees a bounded number of requests, no sooner than it asked for, and none after the caller left.</summary>
public sealed class RepeatBoundTests(SickChannels channels)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("wechat", 503)]
    [InlineData("wechat", 429)]
    [InlineData("alipay", 503)]
    [InlineData("alipay", 429)]
    public async Task A_short_wish_to_wait_is_granted_and_a_long_one_is_an_answer(string channel, int status)
    {
        await using var account = SickAccount.Of(channels, channel);
        var query = account.IsWeChat ? Operations.Query : Operations.AlipayQuery;
        await account.PlayAsync(query, Sickness.Busy(status, "1"), account.Paid(), Sickness.Busy(status, "30"));

        Sickness.Accepted(await account.Channel.QueryAsync(Sickness.Reference(account), Token));
        Assert.IsNotType<ChannelOutcome<ChannelPayment>.Accepted>(await account.Channel.QueryAsync(Sickness.Reference(account), Token));

        var seen = await account.SeenAsync(query);
        Assert.Equal(3, seen.Count);
        // Each time is rounded by itself; without the wish it would be a fifth of a second.
        Assert.InRange(seen[1].At - seen[0].At, 900, 5_000);
    }

    [Theory]
    [InlineData("wechat")]
    [InlineData("alipay")]
    public async Task A_sick_server_sees_three_requests_of_a_call_at_most(string channel)
    {
        await using var account = SickAccount.Of(channels, channel);
        string[] operations = account.IsWeChat
            ? [Operations.Query, Operations.Close, Operations.Refund, Operations.RefundQuery, Operations.Bill]
            : [Operations.AlipayQuery, Operations.AlipayClose, Operations.AlipayRefund, Operations.AlipayRefundQuery, Operations.AlipayBill];
        foreach (var operation in operations)
        {
            await account.PlayAsync(operation, Sickness.Unavailable);
        }

        var refunds = (IRefunds)account.Channel;
        Assert.IsType<ChannelOutcome<ChannelPayment>.Unknown>(await account.Channel.QueryAsync(Sickness.Reference(account), Token));
        Assert.IsType<ChannelOutcome<ChannelCloseResult>.Unknown>(await account.Channel.CloseAsync(Sickness.Reference(account), Token));
        Assert.IsType<ChannelOutcome<ChannelRefund>.Unknown>(await refunds.RefundAsync(Sickness.RefundOrder(), Token));
        Assert.IsType<ChannelOutcome<ChannelRefund>.Unknown>(
            await refunds.QueryRefundAsync(new ChannelRefundReference(SickAccount.RefundNo, SickAccount.AttemptNo, Currency.Cny), Token));
        Assert.IsType<StatementDownload.Failed>(
            await ((IStatements)account.Channel).DownloadStatementAsync(new StatementRequest(new DateOnly(2026, 3, 3), StatementKind.Trades), Stream.Null, Token));

        foreach (var operation in operations)
        {
            // Alipay's refund asks about itself afterwards, so that its query comes from two calls.
            Assert.Equal(operation == Operations.AlipayRefundQuery ? 6 : 3, (await account.SeenAsync(operation)).Count);
        }
    }

    [Theory]
    [InlineData("wechat")]
    [InlineData("alipay")]
    public async Task The_callers_end_is_the_end_of_all_tries(string channel)
    {
        await using var account = Sickness.Account(channels, channel, "hang");
        await account.PlayAsync(account.IsWeChat ? Operations.Query : Operations.AlipayQuery, Sickness.Hang);
        using var ends = new CancellationTokenSource(TimeSpan.FromMilliseconds(1_500));
        var started = Stopwatch.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => account.Channel.QueryAsync(Sickness.Reference(account), ends.Token));

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5));
    }
}
