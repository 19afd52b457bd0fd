using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>Somebody answers in the channel's place and says what the merchant would like to hear.</summary>
public sealed class ForgedAnswerTests(SickChannels channels)
{
    [Theory]
    [InlineData("wechat-forged-unsigned", "(Unsigned)")]
    [InlineData("alipay-forged-unsigned", "(Unsigned)")]
    [InlineData("wechat-forged-signature", "(BodyChanged)")]
    [InlineData("alipay-forged-signature", "(BodyChanged)")]
    public Task Law02_a_forged_success_is_neither_a_next_action_nor_a_payment(string account, string words) =>
        UnknownLife.LiveAsync(channels, channels.Merchant, account, PaymentErrorCodes.ChannelProtocol, words);
}
