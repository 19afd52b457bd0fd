using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>Something answers, and it is not the channel, or not in its right mind.</summary>
public sealed class ForeignAnswerTests(SickChannels channels)
{
    [Theory]
    [InlineData("wechat-http-500", "HTTP 500")]
    [InlineData("alipay-http-500", "HTTP status 500")]
    [InlineData("wechat-http-500-refusal", "HTTP 500")]
    [InlineData("alipay-http-500-refusal", "HTTP status 500")]
    [InlineData("wechat-http-502", "HTTP 502")]
    [InlineData("alipay-http-502", "HTTP status 502")]
    [InlineData("wechat-http-503", "HTTP 503")]
    [InlineData("alipay-http-503", "HTTP status 503")]
    [InlineData("wechat-http-429", "HTTP 429")]
    [InlineData("alipay-http-429", "HTTP status 429")]
    [InlineData("wechat-foreign-refusal", "HTTP 403")]
    public Task Law03_an_error_status_that_is_not_the_channels_refusal_is_unknown(string account, string words) =>
        UnknownLife.LiveAsync(channels, channels.Merchant, account, PaymentErrorCodes.ChannelNoAnswer, words);

    [Theory]
    [InlineData("wechat-ok-html", "(Unsigned)")]
    [InlineData("alipay-ok-html", "(MalformedBody)")]
    [InlineData("wechat-ok-empty", "(Unsigned)")]
    [InlineData("alipay-ok-empty", "(MalformedBody)")]
    [InlineData("wechat-ok-truncated", "(Unsigned)")]
    [InlineData("alipay-ok-truncated", "(MalformedBody)")]
    [InlineData("alipay-foreign-refusal", "(Unsigned)")]
    public Task Law03_an_answer_that_is_not_the_channels_is_unknown(string account, string words) =>
        UnknownLife.LiveAsync(channels, channels.Merchant, account, PaymentErrorCodes.ChannelProtocol, words);

    [Theory]
    [InlineData("wechat-redirect-302", "HTTP 302")]
    [InlineData("alipay-redirect-302", "HTTP status 302")]
    [InlineData("wechat-redirect-307", "HTTP 307")]
    [InlineData("alipay-redirect-307", "HTTP status 307")]
    public async Task Law03_a_redirect_is_not_followed_and_is_unknown(string account, string words)
    {
        await UnknownLife.LiveAsync(channels, channels.Merchant, account, PaymentErrorCodes.ChannelNoAnswer, words);

        Assert.Equal(0, await channels.Journal.CountAsync("/elsewhere/.*"));
    }
}
