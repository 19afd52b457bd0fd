using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>The connection breaks after the call was sent.</summary>
public sealed class BrokenConnectionTests(SickChannels channels)
{
    [Theory]
    [InlineData("wechat-connection-reset")]
    [InlineData("alipay-connection-reset")]
    [InlineData("wechat-empty-response")]
    [InlineData("alipay-empty-response")]
    [InlineData("wechat-malformed-chunk")]
    [InlineData("alipay-malformed-chunk")]
    [InlineData("wechat-random-data")]
    [InlineData("alipay-random-data")]
    public Task Law03_a_broken_connection_is_unknown(string account) =>
        UnknownLife.LiveAsync(channels, channels.Merchant, account, PaymentErrorCodes.ChannelNoAnswer, "the connection ");
}
