using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Payments.Storage;
using Payments.Webhooks;

namespace Payments.Telemetry.Tests.Support;

/// <summary>A merchant's host with everything that measures: two accounts of WeChat Pay, one of Alipay, webhooks, live updates, health.</summary>
internal sealed class Merchant : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private Merchant(WebApplication app, string folder)
    {
        _app = app;
        _folder = folder;
        Http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    public IPaymentClient Client => Services.GetRequiredService<IPaymentClient>();

    public IPaymentStore Store => Services.GetRequiredService<IPaymentStore>();

    /// <summary>Everything that was answered over HTTP, for a search.</summary>
    public List<string> Answers { get; } = [];

    public static async Task<Merchant> StartAsync(
        Channels channels, Action<PaymentsBuilder>? add = null, Action<Dictionary<string, string?>>? configure = null, ILoggerProvider? logs = null, Action<WebApplication>? map = null)
    {
        var folder = Directory.CreateTempSubdirectory("payments-merchant-").FullName;
        var address = $"http://127.0.0.1:{FreePort()}";
        var settings = Settings(channels, address, Path.Combine(folder, "payments.db"));
        configure?.Invoke(settings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (logs is not null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);
        }

        builder.Configuration["urls"] = address;
        builder.Configuration.AddInMemoryCollection(settings);
        var payments = builder.AddPayments().AddWeChat().AddAlipay();
        payments = add is null ? payments.UseSqlite().AddWebhooks() : payments;
        add?.Invoke(payments);
        builder.Services.AddPaymentsHealthChecks();
        var app = builder.Build();
        app.MapPayments();
        app.MapPaymentOperations();
        app.MapPaymentsHealth();
        map?.Invoke(app);
        await app.StartAsync();
        return new Merchant(app, folder);
    }

    public async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Answers.Add($"{(int)response.StatusCode} {response.Headers} {text}");
        return (response.StatusCode, text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text)! : JsonValue.Create(text));
    }

    public Task<(HttpStatusCode Status, JsonNode Body)> CreateAsync(string method, string merchantOrderNo, object? payer = null, string? account = null, string subject = "Tea", int? expiresInSeconds = null) =>
        SendAsync(
            HttpMethod.Post,
            "/payments/orders",
            new { merchantOrderNo, amount = new { currency = "CNY", minorUnits = 8_800 }, method, subject, payer, channelAccount = account, expiresInSeconds },
            merchantOrderNo);

    public async Task<JsonNode> PendingAsync(string method, string merchantOrderNo, object? payer = null, string? account = null, string subject = "Tea", int? expiresInSeconds = null)
    {
        var (status, order) = await CreateAsync(method, merchantOrderNo, payer, account, subject, expiresInSeconds);
        Assert.True(status == HttpStatusCode.Created, order.ToString());
        return order;
    }

    public async Task<JsonNode> WaitForAsync(string orderNo, string status)
    {
        JsonNode order = new JsonObject();
        for (var i = 0; i < 800; i++)
        {
            order = (await Http.GetFromJsonAsync<JsonNode>($"/payments/orders/{orderNo}"))!;
            if ((string)order["status"]! == status)
            {
                return order;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"The order did not become {status} within twenty seconds: {order}");
    }

    /// <summary>An endpoint on this very host, known and verified.</summary>
    public async Task<WebhookEndpoint> AddEndpointAsync(string path, WebhookSecret? secret = null)
    {
        var webhooks = Services.GetRequiredService<IWebhooks>();
        var endpoint = await webhooks.RegisterAsync(new RegisterWebhook { Url = new Uri(Http.BaseAddress!, path).ToString(), Secret = secret });
        var verified = await webhooks.VerifyAsync(endpoint.EndpointId);
        Assert.Equal((WebhookEndpointStatus.Active, null), (verified?.Status, verified?.Reason));
        return verified!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _app.StopAsync(limit.Token);
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static async Task UntilAsync(Func<bool> isDone, string what)
    {
        for (var i = 0; i < 800 && !isDone(); i++)
        {
            await Task.Delay(25);
        }

        Assert.True(isDone(), $"{what} did not happen within twenty seconds.");
    }

    private static Dictionary<string, string?> Settings(Channels channels, string address, string file)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Payments:NotifyUrl"] = $"{address}/payments/notify",
            ["Payments:Sqlite:DataSource"] = file,
            ["Payments:Sqlite:Durability"] = "Normal",
            ["Payments:ChannelTimeout"] = "00:00:03",
            ["Payments:Events:PollInterval"] = "00:00:00.05",
            ["Payments:Events:RetryDelay"] = "00:00:00.02",
            ["Payments:Events:MaxRetryDelay"] = "00:00:00.05",
            ["Payments:Events:MaxAttempts"] = "2",
            ["Payments:Sweeper:FirstDelay"] = "00:00:00.5",
            ["Payments:Sweeper:MaxDelay"] = "00:00:00.5",
            ["Payments:Sweeper:ExpiryGrace"] = "00:00:01",
            ["Payments:Routing:Rules:0:Name"] = "wechat",
            ["Payments:Routing:Rules:0:Methods:0"] = "wechat.*",
            ["Payments:Routing:Rules:0:Accounts:0:Account"] = "wechat-main",
            ["Payments:Routing:Rules:0:Accounts:1:Account"] = "wechat-backup",
            ["Payments:Routing:Rules:0:Accounts:1:Priority"] = "1",
            ["Payments:Routing:Rules:1:Name"] = "alipay",
            ["Payments:Routing:Rules:1:Methods:0"] = "alipay.*",
            ["Payments:Routing:Rules:1:Accounts:0:Account"] = "alipay-main",
            ["Payments:Webhooks:AllowLoopback"] = "true",
            ["Payments:Webhooks:PollInterval"] = "00:00:00.05",
            ["Payments:Webhooks:Schedule:0"] = "00:00:00.02",
            ["Payments:Webhooks:Schedule:1"] = "00:00:00.02",
        };
        AddWeChat(settings, "wechat-main", channels.Address, channels.Main["wechat"]!);
        AddWeChat(settings, "wechat-backup", channels.Address, channels.Backup["wechat"]!);
        var alipay = channels.Main["alipay"]!;
        settings["Payments:Alipay:alipay-main:AppId"] = (string)alipay["appId"]!;
        settings["Payments:Alipay:alipay-main:SellerId"] = (string)alipay["sellerId"]!;
        settings["Payments:Alipay:alipay-main:AppPrivateKey"] = (string)alipay["appPrivateKeyPem"]!;
        settings["Payments:Alipay:alipay-main:AlipayPublicKey"] = (string)alipay["alipayPublicKeyPem"]!;
        settings["Payments:Alipay:alipay-main:GatewayUrl"] = $"{channels.Address}gateway.do";
        settings["Payments:Alipay:alipay-main:BarcodePollInterval"] = "00:00:00.2";
        return settings;
    }

    private static void AddWeChat(Dictionary<string, string?> settings, string account, Uri address, JsonNode wechat)
    {
        var section = $"Payments:WeChat:{account}";
        settings[$"{section}:MchId"] = (string)wechat["mchId"]!;
        settings[$"{section}:AppId"] = (string)wechat["appId"]!;
        settings[$"{section}:MerchantSerialNo"] = (string)wechat["merchantSerialNo"]!;
        settings[$"{section}:PrivateKey"] = (string)wechat["merchantPrivateKeyPem"]!;
        settings[$"{section}:ApiV3Key"] = (string)wechat["apiV3Key"]!;
        settings[$"{section}:BaseUrl"] = address.ToString().TrimEnd('/');
        settings[$"{section}:TryTimeout"] = "00:00:00.9";
        settings[$"{section}:PublicKeyId"] = (string)wechat["publicKeyId"]!;
        settings[$"{section}:PublicKey"] = (string)wechat["publicKeyPem"]!;
        settings[$"{section}:Barcode:Enabled"] = "true";
        settings[$"{section}:Barcode:StoreId"] = "shop-1";
        settings[$"{section}:Barcode:PollInterval"] = "00:00:01";
    }
}
