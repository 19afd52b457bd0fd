using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Payments.EndToEnd.Tests.Support;

namespace Payments.EndToEnd.Tests.Hostile;

public sealed class WeChatHostileCallbackTests(SimulatorFixture simulators) : HostileCallbacks(simulators, "wechat-main", "wechat.native")
{
    private static readonly string[] SignatureHeaders = ["Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature"];

    private static readonly Dictionary<string, (int Status, Action<WeChatForge> Spoil)> Rows = new()
    {
        ["unknown serial"] = (401, forge => forge.Serial = "PUB_KEY_ID_0100000000000000000000000000"),
        ["unknown certificate serial"] = (401, forge => forge.Serial = new string('A', 40)),
        ["serial with a line break"] = (401, forge => forge.Serial = "PUB_KEY_ID_01\t00"),
        ["stale"] = (401, forge => forge.Timestamp = Seconds(-301)),
        ["from the future"] = (401, forge => forge.Timestamp = Seconds(+302)),
        ["time is no number"] = (401, forge => forge.Timestamp = "yesterday"),
        ["time overflows"] = (401, forge => forge.Timestamp = "99999999999999999999999"),
        ["time is negative"] = (401, forge => forge.Timestamp = "-1"),
        ["time in Arabic digits"] = (401, forge => forge.Timestamp = "1e9"),
        ["body one byte off"] = (401, forge => forge.SentBody = body => Flip(body, body.Length / 2)),
        ["body with a line feed more"] = (401, forge => forge.SentBody = body => [.. body, (byte)'\n']),
        ["body written anew"] = (401, forge => forge.SentBody = body => Encoding.UTF8.GetBytes(JsonNode.Parse(body)!.ToJsonString(new() { WriteIndented = true }))),
        ["body cut"] = (401, forge => forge.SentBody = body => body[..^1]),
        ["empty body"] = (401, forge => forge.SentBody = _ => []),
        ["signed by the merchant"] = (401, forge => forge.PrivateKey = ThrowAwayKey.Pem),
        ["signature probe"] = (401, forge => forge.Signature = signature => "WECHATPAY/SIGNTEST/" + signature[19..]),
        ["signature probe with bad padding"] = (401, forge => forge.Signature = _ => "WECHATPAY/SIGNTEST/abc"),
        ["signature is no Base64"] = (401, forge => forge.Signature = _ => "%%%"),
        ["signature too short"] = (401, forge => forge.Signature = _ => "AAAA"),
        ["signature with a space"] = (401, forge => forge.Signature = signature => signature.Insert(10, " ")),
        ["tag flipped"] = (401, forge => forge.Envelope = envelope => FlipCiphertext(envelope, fromEnd: 1)),
        ["ciphertext flipped"] = (401, forge => forge.Envelope = envelope => FlipCiphertext(envelope, fromEnd: 40)),
        ["ciphertext empty"] = (401, forge => forge.Envelope = envelope => envelope["resource"]!["ciphertext"] = ""),
        ["ciphertext shorter than a tag"] = (401, forge => forge.Envelope = envelope => envelope["resource"]!["ciphertext"] = "AAAA"),
        ["ciphertext is no Base64"] = (401, forge => forge.Envelope = envelope => envelope["resource"]!["ciphertext"] = "***"),
        ["nonce changed"] = (401, forge => forge.Envelope = envelope => envelope["resource"]!["nonce"] = "fdasflkja485"),
        ["nonce too long"] = (401, forge => forge.Envelope = envelope => envelope["resource"]!["nonce"] = new string('n', 64)),
        ["associated data emptied"] = (401, forge => forge.Envelope = envelope => envelope["resource"]!["associated_data"] = ""),
        ["sealed for something else"] = (401, forge => forge.SealAssociatedData = "certificate"),
        ["sealed with another key"] = (401, forge => forge.ApiV3Key = new string('x', 32)),
        ["another algorithm"] = (401, forge => forge.Envelope = envelope => envelope["resource"]!["algorithm"] = "AEAD_SM4_GCM"),
        ["no resource"] = (401, forge => forge.Envelope = envelope => envelope.Remove("resource")),
        ["resource is a number"] = (401, forge => forge.Envelope = envelope => envelope["resource"] = 1),
        ["duplicate members outside"] = (401, forge => forge.EnvelopeText = text => text.Insert(1, "\"event_type\":\"REFUND.SUCCESS\",")),
        ["duplicate members inside"] = (401, forge => forge.ContentText = text => text.Insert(1, "\"out_trade_no\":\"X\",")),
        ["two totals"] = (401, forge => forge.ContentText = text => text.Replace("\"total\":8800", "\"total\":8800,\"total\":1", StringComparison.Ordinal)),
        ["deep outside"] = (401, forge => forge.EnvelopeText = text => text.Insert(1, "\"x\":" + new string('[', 5_000) + new string(']', 5_000) + ",")),
        ["deep inside"] = (401, forge => forge.ContentText = text => text.Insert(1, "\"x\":" + new string('[', 3_000) + new string(']', 3_000) + ",")),
        ["byte order mark"] = (401, forge => forge.SignedBody = body => [0xEF, 0xBB, 0xBF, .. body]),
        ["not UTF-8"] = (401, forge => forge.SignedBody = body => [.. body[..^1], 0xFF, body[^1]]),
        ["lone surrogates outside"] = (401, forge => forge.EnvelopeText = text => text.Replace("encrypt-resource", "\\ud800", StringComparison.Ordinal).Replace("\"id\":\"EV", "\"id\":\"\\udc00", StringComparison.Ordinal)),
        ["lone surrogates inside"] = (401, forge => forge.ContentText = text => text.Replace("4200002000202611230000000001", "\\ud800", StringComparison.Ordinal)),
        ["no JSON"] = (401, forge => forge.SignedBody = _ => "hello"u8.ToArray()),
        ["an array"] = (401, forge => forge.SignedBody = _ => "[]"u8.ToArray()),
        ["null"] = (401, forge => forge.SignedBody = _ => "null"u8.ToArray()),
        ["compressed"] = (401, forge => forge.SentBody = Compress),
        ["ten megabytes"] = (401, forge => forge.SentBody = _ => new byte[10 << 20]),
        ["ten megabytes, well signed"] = (401, forge => forge.EnvelopeText = text => text + new string(' ', 10 << 20)),
        ["wrong merchant"] = (401, forge => forge.Content = content => content["mchid"] = "1999999999"),
        ["no merchant"] = (401, forge => forge.Content = content => content.Remove("mchid")),
        ["wrong application"] = (401, forge => forge.Content = content => content["appid"] = "wx0000000000000000"),
        ["amount as text"] = (401, forge => forge.Content = content => content["amount"]!["total"] = "8800"),
        ["amount with a fraction"] = (401, forge => forge.Content = content => content["amount"]!["total"] = 8800.5m),
        ["amount overflows"] = (401, forge => forge.ContentText = text => text.Replace("\"total\":8800", "\"total\":88000000000000000000", StringComparison.Ordinal)),
        ["wrong amount"] = (422, forge => forge.Content = content => content["amount"]!["total"] = 8_799),
        ["no amount"] = (401, forge => forge.Content = content => content.Remove("amount")),
        ["unknown order"] = (422, forge => forge.Content = content => content["out_trade_no"] = "01JDCF3X9V000000000000000001"),
        ["somebody else's number"] = (422, forge => forge.Content = content => content["out_trade_no"] = "ORDER-4711"),
        ["another attempt of the order"] = (422, forge => forge.Content = content => content["out_trade_no"] = ((string)content["out_trade_no"]!)[..^1] + "2"),
    };

