using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Channels;

namespace Payments.AspNetCore.Tests.Fakes;

/// <summary>A real Kestrel on a free port, the routes under test, and fakes behind them.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(WebApplication app)
    {
        App = app;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
    }

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public FakeClient Client => App.Services.GetRequiredService<FakeClient>();

    public FakeAccounts Accounts => App.Services.GetRequiredService<FakeAccounts>();

    public FakeUpdates Updates => App.Services.GetRequiredService<FakeUpdates>();

    public FakeReceiver Receiver => App.Services.GetRequiredService<FakeReceiver>();

    public ManualClock Clock => App.Services.GetRequiredService<ManualClock>();

    public LogLines Log => App.Services.GetRequiredService<LogLines>();

    public static async Task<TestHost> StartAsync(Action<WebApplicationBuilder>? build = null, Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var log = new LogLines();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<FakeClient>().AddSingleton<IPaymentClient>(services => services.GetRequiredService<FakeClient>());
        builder.Services.AddSingleton<FakeAccounts>().AddSingleton<IChannelAccounts>(services => services.GetRequiredService<FakeAccounts>());
        builder.Services.AddSingleton(services => FakeStore.Over(services.GetRequiredService<FakeClient>().Orders));
        builder.Services.AddSingleton<FakeUpdates>().AddSingleton<IOrderUpdates>(services => services.GetRequiredService<FakeUpdates>());
        builder.Services.AddSingleton<FakeReceiver>().AddSingleton<INotificationReceiver>(services => services.GetRequiredService<FakeReceiver>());
        builder.Services.AddSingleton<ManualClock>().AddSingleton<TimeProvider>(services => services.GetRequiredService<ManualClock>());
        build?.Invoke(builder);
        var app = builder.Build();
        (map ?? (static app => app.MapPayments()))(app);
        await app.StartAsync();
        return new TestHost(app);
    }

    public Task<HttpResponseMessage> CreateAsync(string body, string? key = "k-1", string? contentType = "application/json") =>
        CreateAsync(Encoding.UTF8.GetBytes(body), key, contentType);

    public Task<HttpResponseMessage> CreateAsync(byte[] body, string? key = "k-1", string? contentType = "application/json")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/payments/orders") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return Http.SendAsync(request);
    }

    /// <summary>Sends JSON without any key.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body) => Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
    }
}

internal static class Replies
{
    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    /// <summary>Checks that the answer is a whole problem of this status and code.</summary>
    public static async Task<JsonObject> AssertProblemAsync(this HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.ToString());
        Assert.True(response.Headers.CacheControl?.NoStore);
        var problem = await response.JsonAsync();
        Assert.Equal(code, (string?)problem["code"]);
        Assert.Equal($"urn:payments:error:{code}", (string?)problem["type"]);
        Assert.Equal(status, (int?)problem["status"]);
        Assert.All(["title", "detail", "remedy"], member => Assert.False(string.IsNullOrWhiteSpace((string?)problem[member])));
        return problem;
    }
}
