using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Tests.Notifications;

/// <summary>Each row is a callback somebody might send. None is trusted, none throws, and the reason names the cause.</summary>
public sealed class HostileCallbacks
{
    private static readonly RSA Stranger = RSA.Create(2048);
    private static readonly byte[] Genuine = new Notice().Bytes();
    private static readonly string Form = new Notice().Form();

    private static readonly Dictionary<string, (VerificationFailureReason Reason, Func<byte[]> Body)> All = new(StringComparer.Ordinal)
    {
        ["empty"] = (VerificationFailureReason.MissingHeader, () => []),
        ["only separators"] = (VerificationFailureReason.MissingHeader, () => "&&&&"u8.ToArray()),
        ["an equals sign"] = (VerificationFailureReason.MalformedBody, () => "="u8.ToArray()),
        ["JSON"] = (VerificationFailureReason.MalformedBody, () => """{"trade_status":"TRADE_SUCCESS"}"""u8.ToArray()),
        ["deep JSON"] = (VerificationFailureReason.MalformedBody, () => Encoding.ASCII.GetBytes(new string('[', 50_000))),
        ["XML"] = (VerificationFailureReason.MalformedBody, () => "<xml><return_code>SUCCESS</return_code></xml>"u8.ToArray()),
        ["binary"] = (VerificationFailureReason.MalformedBody, () => [0, 1, 2, 255, 254, 253]),
        ["multipart"] = (VerificationFailureReason.MalformedBody, () => "--x\r\nContent-Disposition: form-data; name=\"sign\"\r\n\r\nx\r\n--x--"u8.ToArray()),
        ["byte order mark"] = (VerificationFailureReason.MalformedBody, () => [0xEF, 0xBB, 0xBF, .. Genuine]),
        ["UTF-16"] = (VerificationFailureReason.MalformedBody, () => Encoding.Unicode.GetBytes(Form)),
        ["encoded twice"] = (VerificationFailureReason.MalformedBody, () => Encoding.ASCII.GetBytes(Uri.EscapeDataString(Form))),
        ["decoded before it came"] = (VerificationFailureReason.MalformedBody, () => Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Form))),
        ["broken escape"] = (VerificationFailureReason.MalformedBody, () => Changed("subject=", "subject=%zz")),
        ["escape cut at the end"] = (VerificationFailureReason.MalformedBody, () => [.. Genuine, .. "&x=%4"u8]),
        ["lone surrogate"] = (VerificationFailureReason.MalformedBody, () => Changed("subject=", "subject=%ED%A0%80")),
        ["overlong zero"] = (VerificationFailureReason.MalformedBody, () => Changed("subject=", "subject=%C0%80")),
        ["zero in a name"] = (VerificationFailureReason.MalformedBody, () => Changed("subject=", "sub%00ject=")),
        ["too many fields"] = (VerificationFailureReason.MalformedBody, () => Encoding.ASCII.GetBytes(string.Join('&', Enumerable.Range(0, 5_000).Select(static i => $"f{i}=1")))),
        ["10 MB"] = (VerificationFailureReason.BodyTooLarge, () => new byte[10_000_000]),
        ["64 KiB and one byte"] = (VerificationFailureReason.BodyTooLarge, () => new byte[65_537]),
        ["signature missing"] = (VerificationFailureReason.MissingHeader, () => Encoding.ASCII.GetBytes(Form[..Form.LastIndexOf("&sign=", StringComparison.Ordinal)])),
        ["signature empty"] = (VerificationFailureReason.MissingHeader, () => new Notice().Bytes("")),
        ["signature type missing"] = (VerificationFailureReason.MissingHeader, () => Notice.With(("sign_type", null)).Bytes()),
        ["signature type empty"] = (VerificationFailureReason.MissingHeader, () => Notice.With(("sign_type", "")).Bytes()),
        ["signature type RSA"] = (VerificationFailureReason.MalformedHeader, () => Notice.With(("sign_type", "RSA")).Bytes()),
        ["signature type none"] = (VerificationFailureReason.MalformedHeader, () => Notice.With(("sign_type", "none")).Bytes()),
        ["signature is no Base64"] = (VerificationFailureReason.MalformedHeader, () => new Notice().Bytes("!!!!")),
        ["signature is enormous"] = (VerificationFailureReason.MalformedHeader, () => new Notice().Bytes(new string('A', 20_000))),
        ["signature too short"] = (VerificationFailureReason.BodyChanged, () => new Notice().Bytes("AAAA")),
        ["signature of zeros"] = (VerificationFailureReason.BodyChanged, () => new Notice().Bytes(Convert.ToBase64String(new byte[256]))),
        ["signature of a stranger"] = (VerificationFailureReason.BodyChanged, () => new Notice().Bytes(new Notice().Signature(Stranger))),
        ["signature by the application's own key"] = (VerificationFailureReason.BodyChanged, () => SignedByApp()),
        ["signature of another callback"] = (VerificationFailureReason.BodyChanged, () => new Notice().Bytes(Notice.With(("notify_id", "other")).Signature())),
        ["a probe that cannot verify"] = (VerificationFailureReason.BodyChanged, () => new Notice().Bytes("WECHATPAY/SIGNTEST/x")),
        ["signature twice"] = (VerificationFailureReason.DuplicateHeader, () => [.. Genuine, .. "&sign=AAAA"u8]),
        ["amount twice"] = (VerificationFailureReason.DuplicateHeader, () => [.. Genuine, .. "&total_amount=0.01"u8]),
        ["amount twice under an escape"] = (VerificationFailureReason.DuplicateHeader, () => [.. Genuine, .. "&total%5Famount=0.01"u8]),
        ["empty field twice"] = (VerificationFailureReason.DuplicateHeader, () => [.. Genuine, .. "&body&body="u8]),
        ["amount changed"] = (VerificationFailureReason.BodyChanged, () => Changed("total_amount=88%2E00", "total_amount=88%2E01")),
        ["order changed"] = (VerificationFailureReason.BodyChanged, () => Changed("F101", "F102")),
        ["status changed"] = (VerificationFailureReason.BodyChanged, () => Changed("TRADE%5FSUCCESS", "TRADE%5FCLOSED")),
        ["field added"] = (VerificationFailureReason.BodyChanged, () => [.. Genuine, .. "&refund_fee=88.00"u8]),
        ["field removed"] = (VerificationFailureReason.BodyChanged, () => Changed("point_amount=0%2E00&", "")),
        ["address's parameters mixed in"] = (VerificationFailureReason.BodyChanged, () => [.. "account=alipay-main&"u8, .. Genuine]),
        ["spaces as they are"] = (VerificationFailureReason.BodyChanged, () => Changed("+%2B+", "%2B")),
        ["another application"] = (VerificationFailureReason.WrongApplication, () => Notice.With(("app_id", "2021000000000002")).Bytes()),
        ["application missing"] = (VerificationFailureReason.MissingHeader, () => Notice.With(("app_id", null)).Bytes()),
        ["another merchant"] = (VerificationFailureReason.WrongMerchant, () => Notice.With(("seller_id", "2088000000000002")).Bytes()),
        ["merchant missing"] = (VerificationFailureReason.MissingHeader, () => Notice.With(("seller_id", null)).Bytes()),
        ["id missing"] = (VerificationFailureReason.MissingHeader, () => Notice.With(("notify_id", null)).Bytes()),
        ["time missing"] = (VerificationFailureReason.MissingHeader, () => Notice.With(("notify_time", null)).Bytes()),
        ["time is nonsense"] = (VerificationFailureReason.MalformedHeader, () => Notice.With(("notify_time", "yesterday")).Bytes()),
        ["two days old"] = (VerificationFailureReason.ClockSkew, () => Notice.With(("notify_time", "2026-03-02 13:06:00")).Bytes()),
        ["ten minutes ahead"] = (VerificationFailureReason.ClockSkew, () => Notice.With(("notify_time", "2026-03-04 13:16:08")).Bytes()),
        ["order missing"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("out_trade_no", null)).Bytes()),
        ["order too long"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("out_trade_no", new string('A', 200))).Bytes()),
        ["order with a line break"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("out_trade_no", "A\nB")).Bytes()),
        ["amount missing"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("total_amount", null)).Bytes()),
        ["amount with three decimals"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("total_amount", "88.000")).Bytes()),
        ["amount with an exponent"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("total_amount", "88e0")).Bytes()),
        ["amount negative"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("total_amount", "-88.00")).Bytes()),
        ["amount of nothing"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("total_amount", "0.00")).Bytes()),
        ["amount in full-width digits"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("total_amount", "８８.00")).Bytes()),
        ["amount overflowing"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("total_amount", new string('9', 30))).Bytes()),
        ["refund sum is nonsense"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("refund_fee", "all")).Bytes()),
        ["state missing"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("trade_status", null)).Bytes()),
        ["state of another spelling"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("trade_status", "trade_success")).Bytes()),
        ["transaction missing"] = (VerificationFailureReason.MalformedBody, () => Notice.With(("trade_no", null)).Bytes()),
    };

    public static TheoryData<string> Rows => [.. All.Keys];

    [Fact]
    public void There_are_at_least_forty() => Assert.True(All.Count >= 40);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Is_refused(string row)
    {
        using var harness = new AlipayHarness();
        var (reason, body) = All[row];

        var reading = await harness.Channel.ReadNotificationAsync(Notice.Request(body()), Token);
        var failure = Assert.IsType<NotificationReading.Refused>(reading).Failure;

        Assert.Equal(reason, failure.Reason);
        Assert.DoesNotContain("2088900000000007", failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("159****5620", failure.Detail, StringComparison.Ordinal);
        Assert.Empty(harness.Gateway.Requests);
    }

    [Fact]
    public async Task A_cut_body_is_refused()
    {
        using var harness = new AlipayHarness();
        var reading = await harness.Channel.ReadNotificationAsync(Notice.Request(Genuine, isTruncated: true), Token);

        Assert.Equal(VerificationFailureReason.BodyTooLarge, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
    }

    [Fact]
    public async Task Both_times_are_in_the_words_of_a_clock_that_is_off()
    {
        using var harness = new AlipayHarness();
        var reading = await harness.Channel.ReadNotificationAsync(Notice.Request(Notice.With(("notify_time", "2026-03-04 13:16:08")).Bytes()), Token);
        var detail = Assert.IsType<NotificationReading.Refused>(reading).Failure.Detail;

        Assert.Contains("2026-03-04 13:16:08+08:00", detail, StringComparison.Ordinal);
        Assert.Contains("2026-03-04 13:06:07+08:00", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_byte_changed_is_noticed()
    {
        using var harness = new AlipayHarness();
        var random = new Random(20260304);
        for (var i = 0; i < 2_000; i++)
        {
            var body = (byte[])Genuine.Clone();
            var at = random.Next(body.Length);
            body[at] ^= (byte)(1 << random.Next(8));
            var reading = await harness.Channel.ReadNotificationAsync(Notice.Request(body), Token);

            // Upper or lower case of an escape's hex digit, and the two spellings of the names' case, are the only changes without a meaning.
            Assert.True(reading is NotificationReading.Refused || SameMeaning(body), $"byte {at}, round {i}");
        }
    }

    private static bool SameMeaning(byte[] body) =>
        Uri.UnescapeDataString(Encoding.ASCII.GetString(body)) == Uri.UnescapeDataString(Encoding.ASCII.GetString(Genuine));

    private static byte[] Changed(string from, string to)
    {
        Assert.Contains(from, Form, StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(Form.Replace(from, to, StringComparison.Ordinal));
    }

    private static byte[] SignedByApp()
    {
        using var app = FakeGateway.Load("app");
        return new Notice().Bytes(new Notice().Signature(app));
    }
}
