using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>The answer is late.</summary>
public sealed class LateAnswerTests(SickChannels channels)
{
    [Theory]
    [InlineData("wechat-slow")]
    [InlineData("alipay-slow")]
    [InlineData("wechat-dribble")]
    [InlineData("alipay-dribble")]
    public Task Law03_a_call_beyond_the_accounts_own_time_is_unknown(string account) =>
        UnknownLife.LiveAsync(channels, channels.Merchant, account, PaymentErrorCodes.ChannelNoAnswer, "no answer came in time");
}
