using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Payments.AspNetCore.Tests.Fakes;
using Payments.Channels;

namespace Payments.AspNetCore.Tests.Notifications;

public sealed class NotificationTests
{
    [Fact]
    public async Task The_body_is_handed_over_byte_for_byte_and_the_reply_is_exact()
    {
        await using var host = await TestHost.StartAsync();
        host.Receiver.OnReceive = _ => new NotificationReply(200, "application/json", """{"code":"SUCCESS","message":"成功"}""");
        byte[] body = [0xEF, 0xBB, 0xBF, 0xFF, 0x00, 0x7B, 0x0D, 0x0A];
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        using var response = await host.Http.PostAsync("/payments/notify/wechat-main", content);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
        Assert.Equal("""{"code":"SUCCESS","message":"成功"}""", await response.Content.ReadAsStringAsync());
        var (account, request) = host.Receiver.Received.Single();
        Assert.Equal("wechat-main", account);
        Assert.Equal(body, request.Body.ToArray());
        Assert.False(request.IsTruncated);
        Assert.Equal(host.Clock.GetUtcNow(), request.ReceivedAt);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(401)]
    [InlineData(503)]
    public async Task A_reply_without_body_has_none(int status)
    {
        await using var host = await TestHost.StartAsync();
        host.Receiver.OnReceive = _ => new NotificationReply(status, null, "");

        using var response = await host.Http.PostAsync("/payments/notify/wechat-main", new StringContent("{}"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Null(response.Content.Headers.ContentType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Repeated_headers_arrive_as_they_were_sent()
    {
        await using var host = await TestHost.StartAsync();

        await RawHttp.SendAsync(
            host.Http.BaseAddress!,
            "POST /payments/notify/wechat-main HTTP/1.1\r\nHost: x\r\nConnection: close\r\nWechatpay-Nonce: a\r\nwechatpay-nonce: b, c\r\nWechatpay-Serial:\r\nContent-Length: 2\r\n\r\n{}");

        var request = host.Receiver.Received.Single().Request;
        Assert.Equal<string?[]>(["a", "b, c"], request.GetHeader("Wechatpay-Nonce").ToArray());
        Assert.Equal<string?[]>([""], request.GetHeader("Wechatpay-Serial").ToArray());
        Assert.Empty(request.GetHeader("Wechatpay-Signature").ToArray());
    }

    [Theory]
    [InlineData(65_536, false, false)]
    [InlineData(65_537, false, true)]
    [InlineData(65_536, true, false)]
    [InlineData(65_537, true, true)]
    [InlineData(10_485_760, false, true)]
    [InlineData(10_485_760, true, true)]
    [InlineData(0, false, false)]
    [InlineData(0, true, false)]
    public async Task A_large_body_is_cut_and_still_answered(int size, bool chunked, bool truncated)
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments/notify/wechat-main");
        request.Headers.TransferEncodingChunked = chunked;
        request.Content = new ByteArrayContent(Enumerable.Repeat((byte)'x', size).ToArray());

        using var response = await host.Http.SendAsync(request);

        Assert.Equal("success", await response.Content.ReadAsStringAsync());
        var received = host.Receiver.Received.Single().Request;
        Assert.Equal(truncated, received.IsTruncated);
        Assert.Equal(Math.Min(size, 65_536), received.Body.Length);
    }

    [Fact]
    public async Task A_body_above_the_servers_own_limit_is_still_answered_in_the_channels_words()
    {
        await using var host = await TestHost.StartAsync(builder =>
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1_000));

        using var response = await host.Http.PostAsync("/payments/notify/wechat-main", new ByteArrayContent(new byte[70_000]));

        Assert.Equal("success", await response.Content.ReadAsStringAsync());
        Assert.True(host.Receiver.Received.Single().Request.IsTruncated);
    }

    [Theory]
    [InlineData("nobody", true)]
    [InlineData("UPPER", false)]
    [InlineData("a%0D%0Ab", false)]
    [InlineData("a-name-that-is-longer-than-any-account-can-be", false)]
    public async Task An_unknown_account_is_404(string account, bool asked)
    {
        await using var host = await TestHost.StartAsync();
        host.Receiver.OnReceive = _ => null;

        using var response = await host.Http.PostAsync($"/payments/notify/{account}", new StringContent("{}"));

        await response.AssertProblemAsync(404, PaymentApiErrorCodes.ChannelAccountUnknown);
        Assert.Equal(asked, !host.Receiver.Received.IsEmpty);
        Assert.All(host.Log.Lines.Where(line => line.Category == "Payments.AspNetCore"), line => Assert.DoesNotContain('\n', line.Text));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    public async Task Anything_but_post_is_405(string method)
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/payments/notify/wechat-main");

        using var response = await host.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Empty(host.Receiver.Received);
    }

    [Fact]
    public async Task A_fault_of_ours_asks_the_channel_to_send_it_again()
    {
        await using var host = await TestHost.StartAsync();
        host.Receiver.OnReceive = _ => throw new IOException("the store is gone");

        using var response = await host.Http.PostAsync("/payments/notify/wechat-main", new StringContent("{}"));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Empty(await response.Content.ReadAsStringAsync());
        Assert.Contains(host.Log.Lines, line => line.Id == 2200);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("Content-Length: 10\r\nTransfer-Encoding: gzip\r\n\r\n0123456789")]
    [InlineData("Content-Length: -1\r\n\r\n")]
    public async Task Broken_http_is_the_senders_fault(string rest)
    {
        await using var host = await TestHost.StartAsync();

        var reply = await RawHttp.SendAsync(host.Http.BaseAddress!, $"POST /payments/notify/wechat-main HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{rest}");

        Assert.StartsWith("HTTP/1.1 4", reply, StringComparison.Ordinal);
        Assert.Empty(host.Receiver.Received);
    }

    [Fact]
    public async Task Law10_nothing_of_a_callback_reaches_the_log()
    {
        await using var host = await TestHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments/notify/wechat-main")
        {
            Content = new StringContent("secret-body", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Wechatpay-Signature", "secret-signature");
        host.Receiver.OnReceive = _ => throw new IOException("gone");

        (await host.Http.SendAsync(request)).Dispose();

        Assert.DoesNotContain(host.Log.Lines, line => line.Text.Contains("secret", StringComparison.Ordinal));
    }
}