    public static TheoryData<string> Names { get; } = [.. Rows.Keys];

    public static TheoryData<string, string> HeaderFaults { get; } =
        [.. SignatureHeaders.SelectMany(header => (string[])["missing", "empty", "doubled", "doubled in one line"], (header, fault) => new TheoryDataRow<string, string>(header, fault))];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_hostile_callback_changes_nothing(string name)
    {
        var (status, spoil) = Rows[name];
        var forge = new WeChatForge(Simulators, VictimAttemptNo);
        spoil(forge);

        await AttackAsync(forge.Make(), status);
    }

    [Theory]
    [MemberData(nameof(HeaderFaults))]
    public async Task A_header_that_is_not_there_exactly_once_is_refused(string header, string fault)
    {
        var forge = new WeChatForge(Simulators, VictimAttemptNo)
        {
            Headers = headers =>
            {
                var value = headers.GetValues(header).Single();
                headers.Remove(header);
                string[] values = fault switch
                {
                    "empty" => [""],
                    "doubled" => [value, value],
                    "doubled in one line" => [value + "," + value],
                    _ => [],
                };
                foreach (var each in values)
                {
                    headers.TryAddWithoutValidation(header, each);
                }
            },
        };

        var reason = await AttackAsync(forge.Make(), 401);

        // In one line it is one value, and simply a wrong one.
        Assert.True(fault == "doubled in one line" || reason.Contains(header, StringComparison.OrdinalIgnoreCase), reason);
    }

    [Theory]
    [InlineData("currency", "USD")]
    [InlineData("currency", "XXX")]
    public async Task Another_currency_is_never_paid(string member, string value)
    {
        var forge = new WeChatForge(Simulators, VictimAttemptNo) { Content = content => content["amount"]![member] = value };

        await AttackAsync(forge.Make(), value == "USD" ? 422 : 401);
    }

    [Fact]
    public Task An_order_of_another_account_is_never_paid() => AttackAsync(new WeChatForge(Simulators, OtherAttemptNo).Make(), 422);

    [Fact]
    public Task A_genuine_callback_is_taken_and_its_replay_changes_nothing() =>
        TakenAsync(new WeChatForge(Simulators, VictimAttemptNo).Make(), new WeChatForge(Simulators, VictimAttemptNo).Make());

    private static string Seconds(int fromNow) => DateTimeOffset.UtcNow.AddSeconds(fromNow).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static byte[] Flip(byte[] bytes, int index)
    {
        var changed = bytes.ToArray();
        changed[index] ^= 1;
        return changed;
    }

    private static void FlipCiphertext(JsonObject envelope, int fromEnd)
    {
        var bytes = Convert.FromBase64String((string)envelope["resource"]!["ciphertext"]!);
        envelope["resource"]!["ciphertext"] = Convert.ToBase64String(Flip(bytes, bytes.Length - fromEnd));
    }

    private static byte[] Compress(byte[] body)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return stream.ToArray();
    }
}
