using System.Text;
using Payments.Channels;
using Payments.Fuzz.Cases;
using Payments.Fuzz.Genuine;

namespace Payments.Fuzz.Tests;

/// <summary>What fuzzing found, each by its name.</summary>
public sealed class FoundByFuzzingTests : IDisposable
{
    private const string ApiV3Key = "fuzz0123456789fuzz0123456789fuzz";

    private readonly FuzzWorld _world = new();
    private readonly AlipayPlatform _alipay = new(FixedKeys.Read("alipay-platform.pem"));
    private readonly WeChatPlatform _weChat = new(FixedKeys.Read("wechat-platform.pem"), ApiV3Key);

    /// <summary>The text Alipay signs joins fields without escapes: a neighbour's value can swallow a field under the same signature.</summary>
    [Theory]
    [InlineData("gmt_payment", "gmt_refund")]
    [InlineData("receipt_amount", "refund_fee")]
    [InlineData("buyer_id", "buyer_logon_id")]
    [InlineData("gmt_payment", "invoice_amount")]
    public async Task A_field_hidden_in_its_neighbour_s_value_is_refused(string neighbour, string hidden)
    {
        var genuine = AlipaySpecimen.All.First(specimen => specimen.Fields.Any(field => field.Name == hidden && (hidden != "invoice_amount" || specimen.Fields.All(other => other.Name != "gmt_refund"))));
        var signed = _alipay.Signed([.. genuine.Fields]);
        var value = signed.Find(field => field.Name == hidden).Value;
        var forged = signed.FindAll(field => field.Name != hidden).ConvertAll(field => field.Name == neighbour ? field with { Value = $"{field.Value}&{hidden}={value}" } : field);
        Assert.Equal(AlipayPlatform.Message(signed, keepsType: false), AlipayPlatform.Message(forged, keepsType: false));

        Assert.IsType<NotificationReading.Verified>(await ReadAlipayAsync(signed));
        Assert.Equal(VerificationFailureReason.MalformedBody, Refusal(await ReadAlipayAsync(forged)));
    }

    /// <summary>A subject of the payer's choice, taken apart, could name another amount under the genuine signature.</summary>
    [Fact]
    public async Task A_value_that_speaks_of_other_fields_becomes_none_of_them()
    {
        var genuine = AlipaySpecimen.All.Single(specimen => specimen.IsAmbiguous);
        var signed = _alipay.Signed([.. genuine.Fields]);
        var forged = signed.FindAll(field => field.Name is not ("subject" or "total_amount" or "trade_no"));
        forged.AddRange([new("subject", "tea"), new("total_amount", "88888.00"), new("trade_no", "1&total_amount=88.88&trade_no=2026030522001473031411000001")]);
        Assert.Equal(AlipayPlatform.Message(signed, keepsType: false), AlipayPlatform.Message(forged, keepsType: false));

        Assert.Equal(VerificationFailureReason.MalformedBody, Refusal(await ReadAlipayAsync(forged)));
        Assert.Equal(VerificationFailureReason.MalformedBody, Refusal(await ReadAlipayAsync(signed)));
    }

    [Theory]
    [InlineData("notify_time")]
    [InlineData("gmt_payment")]
    public async Task A_time_before_the_calendar_does_not_throw(string field)
    {
        var fields = AlipaySpecimen.All[0].Fields.Select(each => each.Name == field ? each with { Value = "0001-01-01 00:00:00" } : each).ToList();

        var reading = await ReadAlipayAsync(_alipay.Signed(fields));

        Assert.True(field == "gmt_payment" ? reading is NotificationReading.Verified : reading is NotificationReading.Refused);
    }

    [Fact]
    public async Task Content_that_is_no_utf8_is_refused()
    {
        var content = Encoding.UTF8.GetBytes(WeChatSpecimen.All[0].Plaintext);
        content[content.AsSpan().IndexOf("支"u8)] = 0xFF;

        Assert.Equal(VerificationFailureReason.MalformedBody, Refusal(await ReadWeChatAsync(content)));
    }

    /// <summary>Without a zone it would be this machine's time.</summary>
    [Theory]
    [InlineData("2026-03-05T13:29:35")]
    [InlineData("2026-03-05T13:29")]
    [InlineData("2026-03-05")]
    public async Task A_time_without_a_zone_is_refused(string time)
    {
        var content = WeChatSpecimen.All[0].Plaintext.Replace("2026-03-05T13:29:35+08:00", time, StringComparison.Ordinal);

        Assert.Equal(VerificationFailureReason.MalformedBody, Refusal(await ReadWeChatAsync(Encoding.UTF8.GetBytes(content))));
    }

    [Theory]
    [InlineData("2026-03-05T13:29:35+08:00")]
    [InlineData("2026-03-05T13:29:35.123+08:00")]
    [InlineData("2026-03-05T05:29:35Z")]
    [InlineData("2026-03-05T13:29:35\\u002B08:00")]
    public async Task A_time_with_its_zone_is_read(string time)
    {
        var content = WeChatSpecimen.All[0].Plaintext.Replace("2026-03-05T13:29:35+08:00", time, StringComparison.Ordinal);

        var verified = Assert.IsType<NotificationReading.Verified>(await ReadWeChatAsync(Encoding.UTF8.GetBytes(content)));
        var paidAt = Assert.IsType<ChannelNotification.Payment>(verified.Notification).Value.PaidAt!.Value;
        Assert.Equal(new DateTimeOffset(2026, 3, 5, 5, 29, 35, TimeSpan.Zero), paidAt.AddTicks(-(paidAt.Ticks % TimeSpan.TicksPerSecond)));
    }

    public void Dispose() => _world.Dispose();

    private static VerificationFailureReason Refusal(NotificationReading reading) => Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason;

    private ValueTask<NotificationReading> ReadAlipayAsync(List<Field> fields) => ReadAsync("alipay", AlipayPlatform.Send(FormText.Write(fields)));

    private ValueTask<NotificationReading> ReadWeChatAsync(byte[] content)
    {
        var specimen = WeChatSpecimen.All[0];
        var ciphertext = _weChat.Seal(content, Encoding.ASCII.GetBytes(specimen.Nonce), Encoding.ASCII.GetBytes(specimen.AssociatedData));
        return ReadAsync("wechat", _weChat.Send(Encoding.UTF8.GetBytes(specimen.EnvelopeOf(ciphertext)), FuzzTarget.Now, "nonce0123456789"));
    }

    private ValueTask<NotificationReading> ReadAsync(string target, Callback callback) =>
        _world.Targets.First(each => each.Name == target).Channel.ReadNotificationAsync(callback.ToRequest(FuzzTarget.Now), TestContext.Current.CancellationToken);
}
