using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;
using Reason = Payments.Channels.VerificationFailureReason;

namespace Payments.Channels.WeChat.Tests;

/// <summary>Callbacks nobody should believe: each is refused for the right reason, without an exception, without a call to WeChat Pay.</summary>
public sealed class HostileCallbackTests
{
    private static readonly DateTimeOffset Now = TestAccount.Start;

    private static readonly Dictionary<string, (Reason Reason, Func<NotificationRequest> Make)> Rows = new(StringComparer.Ordinal)
    {
        ["signature missing"] = (Reason.MissingHeader, () => Without("Wechatpay-Signature")),
        ["timestamp missing"] = (Reason.MissingHeader, () => Without("Wechatpay-Timestamp")),
        ["nonce missing"] = (Reason.MissingHeader, () => Without("Wechatpay-Nonce")),
        ["serial missing"] = (Reason.MissingHeader, () => Without("Wechatpay-Serial")),
        ["no header at all"] = (Reason.MissingHeader, () => new NotificationRequest(Bytes(Good()), [], Now)),
        ["signature empty"] = (Reason.MissingHeader, () => With("Wechatpay-Signature", "")),
        ["timestamp empty"] = (Reason.MissingHeader, () => With("Wechatpay-Timestamp", "")),
        ["nonce empty"] = (Reason.MissingHeader, () => With("Wechatpay-Nonce", "")),
        ["serial empty"] = (Reason.MissingHeader, () => With("Wechatpay-Serial", "")),
        ["signature twice"] = (Reason.DuplicateHeader, () => Twice("Wechatpay-Signature")),
        ["timestamp twice"] = (Reason.DuplicateHeader, () => Twice("Wechatpay-Timestamp")),
        ["nonce twice"] = (Reason.DuplicateHeader, () => Twice("Wechatpay-Nonce")),
        ["serial twice"] = (Reason.DuplicateHeader, () => Twice("Wechatpay-Serial")),
        ["serial twice in two spellings"] = (Reason.DuplicateHeader, TwoSpellings),
        ["signature type twice"] = (Reason.DuplicateHeader, () => Twice("Wechatpay-Signature-Type")),
        ["timestamp with a sign"] = (Reason.MalformedHeader, () => With("Wechatpay-Timestamp", "+1735660800")),
        ["timestamp with a point"] = (Reason.MalformedHeader, () => With("Wechatpay-Timestamp", "1735660800.5")),
        ["timestamp in other digits"] = (Reason.MalformedHeader, () => With("Wechatpay-Timestamp", "١٧٣٥٦٦٠٨٠٠")),
        ["timestamp in hex"] = (Reason.MalformedHeader, () => With("Wechatpay-Timestamp", "0x6773EDC0")),
        ["timestamp too large for 64 bits"] = (Reason.MalformedHeader, () => With("Wechatpay-Timestamp", "99999999999999999999999")),
        ["nonce with a line feed"] = (Reason.MalformedHeader, () => With("Wechatpay-Nonce", "abc\ndef")),
        ["nonce of a kilobyte"] = (Reason.MalformedHeader, () => With("Wechatpay-Nonce", new string('n', 1024))),
        ["signature of another kind"] = (Reason.MalformedHeader, () => With("Wechatpay-Signature-Type", "WECHATPAY2-SM2-WITH-SM3")),
        ["signature not Base64"] = (Reason.MalformedHeader, () => With("Wechatpay-Signature", "!!!not-base64!!!")),
        ["signature of one character"] = (Reason.MalformedHeader, () => With("Wechatpay-Signature", "A")),
        ["signature of ten kilobytes"] = (Reason.MalformedHeader, () => With("Wechatpay-Signature", new string('A', 10_240))),
        ["signature too short"] = (Reason.BodyChanged, () => With("Wechatpay-Signature", Convert.ToBase64String(new byte[128]))),
        ["signature of zeros"] = (Reason.BodyChanged, () => With("Wechatpay-Signature", Convert.ToBase64String(new byte[256]))),
        ["signed by a stranger"] = (Reason.BodyChanged, () => WeChatSide.Callback(Good(), Now, TestKeys.Stranger)),
        ["signed by the merchant itself"] = (Reason.BodyChanged, () => WeChatSide.Callback(Good(), Now, TestKeys.Merchant)),
        ["merchant's own serial"] = (Reason.WrongKeyKind, () => WeChatSide.Callback(Good(), Now, TestKeys.Merchant, WeChatSide.MerchantSerial)),
        ["unknown public key id"] = (Reason.UnknownSerial, () => WeChatSide.Callback(Good(), Now, serial: "PUB_KEY_ID_9")),
        ["unknown certificate"] = (Reason.UnknownSerial, () => WeChatSide.Callback(Good(), Now, serial: WeChatSide.CertificateSerial)),
        ["serial of markup"] = (Reason.UnknownSerial, () => WeChatSide.Callback(Good(), Now, serial: "<script>alert(1)</script>")),
        ["probe"] = (Reason.SignatureProbe, () => With("Wechatpay-Signature", "WECHATPAY/SIGNTEST/BROKEN")),
        ["probe with a whole signature"] = (Reason.SignatureProbe, () => With("Wechatpay-Signature", "WECHATPAY/SIGNTEST/" + Convert.ToBase64String(new byte[256]))),
        ["five minutes old"] = (Reason.ClockSkew, () => At(TimeSpan.FromSeconds(-300))),
        ["a day old: replay"] = (Reason.ClockSkew, () => At(TimeSpan.FromDays(-1))),
        ["five minutes ahead"] = (Reason.ClockSkew, () => At(TimeSpan.FromSeconds(300))),
        ["year 33658"] = (Reason.ClockSkew, () => With("Wechatpay-Timestamp", "999999999999")),
        ["body one byte off"] = (Reason.BodyChanged, () => Changed(body => body[40] ^= 1)),
        ["amount field changed outside"] = (Reason.BodyChanged, () => Rewritten(body => body.Replace("支付成功", "支付失败", StringComparison.Ordinal))),
        ["body written again with spaces"] = (Reason.BodyChanged, () => Rewritten(body => body.Replace("\":\"", "\": \"", StringComparison.Ordinal))),
        ["byte order mark put before"] = (Reason.BodyChanged, () => Rewritten(body => '\uFEFF' + body)),
        ["line feed put behind"] = (Reason.BodyChanged, () => Rewritten(body => body + "\n")),
        ["empty body, old signature"] = (Reason.BodyChanged, () => Rewritten(_ => "")),
        ["cut at the limit"] = (Reason.BodyTooLarge, () => new NotificationRequest(new byte[65_536], Headers(Good()), Now) { IsTruncated = true }),
        ["ten megabytes"] = (Reason.BodyChanged, () => new NotificationRequest(new byte[10 << 20], Headers(Good()), Now)),

        // From here on everything is rightly signed: the content is at fault.
        ["signed: empty"] = (Reason.MalformedBody, () => Signed("")),
        ["signed: not JSON"] = (Reason.MalformedBody, () => Signed("mchid=1&x=2")),
        ["signed: an array"] = (Reason.MalformedBody, () => Signed("[1,2]")),
        ["signed: null"] = (Reason.MalformedBody, () => Signed("null")),
        ["signed: byte order mark"] = (Reason.MalformedBody, () => Signed('\uFEFF' + Good())),
        ["signed: trailing garbage"] = (Reason.MalformedBody, () => Signed(Good() + "{}")),
        ["signed: cut"] = (Reason.MalformedBody, () => Signed(Good()[..^20])),
        ["signed: deep JSON"] = (Reason.MalformedBody, () => Signed($$"""{"id":"EV-1","event_type":"X","x":{{new string('[', 5000)}}{{new string(']', 5000)}} }""")),
        ["signed: not UTF-8"] = (Reason.MalformedBody, () => SignedBytes([.. """{"id":"EV-"""u8, 0xC3, 0x28, .. "\",\"event_type\":\"X\"}"u8])),
        ["signed: lone surrogate in the id"] = (Reason.MalformedBody, () => Signed("""{"id":"EV-\ud800","event_type":"X"}""")),
        ["signed: lone surrogate in the ciphertext"] = (Reason.MalformedBody, () => Signed("""{"id":"EV-1","event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM","ciphertext":"\ud800","nonce":"fdasflkja484","associated_data":""}}""")),
        ["signed: id twice"] = (Reason.MalformedBody, () => Signed(Good().Replace("\"create_time\"", "\"id\":\"EV-2\",\"create_time\"", StringComparison.Ordinal))),
        ["signed: id twice, once escaped"] = (Reason.MalformedBody, () => Signed(Good().Replace("\"create_time\"", "\"\\u0069d\":\"EV-2\",\"create_time\"", StringComparison.Ordinal))),
        ["signed: resource twice"] = (Reason.MalformedBody, () => Signed(Good().Replace("\"summary\"", "\"resource\":{},\"summary\"", StringComparison.Ordinal))),
        ["signed: id missing"] = (Reason.MalformedBody, () => Signed("""{"event_type":"X"}""")),
        ["signed: id a number"] = (Reason.MalformedBody, () => Signed("""{"id":7,"event_type":"X"}""")),
        ["signed: id of a kilobyte"] = (Reason.MalformedBody, () => Signed($$"""{"id":"{{new string('e', 1024)}}","event_type":"X"}""")),
        ["signed: payment without resource"] = (Reason.MalformedBody, () => Signed("""{"id":"EV-1","event_type":"TRANSACTION.SUCCESS"}""")),
        ["signed: resource a text"] = (Reason.MalformedBody, () => Signed("""{"id":"EV-1","event_type":"TRANSACTION.SUCCESS","resource":"x"}""")),
        ["signed: other algorithm"] = (Reason.MalformedBody, () => Signed(Good().Replace("AEAD_AES_256_GCM", "AEAD_SM4_GCM", StringComparison.Ordinal))),
        ["signed: ciphertext not Base64"] = (Reason.MalformedBody, () => Signed(Good().Replace("\"ciphertext\":\"", "\"ciphertext\":\"***", StringComparison.Ordinal))),
        ["signed: ciphertext empty"] = (Reason.DecryptionFailed, () => Signed("""{"id":"EV-1","event_type":"TRANSACTION.SUCCESS","resource":{"algorithm":"AEAD_AES_256_GCM","ciphertext":"","nonce":"fdasflkja484","associated_data":"transaction"}}""")),
        ["signed: GCM tag flipped"] = (Reason.DecryptionFailed, () => Signed(FlippedTag())),
        ["signed: associated data emptied"] = (Reason.DecryptionFailed, () => Signed(Good().Replace("\"associated_data\":\"transaction\"", "\"associated_data\":\"\"", StringComparison.Ordinal))),
        ["signed: nonce of eleven bytes"] = (Reason.DecryptionFailed, () => Signed(Good().Replace("fdasflkja484", "fdasflkja48", StringComparison.Ordinal))),
        ["signed: nonce missing"] = (Reason.DecryptionFailed, () => Signed(Good().Replace(",\"nonce\":\"fdasflkja484\"", "", StringComparison.Ordinal))),
        ["signed: another merchant's key"] = (Reason.DecryptionFailed, OtherMerchantsKey),
        ["sealed: not JSON"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope("hello"))),
        ["sealed: amount a fraction"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(total: "1.5")))),
        ["sealed: amount a text"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(total: "\"100\"")))),
        ["sealed: amount beyond 64 bits"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(total: "99999999999999999999")))),
        ["sealed: amount negative"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(total: "-100")))),
        ["sealed: currency unknown"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(currency: "QQQ")))),
        ["sealed: paid without an amount"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope("""{"mchid":"1900000001","appid":"wx8888888888888888","out_trade_no":"A","transaction_id":"4","trade_state":"SUCCESS"}"""))),
        ["sealed: amount twice"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(more: ",\"amount\":{\"total\":1}")))),
        ["sealed: number twice"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(more: ",\"out_trade_no\":\"B\"")))),
        ["sealed: other merchant"] = (Reason.WrongMerchant, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(mchId: "1900000002")))),
        ["sealed: merchant missing"] = (Reason.WrongMerchant, () => Signed(WeChatSide.Envelope(WeChatSide.Payment().Replace("mchid", "mchid2", StringComparison.Ordinal)))),
        ["sealed: other application"] = (Reason.WrongApplication, () => Signed(WeChatSide.Envelope(WeChatSide.Payment(appId: "wx0000000000000000")))),
        ["sealed: other merchant's refund"] = (Reason.WrongMerchant, () => Signed(WeChatSide.Envelope(WeChatSide.Refund(mchId: "1900000002"), "REFUND.SUCCESS"))),
        ["sealed: refund without a state"] = (Reason.MalformedBody, () => Signed(WeChatSide.Envelope(WeChatSide.Refund().Replace("refund_status", "status", StringComparison.Ordinal), "REFUND.SUCCESS"))),
    };

    public static TheoryData<string> Names => [.. Rows.Keys];

    [Fact]
    public void There_are_forty_rows_and_more() => Assert.True(Rows.Count >= 40);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused(string name)
    {
        using var account = new TestAccount();
        var (reason, make) = Rows[name];

        var reading = await account.Channel.ReadNotificationAsync(make(), Ct.Token);

        var failure = Assert.IsType<NotificationReading.Refused>(reading).Failure;
        Assert.Equal(reason, failure.Reason);
        Assert.NotEmpty(failure.Detail);
        Assert.DoesNotContain("oUpF8uMuAJO", failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(WeChatSide.ApiV3Key, failure.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", failure.Detail, StringComparison.Ordinal);
        Assert.Empty(account.WeChat.Sent);
    }

    [Fact]
    public async Task A_skew_names_both_clocks()
    {
        using var account = new TestAccount();

        var reading = await account.Channel.ReadNotificationAsync(At(TimeSpan.FromSeconds(-300)), Ct.Token);

        var detail = Assert.IsType<NotificationReading.Refused>(reading).Failure.Detail;
        Assert.Contains("2024-12-31T15:55:00Z", detail, StringComparison.Ordinal);
        Assert.Contains("2024-12-31T16:00:00Z", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-299)]
    [InlineData(299)]
    public async Task One_second_inside_the_window_is_taken(int seconds)
    {
        using var account = new TestAccount();

        Assert.IsType<NotificationReading.Verified>(await account.Channel.ReadNotificationAsync(At(TimeSpan.FromSeconds(seconds)), Ct.Token));
    }

    /// <summary>Whatever one does to a genuine callback, it is read or refused, never thrown at the host.</summary>
    [Fact]
    public async Task Twenty_thousand_mutations_never_throw()
    {
        using var account = new TestAccount();
        var random = new Random(20250101);
        var good = Bytes(Good());
        for (var i = 0; i < 20_000; i++)
        {
            var body = (byte[])good.Clone();
            for (var j = random.Next(1, 6); j > 0; j--)
            {
                body[random.Next(body.Length)] = (byte)random.Next(256);
            }

            // Every tenth is signed again, so that the readers behind the signature are reached too.
            var headers = i % 10 == 0 ? WeChatSide.Headers(body, Now) : Headers(Good());
            var reading = await account.Channel.ReadNotificationAsync(new NotificationRequest(body, headers, Now), Ct.Token);
            if (i % 10 != 0 && !body.AsSpan().SequenceEqual(good))
            {
                Assert.IsType<NotificationReading.Refused>(reading);
            }
        }
    }

    private static readonly Lazy<Dictionary<string, StringValues>> GoodHeaders = new(() => WeChatSide.Headers(Bytes(Good()), Now));
    private static readonly Lazy<string> GoodBody = new(() => WeChatSide.Envelope(WeChatSide.Payment()));

    private static string Good() => GoodBody.Value;

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static Dictionary<string, StringValues> Headers(string body) =>
        body == Good() ? new(GoodHeaders.Value, StringComparer.Ordinal) : WeChatSide.Headers(Bytes(body), Now);

    private static NotificationRequest Without(string name)
    {
        var headers = Headers(Good());
        headers.Remove(name);
        return new NotificationRequest(Bytes(Good()), headers, Now);
    }

    private static NotificationRequest With(string name, string value)
    {
        var headers = Headers(Good());
        headers[name] = value;
        return new NotificationRequest(Bytes(Good()), headers, Now);
    }

    private static NotificationRequest Twice(string name)
    {
        var headers = Headers(Good());
        headers[name] = new StringValues([headers[name]!, headers[name]!]);
        return new NotificationRequest(Bytes(Good()), headers, Now);
    }

    private static NotificationRequest TwoSpellings()
    {
        var headers = Headers(Good());
        headers["wechatpay-serial"] = WeChatSide.PublicKeyId;
        return new NotificationRequest(Bytes(Good()), headers, Now);
    }

    private static NotificationRequest At(TimeSpan offset)
    {
        var body = Bytes(Good());
        return new NotificationRequest(body, WeChatSide.Headers(body, Now + offset), Now);
    }

    private static NotificationRequest Changed(Action<byte[]> change)
    {
        var body = Bytes(Good());
        change(body);
        return new NotificationRequest(body, Headers(Good()), Now);
    }

    private static NotificationRequest Rewritten(Func<string, string> rewrite) => new(Bytes(rewrite(Good())), Headers(Good()), Now);

    private static NotificationRequest Signed(string body) => SignedBytes(Bytes(body));

    private static NotificationRequest SignedBytes(byte[] body) => new(body, WeChatSide.Headers(body, Now), Now);

    private static string FlippedTag()
    {
        var sealedData = WeChatSide.Seal(WeChatSide.Payment());
        var bytes = Convert.FromBase64String(sealedData);
        bytes[^1] ^= 1;
        return Good().Replace(sealedData, Convert.ToBase64String(bytes), StringComparison.Ordinal);
    }

    private static NotificationRequest OtherMerchantsKey()
    {
        var ours = WeChatSide.Seal(WeChatSide.Payment());
        var theirs = WeChatSide.Seal(WeChatSide.Payment(), apiV3Key: "ffffffffffffffffffffffffffffffff");
        return Signed(Good().Replace(ours, theirs, StringComparison.Ordinal));
    }
}
