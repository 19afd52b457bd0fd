using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Tests.Gateway;

public sealed class AnswerExtractionTests
{
    private const string Name = "alipay_trade_query_response";

    private static readonly string Paid = AlipayHarness.Paid();

    public static TheoryData<string, string> Genuine => new()
    {
        { "as written", Envelope(Paid) },
        { "signature first", $$"""{"sign":"{{FakeGateway.Sign(Paid)}}","{{Name}}":{{Paid}}}""" },
        { "white space around", $$"""  { "{{Name}}" : {{Paid}} , "sign" : "{{FakeGateway.Sign(Paid)}}" }  """ },
        { "white space inside is signed", Envelope(Paid.Replace(",", " ,\n", StringComparison.Ordinal)) },
        { "braces and quotes in values", Envelope(AlipayHarness.Paid(""","subject":"a}{\"sign\":\"x\"}]\\\"" """)) },
        { "the node's own name in a value", Envelope(AlipayHarness.Paid($",\"subject\":\"\\\"{Name}\\\":{{}}\"")) },
        { "the node's own name as a member inside", Envelope(AlipayHarness.Paid($",\"{Name}\":{{\"trade_status\":\"TRADE_CLOSED\"}}")) },
        { "escaped slashes are signed", Envelope(AlipayHarness.Paid(""","url":"https:\/\/x\/y" """)) },
        { "signed before slashes were escaped", SignedAs(AlipayHarness.Paid(""","url":"https:\/\/x" """), AlipayHarness.Paid(""","url":"https://x" """)) },
        { "unknown members beside", $$"""{"{{Name}}":{{Paid}},"extra":{"a":[1,{ }] },"sign":"{{FakeGateway.Sign(Paid)}}","alipay_cert_sn":"0123"}""" },
        { "Chinese as it is", Envelope(AlipayHarness.Paid(",\"subject\":\"一杯咖啡😀\"")) },
    };

    public static TheoryData<string, string, string> Distrusted => new()
    {
        { "empty", "", "MalformedBody" },
        { "HTML", "<html>sorry</html>", "MalformedBody" },
        { "an array", "[]", "MalformedBody" },
        { "no node", """{"sign":"x"}""", "MalformedBody" },
        { "another method's node", FakeGateway.Signed("alipay.trade.close", Paid), "MalformedBody" },
        { "a number for a node", $$"""{"{{Name}}":1,"sign":"x"}""", "MalformedBody" },
        { "an array for a node", $$"""{"{{Name}}":[{{Paid}}],"sign":"{{FakeGateway.Sign($"[{Paid}]")}}"}""", "MalformedBody" },
        { "cut", Envelope(Paid)[..^3], "MalformedBody" },
        { "more after the end", Envelope(Paid) + "{}", "MalformedBody" },
        { "byte order mark", "\uFEFF" + Envelope(Paid), "MalformedBody" },
        { "too deep", $$"""{"{{Name}}":{{string.Concat(Enumerable.Repeat("{\"a\":", 80))}}1{{new string('}', 80)}},"sign":"x"}""", "MalformedBody" },
        { "node twice, forged last", $$"""{"{{Name}}":{{Paid}},"sign":"{{FakeGateway.Sign(Paid)}}","{{Name}}":{"code":"10000"} }""", "MalformedBody" },
        { "node twice, forged first", $$"""{"{{Name}}":{"code":"10000"},"{{Name}}":{{Paid}},"sign":"{{FakeGateway.Sign(Paid)}}"}""", "MalformedBody" },
        { "node twice under an escape", $$"""{"{{Name}}":{{Paid}},"alip\u0061y_trade_query_response":{},"sign":"{{FakeGateway.Sign(Paid)}}"}""", "MalformedBody" },
        { "node and error node", $$"""{"{{Name}}":{{Paid}},"error_response":{},"sign":"{{FakeGateway.Sign(Paid)}}"}""", "MalformedBody" },
        { "signature twice", $$"""{"{{Name}}":{{Paid}},"sign":"x","sign":"{{FakeGateway.Sign(Paid)}}"}""", "MalformedBody" },
        { "signature is a number", $$"""{"{{Name}}":{{Paid}},"sign":1}""", "MalformedBody" },
        { "one byte changed", Envelope(Paid).Replace("88.00", "88.01", StringComparison.Ordinal), "BodyChanged" },
        { "signature of another node", SignedAs(Paid, AlipayHarness.State("WAIT_BUYER_PAY")), "BodyChanged" },
        { "signature with the name", SignedAs(Paid, $"\"{Name}\":{Paid}"), "BodyChanged" },
        { "signature is no Base64", $$"""{"{{Name}}":{{Paid}},"sign":"?!"}""", "BodyChanged" },
        { "re-serialised", SignedAs(Paid.Replace(":", ": ", StringComparison.Ordinal), Paid), "BodyChanged" },
        { "no signature", $$"""{"{{Name}}":{{Paid}}}""", "Unsigned" },
        { "empty signature", $$"""{"{{Name}}":{{Paid}},"sign":""}""", "Unsigned" },
        { "null signature", $$"""{"{{Name}}":{{Paid}},"sign":null}""", "Unsigned" },
        { "unsigned refusal of the business", $$"""{"{{Name}}":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"} }""", "Unsigned" },
        { "unsigned refusal dressed as the gateway's", $$"""{"error_response":{"code":"40002","sub_code":"ACQ.TRADE_NOT_EXIST"} }""", "Unsigned" },
        { "duplicate member inside", Envelope(AlipayHarness.Paid(""","code":"10000" """)), "MalformedBody" },
        { "encrypted, and no key is configured", Envelope("\"AAAAAAAAAAAAAAAAAAAAAA==\""), "DecryptionFailed" },
        { "lone surrogate", Envelope("""{"code":"\ud800"}"""), "MalformedBody" },
    };

