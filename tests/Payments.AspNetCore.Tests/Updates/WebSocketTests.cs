using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Updates;

public sealed class WebSocketTests
{
    private static readonly string Path = $"/payments/orders/{Sample.OrderNo}/updates";

    [Fact]
    public async Task Updates_come_as_messages_and_the_end_closes_normally()
    {
        await using var host = await ServerSentEventTests.StartAsync();
        host.Updates.Publish(Sample.Created());
        using var socket = await ConnectAsync(host, Path);

        var created = await ReadAsync(socket);
        Assert.Equal(1, (int?)created!["id"]);
        Assert.Equal("order.created", (string?)created["event"]);
        host.Updates.Publish(Sample.BecamePending());
        Assert.Equal("ShowQrCode", (string?)(await ReadAsync(socket))!["data"]?["nextAction"]?["type"]);
        host.Updates.Publish(Sample.BecamePaid());
        Assert.Equal("Paid", (string?)(await ReadAsync(socket))!["data"]?["status"]);
        Assert.Null(await ReadAsync(socket));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Theory]
    [InlineData("?lastEventId=2", null)]
    [InlineData("", "2")]
    public async Task A_listener_resumes_where_it_left(string query, string? header)
    {
        await using var host = await ServerSentEventTests.StartAsync(Sample.Paid());
        host.Updates.Publish(Sample.Created());
        host.Updates.Publish(Sample.BecamePending());
        host.Updates.Publish(Sample.BecamePaid());
        using var socket = await ConnectAsync(host, Path + query, options =>
        {
            if (header is not null)
            {
                options.SetRequestHeader("Last-Event-ID", header);
            }
        });

        Assert.Equal(3, (int?)(await ReadAsync(socket))!["id"]);
        Assert.Null(await ReadAsync(socket));
    }

    [Fact]
    public async Task A_listener_that_has_everything_is_closed_normally()
    {
        await using var host = await ServerSentEventTests.StartAsync(Sample.Paid());
        host.Updates.Publish(Sample.BecamePaid());
        using var socket = await ConnectAsync(host, Path + "?lastEventId=3");

        Assert.Null(await ReadAsync(socket));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
    }

    [Fact]
    public async Task A_listener_that_leaves_is_forgotten()
    {
        await using var host = await ServerSentEventTests.StartAsync();
        using var socket = await ConnectAsync(host, Path);
        await ServerSentEventTests.EventuallyAsync(() => host.Updates.Watching == 1);

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);

        await ServerSentEventTests.EventuallyAsync(() => host.Updates.Watching == 0);
    }

    [Fact]
    public async Task A_listener_that_vanishes_is_forgotten()
    {
        await using var host = await ServerSentEventTests.StartAsync();
        var socket = await ConnectAsync(host, Path);
        await ServerSentEventTests.EventuallyAsync(() => host.Updates.Watching == 1);

        socket.Abort();
        socket.Dispose();

        await ServerSentEventTests.EventuallyAsync(() => host.Updates.Watching == 0);
    }

    [Fact]
    public async Task Small_talk_is_ignored_and_large_talk_ends_the_connection()
    {
        await using var host = await ServerSentEventTests.StartAsync();
        using var socket = await ConnectAsync(host, Path);
        await socket.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, true, default);
        host.Updates.Publish(Sample.Created());
        Assert.NotNull(await ReadAsync(socket));

        await socket.SendAsync(new byte[4_096], WebSocketMessageType.Binary, true, default);

        Assert.Null(await ReadAsync(socket));
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, socket.CloseStatus);
        await ServerSentEventTests.EventuallyAsync(() => host.Updates.Watching == 0);
    }

    [Fact]
    public async Task A_host_that_stops_says_connect_again()
    {
        await using var host = await ServerSentEventTests.StartAsync();
        using var socket = await ConnectAsync(host, Path);
        await ServerSentEventTests.EventuallyAsync(() => host.Updates.Watching == 1);

        var stopping = host.App.StopAsync();

        Assert.Null(await ReadAsync(socket));
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, timeout.Token);
        await stopping.WaitAsync(timeout.Token);
    }

    [Fact]
    public async Task A_break_says_connect_again_and_is_logged()
    {
        await using var host = await ServerSentEventTests.StartAsync();
        host.Updates.Breaks = new IOException("the store is gone");
        using var socket = await ConnectAsync(host, Path);

        Assert.Null(await ReadAsync(socket));
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, socket.CloseStatus);
        Assert.Contains(host.Log.Lines, line => line.Id == 2101);
    }

    [Theory]
    [InlineData("https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("https://shop.example", true)]
    [InlineData("self", true)]
    public async Task Only_pages_of_this_host_and_listed_ones_are_let_in(string origin, bool letIn)
    {
        await using var host = await ServerSentEventTests.StartAsync(build: builder =>
            builder.Services.Configure<PaymentEndpointOptions>(options => options.AllowedOrigins.Add("https://shop.example")));
        var sent = origin == "self" ? host.Http.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin;

        var connecting = ConnectAsync(host, Path, options => options.SetRequestHeader("Origin", sent));

        if (letIn)
        {
            (await connecting).Dispose();
            return;
        }

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => connecting);
        Assert.Contains("403", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_order_is_404_before_the_upgrade()
    {
        await using var host = await TestHost.StartAsync();
        using var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;

        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Address(host, Path), default));

        Assert.Equal(HttpStatusCode.NotFound, socket.HttpStatusCode);
    }

    [Fact]
    public async Task A_host_with_its_own_websocket_middleware_works_too()
    {
        await using var host = await TestHost.StartAsync(map: app =>
        {
            app.UseWebSockets();
            app.MapPayments();
        });
        host.Client.Orders[Sample.OrderNo] = Sample.Pending();
        host.Updates.Publish(Sample.Created());
        using var socket = await ConnectAsync(host, Path);

        Assert.Equal(1, (int?)(await ReadAsync(socket))!["id"]);
    }

    private static Uri Address(TestHost host, string path) => new(new Uri($"ws://127.0.0.1:{host.Http.BaseAddress!.Port}"), path);

    private static async Task<ClientWebSocket> ConnectAsync(TestHost host, string path, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await socket.ConnectAsync(Address(host, path), timeout.Token);
        return socket;
    }

    private static async Task<JsonObject?> ReadAsync(ClientWebSocket socket)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var buffer = new byte[16_384];
        var received = await socket.ReceiveAsync(buffer, timeout.Token);
        Assert.True(received.EndOfMessage);
        return received.MessageType == WebSocketMessageType.Close ? null : JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, received.Count))!.AsObject();
    }
}
