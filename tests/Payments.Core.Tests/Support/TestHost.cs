using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Core.Tests.Support;

/// <summary>The engine on a real SQLite file, with scripted channels.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly bool _ownsFile;

    private TestHost(IHost host, string file, bool ownsFile, ScriptedChannel channel)
    {
        _host = host;
        File = file;
        _ownsFile = ownsFile;
        Channel = channel;
    }

    public string File { get; }

    public ScriptedChannel Channel { get; }

    public IServiceProvider Services => _host.Services;

    public IPaymentClient Client => Services.GetRequiredService<IPaymentClient>();

    public IPaymentStore Store => Services.GetRequiredService<IPaymentStore>();

    public INotificationReceiver Receiver => Services.GetRequiredService<INotificationReceiver>();

    public static CreateOrderRequest Request(string merchantOrderNo = "m-1", long minorUnits = 100) => new()
    {
        MerchantOrderNo = merchantOrderNo,
        Amount = Money.FromMinorUnits(minorUnits, Currency.Cny),
        Method = ScriptedChannel.Qr,
        Subject = "Tea",
    };

    public static async Task<TestHost> StartAsync(
        TimeProvider? time = null,
        string? file = null,
        ScriptedChannel? channel = null,
        ScriptedChannel? second = null,
        Action<PaymentsBuilder>? configure = null,
        Action<PaymentsOptions>? options = null)
    {
        var path = file ?? Path.Combine(Path.GetTempPath(), $"payments-{Guid.NewGuid():N}.db");
        channel ??= new ScriptedChannel();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.Logging.SetMinimumLevel(LogLevel.None);
        var payments = builder.AddPayments(settings =>
            {
                settings.NotifyUrl = "http://127.0.0.1/payments/notify";
                settings.Events.PollInterval = TimeSpan.FromMilliseconds(50);

                // Most tests count the calls a channel gets; those of the sweeper turn it on.
                settings.Sweeper.Enabled = false;
                settings.Routing.Probing = false;
                settings.Events.RetryDelay = TimeSpan.FromMilliseconds(10);
                settings.Events.MaxRetryDelay = TimeSpan.FromMilliseconds(20);
                options?.Invoke(settings);
            })
            .UseSqlite(path)
            .AddChannel(channel.Account, "test", _ => channel);
        if (second is not null)
        {
            payments.AddChannel(second.Account, "test", _ => second);
        }

        configure?.Invoke(payments);
        var host = builder.Build();
        await host.StartAsync();
        return new TestHost(host, path, file is null, channel);
    }

    public async Task<PaymentOrder> PendingOrderAsync(string merchantOrderNo = "m-1")
    {
        var outcome = await Client.CreateOrderAsync(Request(merchantOrderNo), $"key-{merchantOrderNo}");
        return Assert.IsType<OrderOutcome.Accepted>(outcome).Order;
    }

    public async Task<NotificationVerdict> CallbackAsync(string attemptNo, string status, Money amount, string transactionId = "tx-1", string? account = null)
    {
        var reply = await Receiver.ReceiveAsync(account ?? Channel.Account, ScriptedChannel.Callback(attemptNo, status, amount, transactionId), TestContext.Current.CancellationToken);
        return (NotificationVerdict)reply!.StatusCode;
    }

    public async Task<NotificationVerdict> RefundCallbackAsync(Refund refund, ChannelRefundStatus status = ChannelRefundStatus.Succeeded, Money? amount = null, string? account = null)
    {
        var request = ScriptedChannel.RefundCallback(refund.RefundNo, refund.AttemptNo, status, amount ?? refund.Amount);
        var reply = await Receiver.ReceiveAsync(account ?? Channel.Account, request, TestContext.Current.CancellationToken);
        return (NotificationVerdict)reply!.StatusCode;
    }

    /// <summary>An order that its first attempt paid.</summary>
    public async Task<PaymentOrder> PaidOrderAsync(string merchantOrderNo = "m-1", long minorUnits = 100)
    {
        var outcome = await Client.CreateOrderAsync(Request(merchantOrderNo, minorUnits), $"key-{merchantOrderNo}");
        var order = Assert.IsType<OrderOutcome.Accepted>(outcome).Order;
        Assert.Equal(NotificationVerdict.Accepted, await CallbackAsync(order.Attempts[0].AttemptNo, "Succeeded", order.Amount));
        return await ReadAsync(order.OrderNo);
    }

    public async Task<PaymentOrder> ReadAsync(OrderNo orderNo) => (await Client.FindOrderAsync(orderNo))!;

    public async Task<IReadOnlyList<PaymentEvent>> EventsAsync(OrderNo orderNo) => await Store.ReadEventsAsync(orderNo, 0, 1_000, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        if (_ownsFile)
        {
            foreach (var suffix in (string[])["", "-wal", "-shm"])
            {
                System.IO.File.Delete(File + suffix);
            }
        }
    }
}
