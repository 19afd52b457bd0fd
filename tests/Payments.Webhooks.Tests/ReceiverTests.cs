using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Payments.AspNetCore.Webhooks;
using Payments.Webhooks.Tests.Support;

namespace Payments.Webhooks.Tests;

/// <summary>MapPaymentWebhook: takes what is genuine, once, and nothing else.</summary>
public sealed class ReceiverTests : IAsyncLifetime
{
    private const string Body = """{"type":"order.paid","timestamp":"2026-03-04T05:06:07Z","data":{"orderNo":"1"}}""";

    private readonly WebhookSecret _secret = WebhookSecret.Generate();
    private readonly WebhookSecret _old = WebhookSecret.Generate();
    private readonly ConcurrentQueue<PaymentWebhook> _taken = [];
    private readonly HttpClient _http = new();
    private Func<PaymentWebhook, Task> _handler = static _ => Task.CompletedTask;
    private WebApplication _app = null!;

    private string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hooks";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPaymentWebhook("/hooks", $"{_secret.Reveal()} {_old.Reveal()}", async (webhook, _) =>
        {
            await _handler(webhook);
            _taken.Enqueue(webhook);
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_genuine_message_is_handed_over_once_however_often_it_comes()
    {
        Assert.Equal(204, await SendAsync("msg_1", _secret));
        Assert.Equal(204, await SendAsync("msg_1", _secret));
        Assert.Equal(204, await SendAsync("msg_2", _old));

        Assert.Equal(["msg_1", "msg_2"], _taken.Select(each => each.Id));
        Assert.Equal(("order.paid", "1", 2026), (_taken.First().Type, _taken.First().Data.GetProperty("orderNo").GetString(), _taken.First().Timestamp.Year));
    }

    [Fact]
    public async Task A_message_whose_handler_failed_comes_again_and_one_under_way_is_not_acknowledged()
    {
        _handler = static _ => throw new InvalidOperationException("the database is down");
        Assert.Equal(500, await SendAsync("msg_1", _secret));
        var gate = new TaskCompletionSource();
        _handler = _ => gate.Task;
        var first = SendAsync("msg_1", _secret);
        await Wait.UntilAsync(async () => await SendAsync("msg_1", _secret) == 409);
        gate.SetResult();

        Assert.Equal(204, await first);
        Assert.Single(_taken);
    }

    [Theory]
    [InlineData("signature", 401)]
    [InlineData("body", 401)]
    [InlineData("id", 401)]
    [InlineData("time", 401)]
    [InlineData("stale", 401)]
    [InlineData("future", 401)]
    [InlineData("v2", 401)]
    [InlineData("no-id", 400)]
    [InlineData("no-time", 400)]
    [InlineData("no-signature", 400)]
    [InlineData("time-text", 400)]
    [InlineData("time-huge", 400)]
    [InlineData("two-ids", 401)]
    [InlineData("not-json", 400)]
    [InlineData("no-type", 400)]
    [InlineData("large", 413)]
    public async Task What_is_not_genuine_is_refused(string fault, int status)
    {
        var now = DateTimeOffset.UtcNow;
        var at = fault switch { "stale" => now.AddMinutes(-6), "future" => now.AddMinutes(6), _ => now };
        var body = fault switch { "not-json" => "{", "no-type" => "{}", "large" => new string(' ', 70_000), _ => Body };
        var signature = WebhookSignature.Sign(fault == "signature" ? WebhookSecret.Generate() : _secret, "msg_1", at, Encoding.UTF8.GetBytes(body));
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(fault == "body" ? body + " " : body) };
        string[] ids = fault switch { "no-id" => [], "id" => ["msg_2"], "two-ids" => ["msg_1", "msg_1"], _ => ["msg_1"] };
        var time = fault switch { "time" => $"{at.ToUnixTimeSeconds() + 1}", "time-text" => "now", "time-huge" => "999999999999", _ => $"{at.ToUnixTimeSeconds()}" };
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, ids);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, fault == "no-time" ? [] : [time]);
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, fault == "no-signature" ? [] : [fault == "v2" ? signature.Replace("v1,", "v2,", StringComparison.Ordinal) : signature]);

        using var response = await _http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(_taken);
        Assert.Empty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_sender_and_the_receiver_understand_each_other()
    {
        using var file = new TemporaryFile();
        await using var node = await Node.StartAsync(file.Path);
        var endpoint = await node.Webhooks.RegisterAsync(new RegisterWebhook { Url = Url, Secret = _secret });
        Assert.Equal(WebhookEndpointStatus.Active, (await node.Webhooks.VerifyAsync(endpoint.EndpointId))!.Status);

        var orderNo = await node.AddOrderAsync(events: 3);
        await Wait.UntilAsync(() => _taken.Count == 3);

        Assert.Equal([$"{orderNo}-1", $"{orderNo}-2", $"{orderNo}-3"], _taken.Select(each => each.Id));
    }

    [Fact]
    public void A_wrong_secret_is_found_when_the_route_is_mapped()
    {
        Assert.Throws<FormatException>(() => _app.MapPaymentWebhook("/other", "secret", (_, _) => Task.CompletedTask));
        Assert.ThrowsAny<ArgumentException>(() => _app.MapPaymentWebhook("/other", " ", (_, _) => Task.CompletedTask));
    }

    private async Task<int> SendAsync(string id, WebhookSecret secret)
    {
        var now = DateTimeOffset.UtcNow;
        using var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new StringContent(Body) };
        request.Headers.TryAddWithoutValidation(WebhookSignature.IdHeader, id);
        request.Headers.TryAddWithoutValidation(WebhookSignature.TimestampHeader, $"{now.ToUnixTimeSeconds()}");
        request.Headers.TryAddWithoutValidation(WebhookSignature.SignatureHeader, WebhookSignature.Sign(secret, id, now, Encoding.UTF8.GetBytes(Body)));
        using var response = await _http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
