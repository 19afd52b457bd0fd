using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Payments.Conformance;
using Payments.Storage;

namespace Payments.Webhooks.Tests.Support;

/// <summary>A payment host without channels: orders are written into its store, and its outbox and webhooks do the rest.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly IHost _host;

    private Node(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IWebhooks Webhooks => Services.GetRequiredService<IWebhooks>();

    public IWebhookStore Store => Services.GetRequiredService<IWebhookStore>();

    public IPaymentStore Payments => Services.GetRequiredService<IPaymentStore>();

    public static async Task<Node> StartAsync(string file, Action<WebhookOptions>? configure = null, ILoggerProvider? log = null, TimeProvider? time = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        }

        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        Add(builder.Services, file, configure);
        var host = builder.Build();
        await host.StartAsync();
        return new Node(host);
    }

    public static void Add(IServiceCollection services, string file, Action<WebhookOptions>? configure = null) => services
        .AddPayments((IConfigurationSection?)null, options => options.Events.PollInterval = TimeSpan.FromMilliseconds(50))
        .UseSqlite(options => (options.DataSource, options.Durability) = (file, Sqlite.SqliteDurability.Normal))
        .AddWebhooks(options =>
        {
            options.AllowLoopback = true;
            options.PollInterval = TimeSpan.FromMilliseconds(50);
            foreach (var pause in Enumerable.Repeat(TimeSpan.FromMilliseconds(20), 30))
            {
                options.Schedule.Add(pause);
            }

            configure?.Invoke(options);
        });

    /// <summary>Registers an endpoint and has it verified.</summary>
    public async Task<WebhookEndpoint> AddEndpointAsync(string url, string merchantId = Merchants.Default, params string[] types)
    {
        var endpoint = await Webhooks.RegisterAsync(new RegisterWebhook { Url = url, MerchantId = merchantId, EventTypes = types });
        var verified = await Webhooks.VerifyAsync(endpoint.EndpointId);
        Assert.Equal((WebhookEndpointStatus.Active, null), (verified?.Status, verified?.Reason));
        return verified!;
    }

    /// <summary>Writes an order with so many events.</summary>
    public Task<OrderNo> AddOrderAsync(int events = 1, string merchantId = Merchants.Default) => StoredOrders.AddAsync(Payments, events, merchantId);

    /// <summary>Enqueues a message beside the outbox, for tests of the sender alone.</summary>
    public async Task<string> EnqueueAsync()
    {
        var orderNo = Sample.OrderNo(DateTimeOffset.UtcNow);
        var message = new WebhookMessage($"{orderNo}-1", Merchants.Default, "order.paid", orderNo, 1, "{}"u8.ToArray(), DateTimeOffset.UtcNow);
        await Store.EnqueueAsync(message, default);
        return message.EventId;
    }

    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _host.StopAsync(limit.Token);
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}

/// <summary>Everything that is logged, as text.</summary>
internal sealed class LogLines : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}

/// <summary>The clock on the wall, moved ahead; timers run as ever.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public TimeSpan Shift
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _ticks));
        set => Volatile.Write(ref _ticks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
