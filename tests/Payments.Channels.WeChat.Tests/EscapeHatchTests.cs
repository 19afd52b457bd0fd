using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

public sealed class EscapeHatchTests
{
    [Fact]
    public async Task Any_call_is_signed_sent_and_verified()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, """{"order_id":"7"}""");

        var outcome = await account.Api.SendAsync(
            HttpMethod.Post, "/v3/profitsharing/orders?x=%E5%BC%A0", new ShareRequest("P1"), HatchJson.Default.ShareRequest, HatchJson.Default.ShareAnswer,
            new WeChatCallOptions { PlatformSerial = "PUB_KEY_ID_42" }, Ct.Token);

        Assert.Equal("7", Assert.IsType<ChannelOutcome<ShareAnswer>.Accepted>(outcome).Value.OrderId);
        Golden.Matches(account.WeChat.Last, "escape-hatch");
    }

    [Theory]
    [InlineData("POST", 400, "PARAM_ERROR", "rejected")]
    [InlineData("POST", 429, "FREQUENCY_LIMITED", "unknown")]
    [InlineData("GET", 429, "FREQUENCY_LIMITED", "rejected")]
    [InlineData("POST", 500, "SYSTEM_ERROR", "unknown")]
    [InlineData("POST", 202, "USERPAYING", "unknown")]
    public async Task Errors_keep_the_law(string method, int status, string code, string expected)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned((HttpStatusCode)status, $$"""{"code":"{{code}}","message":"x"}"""));

        var outcome = await account.Api.SendAsync(new HttpMethod(method), "/v3/x", method == "GET" ? null : "{}"u8.ToArray(), cancellationToken: Ct.Token);

        Assert.Equal(expected, outcome.Match(_ => "accepted", _ => "rejected", _ => "unknown"));
    }

    [Fact]
    public async Task Empty_answers_come_as_empty_bytes_and_forged_ones_are_unknown()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.NoContent, "");
        Assert.Equal(0, Assert.IsType<ChannelOutcome<ReadOnlyMemory<byte>>.Accepted>(await account.Api.SendAsync(HttpMethod.Post, "/v3/x", cancellationToken: Ct.Token)).Value.Length);

        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.OK, "{}"));
        Assert.IsType<ChannelOutcome<ShareAnswer>.Unknown>(await account.Api.GetAsync("/v3/x", HatchJson.Default.ShareAnswer, Ct.Token));

        account.WeChat.Answers(HttpStatusCode.OK, "[]");
        Assert.IsType<ChannelOutcome<ShareAnswer>.Unknown>(await account.Api.GetAsync("/v3/x", HatchJson.Default.ShareAnswer, Ct.Token));
    }

    [Theory]
    [InlineData("v3/x")]
    [InlineData("https://elsewhere.example.com/v3/x")]
    [InlineData("/v3/x#fragment")]
    public async Task A_path_is_a_path(string path)
    {
        using var account = new TestAccount();

        await Assert.ThrowsAsync<ArgumentException>(() => account.Api.SendAsync(HttpMethod.Get, path, cancellationToken: Ct.Token));
    }

    [Fact]
    public async Task A_signer_of_ones_own_does_all_the_signing()
    {
        using var signer = new CountingSigner();
        using var account = new TestAccount(options => options.PrivateKey = null, services => services.AddSigner(signer));
        account.WeChat.Answers(HttpStatusCode.OK, """{"prepay_id":"wx1"}""");

        Assert.IsType<ChannelOutcome<NextAction>.Accepted>(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Jsapi), Ct.Token));

        Assert.Equal(2, signer.Count);
        Golden.Matches(account.WeChat.Last, "create-jsapi");
    }

    private sealed class CountingSigner : IWeChatSigner, IDisposable
    {
        public int Count { get; private set; }

        public async ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            await Task.Yield();
            Count++;
            return TestKeys.Merchant.SignData(message.Span, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        public ValueTask<ReadOnlyMemory<byte>> DecryptAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Dispose() => Count = -1;
    }
}

internal sealed record ShareRequest([property: JsonPropertyName("out_order_no")] string OutOrderNo);

internal sealed record ShareAnswer([property: JsonPropertyName("order_id")] string? OrderId);

[JsonSerializable(typeof(ShareRequest))]
[JsonSerializable(typeof(ShareAnswer))]
internal sealed partial class HatchJson : JsonSerializerContext;
