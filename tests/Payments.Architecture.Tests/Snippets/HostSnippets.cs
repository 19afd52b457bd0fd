using Payments.AspNetCore;
using Payments.Channels.WeChat;
using Payments.Simulators;
using Payments.Sqlite;
using Payments.Storage;

namespace Payments.Architecture.Tests.Snippets;

internal static class HostSnippets
{
    public static void Health(WebApplicationBuilder builder)
    {
        #region health
        builder.AddPayments().AddWeChat().UseSqlite();
        builder.Services.AddPaymentsHealthChecks();
        var app = builder.Build();
        app.MapPayments();
        app.MapPaymentsHealth("/health");
        app.Run();
        #endregion
    }

    public static void Program(string[] args)
    {
        #region program
        var builder = WebApplication.CreateBuilder(args);
        builder.AddPayments().AddWeChat().AddAlipay().UseSqlite();
        var app = builder.Build();
        app.MapPayments();
        app.Run();
        #endregion
    }

    public static void InCode(WebApplicationBuilder builder)
    {
        #region settings-in-code
        builder.AddPayments(options => options.DefaultExpiry = TimeSpan.FromMinutes(15))
            .AddWeChat("wechat-main", options =>
            {
                options.MchId = "1900000001";
                options.AppId = "wx8888888888888888";
                options.PrivateKey = "/run/secrets/apiclient_key.pem";
                options.MerchantSerialNo = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
                options.ApiV3Key = builder.Configuration["WECHAT_API_V3_KEY"] ?? "";
                options.PublicKeyId = "PUB_KEY_ID_0114232134912410000000000000";
                options.PublicKey = "/run/secrets/pub_key.pem";
            })
            .UseSqlite("/var/lib/shop/payments.db")
            .AddEventHandler<OrderPaid, ShipGoods>("ship-goods");
        #endregion
    }

    public static void Redis(WebApplicationBuilder builder)
    {
        #region redis
        builder.AddPayments().AddWeChat().AddAlipay().UsePostgreSql().UseRedis();
        #endregion
    }

    public static void OrderLimit(WebApplicationBuilder builder)
    {
        #region order-limit
        builder.Services.Configure<PaymentEndpointOptions>(options =>
        {
            options.OrdersPerMerchant = 600;
            options.OrdersWindow = TimeSpan.FromMinutes(1);
        });
        #endregion
    }

    public static void Parts(WebApplication app)
    {
        #region map-parts
        app.MapPaymentOrders("/pay").RequireAuthorization();
        app.MapPaymentNotifications("/pay");
        #endregion
    }

    public static void Signer(WebApplicationBuilder builder)
    {
        #region signer
        builder.Services.AddKeyedSingleton<IWeChatSigner, VaultSigner>("wechat-main");
        #endregion
    }

    public static void Endpoints(WebApplicationBuilder builder)
    {
        #region endpoint-options
        builder.Services.Configure<PaymentEndpointOptions>(options =>
        {
            options.MaxListeners = 5_000;
            options.AllowedOrigins.Add("https://shop.example");
        });
        #endregion
    }

    public static void Simulated(WebApplicationBuilder builder)
    {
        #region simulators
        builder.Services.AddPaymentSimulators(options => options.TimeScale = 0.01);
        var app = builder.Build();
        app.MapPaymentSimulators();
        #endregion
        app.Run();
    }

    #region backup
    public static async Task BackUpAsync(SqlitePaymentStore store, TimeProvider time, CancellationToken cancellationToken) =>
        await store.BackupAsync($"/backup/payments-{time.GetUtcNow():yyyyMMdd-HHmmss}.db", cancellationToken);
    #endregion

    #region dead-letters
    public static async Task ReplayAllAsync(IPaymentStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        foreach (var letter in await store.ReadDeadLettersAsync(max: 1_000, cancellationToken))
        {
            await store.ReplayDeadLetterAsync(letter.Event.EventId, time.GetUtcNow(), cancellationToken);
        }
    }
    #endregion

    #region quarantine
    public static async Task PrintQuarantineAsync(IPaymentStore store, CancellationToken cancellationToken)
    {
        foreach (var evidence in await store.ReadRecentEvidenceAsync("wechat-main", max: 1_000, cancellationToken))
        {
            if (evidence.Verdict == EvidenceVerdict.Quarantined)
            {
                Console.WriteLine($"{evidence.ReceivedAt:O} {evidence.OrderNo} {evidence.Reason}");
            }
        }
    }
    #endregion

    private sealed class VaultSigner : IWeChatSigner
    {
        public ValueTask<ReadOnlyMemory<byte>> SignAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => new(message);

        public ValueTask<ReadOnlyMemory<byte>> DecryptAsync(ReadOnlyMemory<byte> ciphertext, CancellationToken cancellationToken) => new(ciphertext);
    }
}

#region merchant-resolver
public sealed class ApiKeyMerchants : IMerchantResolver
{
    public ValueTask<string> ResolveAsync(HttpContext context) =>
        ValueTask.FromResult(context.User.FindFirst("merchant")?.Value ?? Merchants.Default);
}
#endregion
