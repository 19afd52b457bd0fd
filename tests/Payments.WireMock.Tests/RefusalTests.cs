using System.Net;
using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>
/// Refusals that neither channel signs: WeChat Pay's 4xx with a code of its own (its own clients verify 2xx only), and those of Alipay's gateway,
/// which does not know whom to sign for.
/// </summary>
public sealed class RefusalTests(SickChannels channels)
{
    [Theory]
    [InlineData("wechat-refused", PaymentErrorCodes.ChannelRejected, "PARAM_ERROR")]
    [InlineData("alipay-refused", PaymentErrorCodes.ChannelAccountUnable, "isv.invalid-signature")]
    public async Task A_definite_refusal_ends_the_order_and_is_told_again_without_asking_again(string account, string code, string channelCode)
    {
        var subject = SickChannels.NewSubject(account);
        var created = await channels.Merchant.CreateAsync(account, subject);
        var repeated = await channels.Merchant.CreateAsync(account, subject);

        foreach (var reply in (Reply[])[created, repeated])
        {
            reply.Has(HttpStatusCode.UnprocessableEntity);
            Assert.Equal(code, reply.Code);
            Assert.Equal(channelCode, (string?)reply.Body["channelCode"]);
            Assert.Equal("Failed", reply.OrderStatus);
            Assert.Equal("Failed", reply.AttemptStatus);
        }

        Assert.Single(await channels.Journal.CreatesOfAsync(subject));
    }

    [Theory]
    [InlineData("wechat-throttled")]
    [InlineData("alipay-throttled")]
    public async Task A_channel_that_takes_no_more_calls_leaves_an_attempt_that_may_be_sent_again(string account)
    {
        var subject = SickChannels.NewSubject(account);
        var created = await channels.Merchant.CreateAsync(account, subject);
        var repeated = await channels.Merchant.CreateAsync(account, subject);

        foreach (var reply in (Reply[])[created, repeated])
        {
            reply.Has(HttpStatusCode.ServiceUnavailable);
            Assert.Equal(PaymentErrorCodes.ChannelThrottled, reply.Code);
            Assert.Equal("Created", reply.OrderStatus);
            Assert.Equal("Created", reply.AttemptStatus);
        }

        var arrivals = await channels.Journal.CreatesOfAsync(subject);
        Assert.Equal(2, arrivals.Count);
        Assert.All(arrivals, arrival => Assert.Equal(created.AttemptNo, arrival.OutTradeNo));
    }

    [Theory]
    [InlineData("wechat-never-arrived")]
    [InlineData("alipay-never-arrived")]
    public async Task Law03_not_found_and_an_unsigned_close_do_not_close_an_unknown_order(string account)
    {
        var created = await channels.Merchant.CreateAsync(account, SickChannels.NewSubject(account));
        UnknownLife.IsUnknown(created);

        UnknownLife.IsUnknown(await channels.Merchant.CloseAsync(created.OrderNo));

        UnknownLife.IsUnknown(await channels.Merchant.GetAsync(created.OrderNo), HttpStatusCode.OK);
    }
}
