using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>The engine's own limit strikes before the account's.</summary>
public sealed class EngineTimeoutTests(SickChannels channels)
{
    [Theory]
    [InlineData("wechat-slow")]
    [InlineData("alipay-slow")]
    public Task Law03_a_call_beyond_the_engines_time_is_unknown(string account) =>
        UnknownLife.LiveAsync(channels, channels.Hurried, account, PaymentErrorCodes.ChannelNoAnswer, "within 1 s");
}
