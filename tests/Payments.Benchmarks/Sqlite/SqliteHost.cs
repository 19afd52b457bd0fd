using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Payments.Channels;
using Payments.Storage;

namespace Payments.Benchmarks.Sqlite;

/// <summary>The engine on a SQLite file of its own with the default settings, beside a second, empty file of the same schema for the yardstick.</summary>
internal sealed class SqliteHost : IDisposable
{
    public static readonly Money Amount = Money.FromMinorUnits(8_888, Currency.Cny);

    private static readonly KeyValuePair<string, StringValues>[] Headers =
    [
        new("Content-Type", "application/json"),
        new("Wechatpay-Nonce", "EcY6zPDcqMsbyeHrDkFSBqPUVMBxEFhP"),
        new("Wechatpay-Serial", "PUB_KEY_ID_0114232134912410000000000000"),
        new("Wechatpay-Signature", new string('A', 344)),
        new("Wechatpay-Timestamp", "1741152575"),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("payments-bench-");
    private readonly ServiceProvider _services;
    private readonly IPaymentClient _client;
    private readonly INotificationReceiver _receiver;
    private int _number;

    public SqliteHost()
    {
        _services = Start(OursFile);
        _client = _services.GetRequiredService<IPaymentClient>();
        _receiver = _services.GetRequiredService<INotificationReceiver>();
        using (Start(YardstickFile))
        {
            // Only its schema is wanted.
        }
    }

    public string OursFile => Path.Combine(_folder.FullName, "ours.db");

    public string YardstickFile => Path.Combine(_folder.FullName, "yardstick.db");

    /// <summary>Creates one order; the channel answers at once.</summary>
    public async Task<PaymentOrder> CreateAsync()
    {
        var number = Interlocked.Increment(ref _number).ToString("D10", CultureInfo.InvariantCulture);
        var request = new CreateOrderRequest
        {
            MerchantOrderNo = "M" + number,
            Amount = Amount,
            Method = StubChannel.Qr,
            Subject = "一杯咖啡",
        };
        var outcome = await _client.CreateOrderAsync(request, "key-" + number, CancellationToken.None);
        return outcome is OrderOutcome.Accepted { Order.Status: OrderStatus.Pending } accepted
            ? accepted.Order
            : throw new InvalidOperationException($"A benchmark's order was not created: {outcome}");
    }

    /// <summary>A callback that says this attempt is paid, as large as a real one.</summary>
    public static NotificationRequest Paid(string attemptNo) => new(Encoding.ASCII.GetBytes(attemptNo.PadRight(900)), Headers, DateTimeOffset.UtcNow);

    public Task ReceiveAsync(NotificationRequest request) => _receiver.ReceiveAsync(StubChannel.Name, request, CancellationToken.None);

    public void Dispose()
    {
        _services.Dispose();
        _folder.Delete(recursive: true);
    }

    // The host is not started: what runs beside a request (delivery of events, purging) is not part of the request.
    private static ServiceProvider Start(string file)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPayments(configure: options => options.NotifyUrl = "https://pay.example.com/payments/notify")
            .UseSqlite(file)
            .AddChannel(StubChannel.Name, "stub", static _ => new StubChannel());
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IPaymentStore>().InitializeAsync(CancellationToken.None).GetAwaiter().GetResult();
        return provider;
    }
}
