using System.Net;
using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>Nobody listens at the channel's address: nothing was sent, which is the one trouble that is no uncertainty.</summary>
public sealed class UnreachableTests(SickChannels channels)
{
    [Theory]
    [InlineData("wechat-closed")]
    [InlineData("alipay-closed")]
    public async Task Law03_an_unreachable_channel_leaves_an_attempt_that_was_never_sent(string account)
    {
        var subject = SickChannels.NewSubject(account);
        var created = await channels.Merchant.CreateAsync(account, subject);
        var repeated = await channels.Merchant.CreateAsync(account, subject);

        foreach (var reply in (Reply[])[created, repeated])
        {
            reply.Has(HttpStatusCode.ServiceUnavailable);
            Assert.Equal(PaymentErrorCodes.ChannelUnreachable, reply.Code);
            Assert.Equal("Created", reply.OrderStatus);
            Assert.Equal("Created", reply.AttemptStatus);
            Assert.Null(reply.NextAction);
        }

        Assert.Equal(created.AttemptNo, repeated.AttemptNo);
        Assert.Empty(await channels.Journal.CreatesOfAsync(subject));
    }

    [Theory]
    [InlineData("wechat-closed")]
    [InlineData("alipay-closed")]
    public async Task An_order_of_which_nothing_was_sent_closes_without_the_channel(string account)
    {
        var created = await channels.Merchant.CreateAsync(account, SickChannels.NewSubject(account));

        var closed = await channels.Merchant.CloseAsync(created.OrderNo);

        closed.Has(HttpStatusCode.OK);
        Assert.Equal("Closed", closed.OrderStatus);
    }
}
