using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Payments.Conformance;
using Payments.Storage;
using Payments.Webhooks.Tests.Support;

namespace Payments.Webhooks.Tests;

/// <summary>What operators do over HTTP.</summary>
public sealed class OperationTests : IAsyncLifetime
{
    private readonly TemporaryFile _file = new();
    private readonly HttpClient _http = new();
    private WebApplication _app = null!;
    private Merchant _merchant = null!;
    private volatile bool _isBroken = true;

    public async ValueTask InitializeAsync()
    {
        _merchant = await Merchant.StartAsync();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        Node.Add(builder.Services, _file.Path);
        builder.Services.Configure<PaymentsOptions>(options => options.Events.MaxAttempts = 1);
        builder.Services.AddSingleton(new EventSubscription("broken", static each => each.Order.MerchantId == "dead", (_, _, _) => _isBroken ? throw new InvalidOperationException("a secret") : default));
        _app = builder.Build();
        _app.MapPaymentOperations();
        await _app.StartAsync();
        _http.BaseAddress = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/payments/operations/");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _merchant.DisposeAsync();
        _file.Dispose();
    }

    [Fact]
    public async Task An_endpoint_is_registered_verified_heard_rotated_replayed_and_disabled()
    {
        var (status, registered) = await PostAsync("webhooks", new { url = _merchant.Url, eventTypes = new[] { "order.created" } });
        Assert.Equal((201, "Unverified"), (status, registered.GetProperty("status").GetString()));
        var id = registered.GetProperty("endpointId").GetString()!;
        var secret = WebhookSecret.Parse(registered.GetProperty("secret").GetString()!);

        (status, var verified) = await PostAsync($"webhooks/{id}/verify");
        Assert.Equal((200, "Active", false), (status, verified.GetProperty("status").GetString(), verified.TryGetProperty("secret", out _)));

        var begin = Sample.Begin(Sample.Order(at: DateTimeOffset.UtcNow));
        await _app.Services.GetRequiredService<IPaymentStore>().BeginOrderAsync(begin, default);
        await Wait.UntilAsync(() => _merchant.Events.Any());
        Assert.True(_merchant.Events.First().IsSignedBy(secret));
        var eventId = _merchant.Events.First().Id;
        await Wait.UntilAsync(async () => (await GetAsync($"webhooks/{id}/deliveries?state=Delivered")).GetProperty("deliveries").GetArrayLength() == 1);
        var delivery = await GetAsync($"webhooks/{id}/deliveries/{eventId}");
        Assert.Equal(("order.created", 204), (delivery.GetProperty("body").GetProperty("type").GetString(), delivery.GetProperty("tries")[0].GetProperty("statusCode").GetInt32()));

        (status, var rotated) = await PostAsync($"webhooks/{id}/rotate", new { overlapHours = 1 });
        Assert.Equal((200, 1), (status, rotated.GetProperty("oldSecretsUntil").GetArrayLength()));
        Assert.NotEqual(secret.Reveal(), rotated.GetProperty("secret").GetString());

        (status, _) = await PostAsync($"webhooks/{id}/deliveries/{eventId}/replay");
        Assert.Equal(200, status);
        await Wait.UntilAsync(() => _merchant.Events.Count() == 2);
        Assert.True(_merchant.Events.Last().IsSignedBy(secret));
        Assert.True(_merchant.Events.Last().IsSignedBy(WebhookSecret.Parse(rotated.GetProperty("secret").GetString()!)));

        (status, var disabled) = await PostAsync($"webhooks/{id}/disable", new { reason = "asked for by phone" });
        Assert.Equal((200, "Disabled", "asked for by phone"), (status, disabled.GetProperty("status").GetString(), disabled.GetProperty("reason").GetString()));
        await Wait.UntilAsync(async () => (await PostAsync($"webhooks/{id}/deliveries/{eventId}/replay")).Status == 409);
        (status, var replayed) = await PostAsync($"webhooks/{id}/replay", new { since = "2026-01-01T00:00:00Z" });
        Assert.Equal((200, 0), (status, replayed.GetProperty("replayed").GetInt32()));
        Assert.Equal([id], (await GetAsync("webhooks?merchantId=default&max=10")).GetProperty("endpoints").EnumerateArray().Select(each => each.GetProperty("endpointId").GetString()!));
        Assert.DoesNotContain("whsec_", (await GetAsync("webhooks")).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("webhooks", """{"url":"https://10.0.0.1/"}""", 422, "invalid_request")]
    [InlineData("webhooks", """{"url":"http://shop.example/"}""", 422, "invalid_request")]
    [InlineData("webhooks", """{"url":"https://shop.example/","eventTypes":["order paid"]}""", 422, "invalid_request")]
    [InlineData("webhooks", """{"url":"https://shop.example/","eventTypes":"order.paid"}""", 400, "invalid_request")]
    [InlineData("webhooks", """{"url":"https://shop.example/","secret":"123"}""", 422, "invalid_request")]
    [InlineData("webhooks", """{"uri":"https://shop.example/"}""", 400, "invalid_request")]
    [InlineData("webhooks/we_unknown/verify", "{}", 404, "webhook_endpoint_not_found")]
    [InlineData("webhooks/we_unknown/disable", """{"reason":"x"}""", 404, "webhook_endpoint_not_found")]
    [InlineData("webhooks/we_unknown/rotate", "{}", 404, "webhook_endpoint_not_found")]
    [InlineData("webhooks/we_unknown/rotate", """{"overlapHours":721}""", 422, "invalid_request")]
    [InlineData("webhooks/we_unknown/replay", """{"since":"2026-01-01"}""", 404, "webhook_endpoint_not_found")]
    [InlineData("webhooks/we_unknown/replay", """{"since":"yesterday"}""", 422, "invalid_request")]
    [InlineData("webhooks/we_unknown/deliveries/1/replay", "{}", 404, "webhook_delivery_not_found")]
    public async Task Wrong_requests_are_refused_with_their_code(string path, string body, int status, string code)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), content);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((status, code), ((int)response.StatusCode, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_challenge_that_fails_is_told()
    {
        var (_, registered) = await PostAsync("webhooks", new { url = _merchant.Url.Replace("/hooks", "/else", StringComparison.Ordinal) });
        var (status, problem) = await PostAsync($"webhooks/{registered.GetProperty("endpointId").GetString()}/verify");
        Assert.Equal((422, "webhook_challenge_failed"), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_dead_letter_is_listed_and_replayed()
    {
        var store = _app.Services.GetRequiredService<IPaymentStore>();
        var begin = Sample.Begin(Sample.Order(merchantId: "dead", at: DateTimeOffset.UtcNow));
        await store.BeginOrderAsync(begin, default);
        var eventId = begin.Events[0].EventId;
        await Wait.UntilAsync(async () => (await GetAsync("dead-letters")).GetProperty("deadLetters").GetArrayLength() == 1);

        var letter = (await GetAsync("dead-letters?max=1")).GetProperty("deadLetters")[0];
        Assert.Equal((eventId, "order.created", begin.Order.OrderNo.Value, "dead", 1), (Text("eventId"), Text("type"), Text("orderNo"), Text("merchantId"), letter.GetProperty("attempts").GetInt32()));
        Assert.Equal("broken: InvalidOperationException", Text("lastError"));
        Assert.Equal("payments.webhooks", Assert.Single(letter.GetProperty("deliveredTo").EnumerateArray()).GetString());

        _isBroken = false;
        var (status, replayed) = await PostAsync($"dead-letters/{eventId}/replay");
        Assert.Equal((200, 1), (status, replayed.GetProperty("replayed").GetInt32()));
        Assert.Equal(0, (await GetAsync("dead-letters")).GetProperty("deadLetters").GetArrayLength());
        var (again, problem) = await PostAsync($"dead-letters/{eventId}/replay");
        Assert.Equal((404, "dead_letter_not_found"), (again, problem.GetProperty("code").GetString()));
        using var refused = await _http.GetAsync("dead-letters?max=0");
        Assert.Equal(422, (int)refused.StatusCode);

        string? Text(string name) => letter.GetProperty(name).GetString();
    }

    private async Task<JsonElement> GetAsync(string path) => await _http.GetFromJsonAsync<JsonElement>(path);

    private async Task<(int Status, JsonElement Body)> PostAsync(string path, object? body = null)
    {
        using var response = await _http.PostAsJsonAsync(path, body ?? new { });
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }
}
