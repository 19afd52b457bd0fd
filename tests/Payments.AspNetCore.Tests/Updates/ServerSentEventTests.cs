using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Updates;

public sealed class ServerSentEventTests
{
    private static readonly string Path = $"/payments/orders/{Sample.OrderNo}/updates";

    [Fact]
    public async Task Updates_come_as_they_happen_and_end_with_the_order()
    {
        await using var host = await StartAsync();
        host.Updates.Publish(Sample.Created());
        host.Updates.Publish(Sample.BecamePending());
        using var stream = await EventStream.OpenAsync(host, Path);

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.ToString());
        Assert.True(stream.Response.Headers.CacheControl?.NoStore);
        Assert.Equal("no", stream.Response.Headers.GetValues("X-Accel-Buffering").Single());
        Assert.Equal("retry: 2000", await stream.ReadAsync());
        var created = await stream.ReadAsync();
        Assert.StartsWith("id: 1\nevent: order.created\ndata: {", created, StringComparison.Ordinal);
        var pending = await stream.ReadAsync();
        Assert.StartsWith("id: 2\nevent: order.pending\ndata: {", pending, StringComparison.Ordinal);
        Assert.Equal("ShowQrCode", (string?)Data(pending)["nextAction"]?["type"]);

        host.Updates.Publish(Sample.BecamePaid());
        var paid = await stream.ReadAsync();
        Assert.StartsWith("id: 3\nevent: order.paid\ndata: {", paid, StringComparison.Ordinal);
        Assert.Equal("Paid", (string?)Data(paid)["status"]);
        Assert.Null(await stream.ReadAsync());
    }

    [Theory]
    [InlineData("2", null)]
    [InlineData(null, "2")]
    [InlineData("2", "0")]
    public async Task A_listener_resumes_where_it_left(string? header, string? query)
    {
        await using var host = await StartAsync();
        host.Updates.Publish(Sample.Created());
        host.Updates.Publish(Sample.BecamePending());
        host.Updates.Publish(Sample.BecamePaid());
        using var stream = await EventStream.OpenAsync(host, query is null ? Path : $"{Path}?lastEventId={query}", header);

        await stream.ReadAsync();
        Assert.StartsWith("id: 3\n", await stream.ReadAsync(), StringComparison.Ordinal);
        Assert.Null(await stream.ReadAsync());
    }

    [Theory]
    [InlineData("3")]
    [InlineData("4")]
    public async Task A_listener_that_has_everything_is_told_to_stop(string lastEventId)
    {
        await using var host = await StartAsync(Sample.Paid());
        using var stream = await EventStream.OpenAsync(host, Path, lastEventId);

        Assert.Equal(HttpStatusCode.NoContent, stream.Response.StatusCode);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("x")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    public async Task A_place_that_is_not_ours_is_400(string lastEventId)
    {
        await using var host = await StartAsync();
        using var stream = await EventStream.OpenAsync(host, Path, lastEventId);

        await stream.Response.AssertProblemAsync(400, PaymentErrorCodes.InvalidRequest);
    }

    [Fact]
    public async Task Silence_is_broken_by_heartbeats()
    {
        await using var host = await StartAsync();
        using var stream = await EventStream.OpenAsync(host, Path);
        await stream.ReadAsync();

        for (var i = 0; i < 3; i++)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(15));
            Assert.Equal(":", await stream.ReadAsync());
        }

        host.Updates.Publish(Sample.Created());
        Assert.StartsWith("id: 1\n", await stream.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_ends_after_its_time_so_that_the_listener_connects_again()
    {
        await using var host = await StartAsync();
        using var stream = await EventStream.OpenAsync(host, Path);
        await stream.ReadAsync();

        host.Clock.Advance(TimeSpan.FromHours(1));

        string? line;
        do
        {
            line = await stream.ReadAsync();
        }
        while (line == ":");

        Assert.Null(line);
        await EventuallyAsync(() => host.Updates.Watching == 0);
    }

    [Fact]
    public async Task Only_so_many_listen_at_once_and_a_place_is_free_again_when_one_leaves()
    {
        await using var host = await StartAsync(build: builder => builder.Services.Configure<PaymentEndpointOptions>(options => options.MaxListeners = 2));
        var first = await EventStream.OpenAsync(host, Path);
        using var second = await EventStream.OpenAsync(host, Path);
        using (var third = await EventStream.OpenAsync(host, Path))
        {
            await third.Response.AssertProblemAsync(503, PaymentApiErrorCodes.TooManyListeners);
            Assert.NotNull(third.Response.Headers.RetryAfter);
        }

        first.Dispose();
        await EventuallyAsync(() => host.Updates.Watching == 1);
        await EventuallyAsync(async () =>
        {
            using var again = await EventStream.OpenAsync(host, Path);
            return again.Response.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task Listeners_do_not_hold_back_the_hosts_stop()
    {
        await using var host = await StartAsync();
        using var stream = await EventStream.OpenAsync(host, Path);
        await stream.ReadAsync();

        var stopwatch = System.Diagnostics.Stopwatch.StartNew();
        await host.App.StopAsync();

        Assert.True(stopwatch.Elapsed < TimeSpan.FromSeconds(3), stopwatch.Elapsed.ToString());
        Assert.Null(await stream.ReadAsync());
    }

    [Fact]
    public async Task A_break_in_the_middle_ends_the_stream_and_is_logged()
    {
        await using var host = await StartAsync();
        host.Updates.Publish(Sample.Created());
        host.Updates.Breaks = new IOException("the store is gone");
        using var stream = await EventStream.OpenAsync(host, Path);

        await stream.ReadAsync();
        Assert.StartsWith("id: 1\n", await stream.ReadAsync(), StringComparison.Ordinal);
        Assert.Null(await stream.ReadAsync());
        Assert.Contains(host.Log.Lines, line => line.Id == 2101);
    }

    internal static async Task<TestHost> StartAsync(PaymentOrder? order = null, Action<Microsoft.AspNetCore.Builder.WebApplicationBuilder>? build = null)
    {
        var host = await TestHost.StartAsync(build);
        host.Client.Orders[Sample.OrderNo] = order ?? Sample.Pending();
        return host;
    }

    internal static Task EventuallyAsync(Func<bool> holds) => EventuallyAsync(() => Task.FromResult(holds()));

    internal static async Task EventuallyAsync(Func<Task<bool>> holds)
    {
        for (var i = 0; i < 200; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(25);
        }

        Assert.Fail("It did not come about within 5 s.");
    }

    private static JsonObject Data(string? frame) => JsonNode.Parse(frame!.Split("data: ")[1])!.AsObject();
}