    [Theory]
    [MemberData(nameof(Genuine))]
    public async Task A_genuine_answer_is_read(string what, string body)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Body(body);

        var payment = (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted();

        Assert.True(payment.Status == ChannelPaymentStatus.Succeeded, what);
        Assert.Equal(new Money(8800, Currency.Cny), payment.Amount);
    }

    [Theory]
    [MemberData(nameof(Distrusted))]
    public async Task What_cannot_be_trusted_is_unknown(string what, string body, string reason)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Body(body);

        var error = (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown();

        Assert.Equal(PaymentErrorCodes.ChannelProtocol, error.Code);
        Assert.Contains($"({reason})", error.Message, StringComparison.Ordinal);
        Assert.True(harness.Log.Any(line => line.StartsWith("4003 ", StringComparison.Ordinal)), what);
    }

    [Fact]
    public async Task Another_key_is_not_trusted()
    {
        using var harness = new AlipayHarness();
        using var stranger = RSA.Create(2048);
        harness.Gateway.Body(FakeGateway.Signed("alipay.trade.query", Paid, stranger));

        Assert.Contains("BodyChanged", (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_UTF8_in_an_unsigned_answer_does_not_throw()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Bytes([.. Encoding.ASCII.GetBytes($$"""{"{{Name}}":{"code":"1"""), 0xC3, 0x28, .. "\"},\"sign\":\"\xFF\"}"u8]);

        (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown();
    }

    [Theory]
    [InlineData("""{"error_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-app-id","sub_msg":"无效的AppID参数"}}""")]
    [InlineData("""{"alipay_trade_query_response":{"code":"40002","msg":"Invalid Arguments","sub_code":"isv.invalid-signature","sub_msg":"app_id=1&buyer_id=2088900000000007"}}""")]
    public async Task A_gateway_that_does_not_know_us_refuses_unsigned(string body)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Body(body);

        var error = (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Rejected();

        Assert.StartsWith("isv.", error.ChannelCode, StringComparison.Ordinal);
        Assert.DoesNotContain("2088900000000007", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_encrypted_answer_is_verified_with_its_quotes_and_decrypted()
    {
        using var harness = new AlipayHarness(options => options.AesKey = "aa4BtZ4tspm2wnXLb1ThQA==");
        using var aes = Aes.Create();
        aes.Key = Convert.FromBase64String("aa4BtZ4tspm2wnXLb1ThQA==");
        var cipher = Convert.ToBase64String(aes.EncryptCbc(Encoding.UTF8.GetBytes(Paid), new byte[16]));
        harness.Gateway
            .Body(Envelope($"\"{cipher}\""))
            .Body(SignedAs($"\"{cipher}\"", cipher))
            .Body(Envelope("\"AAAAAAAAAAAAAAAAAAAAAA==\""))
            .Refusal("ACQ.TRADE_NOT_EXIST");

        Assert.Equal(ChannelPaymentStatus.Succeeded, (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted().Status);
        Assert.Contains("BodyChanged", (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown().Message, StringComparison.Ordinal);
        Assert.Contains("DecryptionFailed", (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown().Message, StringComparison.Ordinal);
        Assert.Equal(ChannelPaymentStatus.NotFound, (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted().Status);
    }

    [Fact]
    public async Task An_answer_beyond_a_mebibyte_is_unknown()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Bytes(new byte[(1 << 20) + 1]).Status(HttpStatusCode.BadGateway).Fault(new HttpRequestException(HttpRequestError.ResponseEnded));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown().Code);
        }
    }

    private static string Envelope(string node) => SignedAs(node, node);

    private static string SignedAs(string node, string signed) => $$"""{"{{Name}}":{{node}},"sign":"{{FakeGateway.Sign(signed)}}"}""";
}
