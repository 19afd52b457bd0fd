using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>Alone, because it measures what the whole process allocates.</summary>
[CollectionDefinition(nameof(HugeAnswerTests), DisableParallelization = true)]
public sealed class Alone;

/// <summary>The answer is 20 MB long and does not say so beforehand.</summary>
[Collection(nameof(HugeAnswerTests))]
public sealed class HugeAnswerTests(SickChannels channels)
{
    // Three calls that read at most 1 MB each, with growing buffers; one unbounded read would be 20 MB and more.
    private const long MostBytes = 16_000_000;

    [Theory]
    [InlineData("wechat-huge", PaymentErrorCodes.ChannelProtocol, "longer than")]
    [InlineData("alipay-huge", PaymentErrorCodes.ChannelNoAnswer, "larger than any genuine one")]
    public async Task Law03_a_huge_answer_is_read_to_its_limit_and_is_unknown(string account, string code, string words)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await UnknownLife.LiveAsync(channels, channels.Merchant, account, code, words);

        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Assert.True(allocated < MostBytes, $"{allocated} bytes were allocated.");
    }
}
