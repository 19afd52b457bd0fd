using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Storage;

namespace Payments.EndToEnd.Tests.Support;

/// <summary>A merchant's host as a developer would build it: the ten lines of the README, SQLite, and both channels pointed at the simulators.</summary>
internal sealed class Merchant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _file;

    private Merchant(WebApplication app, string file, LogTrap logs)
    {
        _app = app;
        _file = file;
        Logs = logs;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    public LogTrap Logs { get; }

    public IServiceProvider Services => _app.Services;

    public IPaymentStore Store => Services.GetRequiredService<IPaymentStore>();

    public static async Task<Merchant> StartAsync(SimulatorFixture simulators, Action<Dictionary<string, string?>>? configure = null)
    {
        var address = $"http://127.0.0.1:{Ports.Free()}";
        var file = Path.Combine(Path.GetTempPath(), $"payments-e2e-{Guid.NewGuid():N}.db");
        var settings = Settings(simulators, address, file);
        configure?.Invoke(settings);
        var builder = WebApplication.CreateSlimBuilder();
        var logs = new LogTrap();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        builder.Configuration["urls"] = address;
        foreach (var (key, value) in settings)
        {
            builder.Configuration[key] = value;
        }

        builder.AddPayments().AddWeChat().AddAlipay().UseSqlite();
        var app = builder.Build();
        app.MapPayments();
        await app.StartAsync();
        return new Merchant(app, file, logs);
    }

    public static Dictionary<string, string?> Settings(SimulatorFixture simulators, string address, string file) =>
        Settings(simulators.Credentials, simulators.Address, address, file);

    public static Dictionary<string, string?> Settings(JsonNode credentials, Uri simulators, string address, string file)
    {
        var wechat = credentials["wechat"]!;
        var alipay = credentials["alipay"]!;
        var settings = new Dictionary<string, string?>
        {
            ["Payments:NotifyUrl"] = $"{address}/payments/notify",
            ["Payments:Sqlite:DataSource"] = file,
            ["Payments:Alipay:alipay-main:AppId"] = (string)alipay["appId"]!,
            ["Payments:Alipay:alipay-main:SellerId"] = (string)alipay["sellerId"]!,
            ["Payments:Alipay:alipay-main:AppPrivateKey"] = (string)alipay["appPrivateKeyPem"]!,
            ["Payments:Alipay:alipay-main:AlipayPublicKey"] = (string)alipay["alipayPublicKeyPem"]!,
            ["Payments:Alipay:alipay-main:GatewayUrl"] = $"{simulators}gateway.do",
            ["Payments:Alipay:alipay-main:BarcodePollInterval"] = "00:00:01",
        };
        foreach (var account in (string[])["wechat-main", "wechat-certificates"])
        {
            var section = $"Payments:WeChat:{account}";
            settings[$"{section}:MchId"] = (string)wechat["mchId"]!;
            settings[$"{section}:AppId"] = (string)wechat["appId"]!;
            settings[$"{section}:MerchantSerialNo"] = (string)wechat["merchantSerialNo"]!;
            settings[$"{section}:PrivateKey"] = (string)wechat["merchantPrivateKeyPem"]!;
            settings[$"{section}:ApiV3Key"] = (string)wechat["apiV3Key"]!;
            settings[$"{section}:BaseUrl"] = simulators.ToString().TrimEnd('/');
            settings[$"{section}:Barcode:Enabled"] = "true";
            settings[$"{section}:Barcode:StoreId"] = "shop-1";
            settings[$"{section}:Barcode:PollInterval"] = "00:00:01";
        }

        settings["Payments:WeChat:wechat-main:PublicKeyId"] = (string)wechat["publicKeyId"]!;
        settings["Payments:WeChat:wechat-main:PublicKey"] = (string)wechat["publicKeyPem"]!;
        settings["Payments:WeChat:wechat-certificates:UsePlatformCertificates"] = "true";
        return settings;
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> CreateAsync(string method, string merchantOrderNo, object? payer = null, string? account = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/payments/orders")
        {
            Content = JsonContent.Create(new
            {
                merchantOrderNo,
                amount = new { currency = "CNY", minorUnits = 8_800 },
                method,
                subject = "红茶 100 g",
                payer,
                channelAccount = account,
            }),
        };
        request.Headers.Add("Idempotency-Key", key ?? merchantOrderNo);
        using var response = await Http.SendAsync(request);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>())!);
    }

    public async Task<JsonNode> GetAsync(string orderNo) => (await Http.GetFromJsonAsync<JsonNode>($"/payments/orders/{orderNo}"))!;

    public async Task<JsonNode> WaitForAsync(string orderNo, string status)
    {
        JsonNode order = new JsonObject();
        for (var i = 0; i < 400; i++)
        {
            order = await GetAsync(orderNo);
            if ((string)order["status"]! == status)
            {
                return order;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"The order did not become {status} within ten seconds: {order}");
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
        foreach (var suffix in (string[])["", "-wal", "-shm"])
        {
            File.Delete(_file + suffix);
        }
    }
}

internal static class Ports
{
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Keeps every log line of every level, exceptions included.</summary>
internal sealed class LogTrap : ILoggerProvider
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogTrap trap, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            trap.Lines.Enqueue($"{logLevel} {category}[{eventId.Id}] {formatter(state, exception)} {exception}");
    }
}
