using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.WireMock.Tests.Support;

/// <summary>A merchant's host as a developer would build it; all its channels are sick.</summary>
internal sealed class Merchant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _file;
    private readonly HttpClient _http;

    private Merchant(WebApplication app, string file)
    {
        _app = app;
        _file = file;
        _http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public static async Task<Merchant> StartAsync(Dictionary<string, string?> accounts, TimeSpan channelTimeout)
    {
        var address = $"http://127.0.0.1:{FreePort.Find()}";
        var file = Path.Combine(Path.GetTempPath(), $"payments-wiremock-{Guid.NewGuid():N}.db");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        foreach (var (key, value) in accounts)
        {
            builder.Configuration[key] = value;
        }

        builder.Configuration["urls"] = address;
        builder.Configuration["Payments:NotifyUrl"] = $"{address}/payments/notify";
        builder.Configuration["Payments:Sqlite:DataSource"] = file;
        builder.Configuration["Payments:ChannelTimeout"] = channelTimeout.ToString();
        builder.Configuration["Payments:SelfTest"] = "false";
        builder.AddPayments().AddWeChat().AddAlipay().UseSqlite();
        var app = builder.Build();
        app.MapPayments();
        await app.StartAsync();
        return new Merchant(app, file);
    }

    public async Task<Reply> CreateAsync(string account, string subject)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments/orders")
        {
            Content = JsonContent.Create(new
            {
                merchantOrderNo = subject,
                amount = new { currency = "CNY", minorUnits = 8_800 },
                method = account.StartsWith("wechat", StringComparison.Ordinal) ? "wechat.native" : "alipay.precreate",
                subject,
                channelAccount = account,
            }),
        };
        request.Headers.Add("Idempotency-Key", subject);
        return await SendAsync(request);
    }

    public async Task<Reply> CloseAsync(string orderNo)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/payments/orders/{orderNo}/close");
        return await SendAsync(request);
    }

    public async Task<Reply> GetAsync(string orderNo)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/payments/orders/{orderNo}");
        return await SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(_file + suffix);
        }
    }

    private async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        return new Reply(response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }
}

/// <summary>An answer of the merchant's host: an order, or a problem with the order in it.</summary>
internal sealed record Reply(HttpStatusCode Status, JsonNode Body)
{
    public JsonNode Order => Body["orderNo"] is null ? Body["order"]! : Body;

    public string OrderNo => (string)Order["orderNo"]!;

    public string OrderStatus => (string)Order["status"]!;

    public string? NextAction => (string?)Order["nextAction"]?["type"];

    public JsonNode Attempt => Assert.Single(Order["attempts"]!.AsArray())!;

    public string AttemptNo => (string)Attempt["attemptNo"]!;

    public string AttemptStatus => (string)Attempt["status"]!;

    /// <summary>The problem's code, or that of the order's error.</summary>
    public string? Code => (string?)Body["code"] ?? (string?)Body["error"]?["code"];

    public string Message => (string?)Body["detail"] ?? (string?)Body["error"]?["message"] ?? "";

    public void Has(HttpStatusCode status) => Assert.True(Status == status, $"{Status}: {Body}");
}
