using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Sqlite;
using Payments.Storage;

namespace Payments.Tests.Shared;

/// <summary>A payment host without channels: orders are written into its store, and its outbox does the rest.</summary>
internal sealed class OutboxHost : IAsyncDisposable
{
    private readonly IHost _host;

    private OutboxHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IPaymentStore Store => Services.GetRequiredService<IPaymentStore>();

    public static async Task<OutboxHost> StartAsync(string file, Action<PaymentsBuilder> compose, Action<PaymentsOptions>? options = null, ILoggerProvider? log = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        if (log is not null)
        {
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log);
        }

        compose(builder.Services
            .AddPayments((IConfigurationSection?)null, settings =>
            {
                settings.Events.PollInterval = TimeSpan.FromMilliseconds(50);
                options?.Invoke(settings);
            })
            .UseSqlite(store => (store.DataSource, store.Durability) = (file, SqliteDurability.Normal)));
        var host = builder.Build();
        await host.StartAsync();
        return new OutboxHost(host);
    }

    /// <summary>Writes orders of so many events each.</summary>
    public async Task<IReadOnlyList<OrderNo>> AddOrdersAsync(int orders, int events) =>
        await Task.WhenAll(Enumerable.Range(0, orders).Select(_ => Task.Run(() => AddOrderAsync(events))));

    public Task<OrderNo> AddOrderAsync(int events) => StoredOrders.AddAsync(Store, events);

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
