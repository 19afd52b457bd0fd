using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.AspNetCore;

namespace Payments.Redis.Tests.Support;

/// <summary>A real web host on a free port, with the HTTP API.</summary>
internal sealed class WebNode : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebNode(WebApplication app, LogList logs)
    {
        _app = app;
        Logs = logs;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    public LogList Logs { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<WebNode> StartAsync(string file, string? redis, StubChannel channel, Action<PaymentsOptions>? options = null, Action<PaymentEndpointOptions>? routes = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var logs = new LogList();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.Configure<PaymentEndpointOptions>(settings => routes?.Invoke(settings));
        var payments = builder.AddPayments(settings =>
        {
            settings.NotifyUrl = "http://127.0.0.1/payments/notify";
            settings.Sweeper.Enabled = false;
            settings.SelfTest = false;
            settings.SubmissionTokens.Key = RedisNode.TokenKey;
            options?.Invoke(settings);
        }).UseSqlite(file).AddChannel(channel.Account, "stub", _ => channel);
        if (redis is not null)
        {
            payments.UseRedis(redis);
        }

        var app = builder.Build();
        app.MapPayments();
        await app.StartAsync();
        return new WebNode(app, logs);
    }

    public Task WaitUntilUpAsync() => Eventually.IsSoAsync(() => Logs.Count(10000) > 0);

    public async Task<string> TokenAsync(string user = "user-1", string product = "tea")
    {
        using var response = await Http.PostAsJsonAsync("/payments/submission-tokens", new { userId = user, productId = product });
        response.EnsureSuccessStatusCode();
        return (string)(await response.Content.ReadFromJsonAsync<JsonNode>())!["token"]!;
    }

    public Task<HttpResponseMessage> CreateAsync(string merchantOrderNo, string? token = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/payments/orders")
        {
            Content = JsonContent.Create(new { merchantOrderNo, amount = new { currency = "CNY", minorUnits = 100 }, method = "stub.qr", subject = "Tea" }),
        };
        request.Headers.Add("Idempotency-Key", key ?? merchantOrderNo);
        if (token is not null)
        {
            request.Headers.Add("Submission-Token", token);
        }

        return Http.SendAsync(request);
    }

    public async Task<JsonNode> CreatedAsync(string merchantOrderNo, string? token = null)
    {
        using var response = await CreateAsync(merchantOrderNo, token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    public async Task CallBackAsync(string attemptNo)
    {
        using var response = await Http.PostAsync("/payments/notify/stub-main", new StringContent($"{attemptNo}|100"));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}

internal static class Problems
{
    public static async Task IsProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, text);
        Assert.Equal(code, (string?)JsonNode.Parse(text)!["code"]);
    }
}
