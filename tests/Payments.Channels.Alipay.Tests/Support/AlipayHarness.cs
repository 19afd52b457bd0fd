using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Payments.Channels.Alipay.Tests.Support;

/// <summary>One account on a fake gateway.</summary>
internal sealed class AlipayHarness : IDisposable
{
    public const string Account = "alipay-main";
    public const string AppId = "2021000000000001";
    public const string SellerId = "2088000000000001";
    public const string TransferNo = "01JQZ8K3W5T7Y9A2B4C6D8E0F1T1";
    public const string AttemptNo = "01JQZ8K3W5T7Y9A2B4C6D8E0F101";

    private readonly ServiceProvider _provider;

    public AlipayHarness(Action<AlipayOptions>? configure = null, TestTime? time = null, HttpMessageHandler? network = null, Action<IServiceCollection>? services = null)
    {
        Time = time ?? new TestTime();
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(Time);
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Recorder(Log)));
        services?.Invoke(collection);
        new PaymentsBuilder(collection, configuration: null).AddAlipay(Account, options =>
        {
            Defaults(options);
            configure?.Invoke(options);
        });
        collection.AddHttpClient("payments-alipay-" + Account).ConfigurePrimaryHttpMessageHandler(() => network ?? Gateway).SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        _provider = collection.BuildServiceProvider();
    }

    public FakeGateway Gateway { get; } = new();

    public TestTime Time { get; }

    public ConcurrentQueue<string> Log { get; } = new();

    public IServiceProvider Services => _provider;

    public IPaymentChannel Channel => _provider.GetServices<ChannelRegistration>().Single(registration => registration.Account == Account).Create(_provider);

    public IRefunds Refunds => (IRefunds)Channel;

    public ITransfers Transfers => (ITransfers)Channel;

    public IBarcodePay Barcode => (IBarcodePay)Channel;

    public IStatements Statements => (IStatements)Channel;

    public IChannelSelfTest SelfTest => (IChannelSelfTest)Channel;

    public AlipayApi Api => _provider.GetRequiredKeyedService<AlipayApi>(Account);

    public static void Defaults(AlipayOptions options)
    {
        options.AppId = AppId;
        options.SellerId = SellerId;
        options.AppPrivateKey = TestFiles.Key("app");
        options.AlipayPublicKey = FakeGateway.PlatformKey.ExportSubjectPublicKeyInfoPem();

        // One call is one request, except in the tests of repeating; and beyond what TestTime lets pass at once.
        options.MaxRetries = 0;
        options.TryTimeout = TimeSpan.FromSeconds(10);
    }

    public static ChannelOrder Order(PaymentMethod method, Payer? payer = null) => new()
    {
        AttemptNo = AttemptNo,
        Method = method,
        Amount = new Money(8800, Currency.Cny),
        Subject = "一杯咖啡 + tea \"100%\" <b>",
        CreatedAt = TestTime.Start,
        ExpiresAt = TestTime.Start.AddMinutes(30),
        NotifyUrl = "https://shop.example/payments/notify/alipay-main",
        ReturnUrl = "https://shop.example/back?order=1&x=%20",
        Payer = payer,
    };

    public static ChannelOrder BarcodeOrder() => Order(AlipayPaymentMethods.Barcode, new Payer { AuthCode = new PayerId("280000000000000000") });

    public static ChannelOrderReference Reference(PaymentMethod? method = null) => new(AttemptNo, method ?? AlipayPaymentMethods.Precreate);

    public static ChannelRefundOrder Refund() => new()
    {
        RefundNo = "R01",
        AttemptNo = AttemptNo,
        Amount = new Money(300, Currency.Cny),
        Total = new Money(8800, Currency.Cny),
        Reason = "坏了",
        NotifyUrl = "https://shop.example/payments/notify/alipay-main",
    };

    public static ChannelTransferOrder Transfer() => new()
    {
        TransferNo = TransferNo,
        Amount = new Money(1234, Currency.Cny),
        Payee = new PayerId("2088900000000007"),
        RealName = new PayerId("张三丰"),
        Title = "三月份的奖金",
        Remark = "谢谢 + more",
        Scene = "业务结算",
        Reports = [new TransferReport("结算款项名称", "奖金")],
    };

    public static ChannelRefundReference RefundReference() => new("R01", AttemptNo, Currency.Cny);

    public static string Paid(string extra = "") =>
        $$"""{"code":"10000","msg":"Success","out_trade_no":"{{AttemptNo}}","trade_no":"2026030422001400000000000001","trade_status":"TRADE_SUCCESS","total_amount":"88.00","send_pay_date":"2026-03-04 13:07:00","buyer_user_id":"2088900000000007"{{extra}}}""";

    public static string State(string status, string extra = "") =>
        $$"""{"code":"10000","msg":"Success","out_trade_no":"{{AttemptNo}}","trade_no":"2026030422001400000000000001","trade_status":"{{status}}","total_amount":"88.00"{{extra}}}""";

    public void Dispose()
    {
        _provider.Dispose();
        Gateway.Dispose();
    }

    private sealed class Recorder(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

internal static class Outcomes
{
    public static T Accepted<T>(this ChannelOutcome<T> outcome) => Assert.IsType<ChannelOutcome<T>.Accepted>(outcome).Value;

    public static PaymentError Rejected<T>(this ChannelOutcome<T> outcome) => Assert.IsType<ChannelOutcome<T>.Rejected>(outcome).Error;

    public static PaymentError Unknown<T>(this ChannelOutcome<T> outcome) => Assert.IsType<ChannelOutcome<T>.Unknown>(outcome).Error;
}
