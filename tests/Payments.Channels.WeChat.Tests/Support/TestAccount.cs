using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Channels;

namespace Payments.Channels.WeChat.Tests.Support;

/// <summary>One account on the stub, made the way a host makes it.</summary>
internal sealed class TestAccount : IDisposable
{
    public const string Name = "wechat-main";

    public static readonly DateTimeOffset Start = new(2025, 1, 1, 0, 0, 0, TimeSpan.FromHours(8));

    private readonly ServiceProvider _services;

    public TestAccount(Action<WeChatOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        Time = new ManualTime(Start);
        WeChat = new StubWeChat(Time);
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(Time);
        collection.AddSingleton<ILoggerProvider>(Log);
        collection.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace));
        services?.Invoke(collection);
        new PaymentsBuilder(collection, configuration: null).AddWeChat(Name, options =>
        {
            Fill(options);
            configure?.Invoke(options);
        });
        collection.AddHttpClient("payments-wechat-" + Name).ConfigurePrimaryHttpMessageHandler(() => WeChat);
        _services = collection.BuildServiceProvider();
        Channel = _services.GetServices<ChannelRegistration>().Single().Create(_services);
    }

    public ManualTime Time { get; }

    public StubWeChat WeChat { get; }

    public RecordedLog Log { get; } = new();

    public IPaymentChannel Channel { get; }

    public IRefunds Refunds => (IRefunds)Channel;

    public ITransfers Transfers => (ITransfers)Channel;

    public IBarcodePay Barcode => (IBarcodePay)Channel;

    public IStatements Statements => (IStatements)Channel;

    public IChannelSelfTest SelfTest => (IChannelSelfTest)Channel;

    public WeChatPayApi Api => _services.GetRequiredKeyedService<WeChatPayApi>(Name);

    public WeChatCipher Cipher => _services.GetRequiredKeyedService<WeChatCipher>(Name);

    public IWeChatSigner Signer => _services.GetRequiredKeyedService<IWeChatSigner>(Name);

    public static void Fill(WeChatOptions options)
    {
        options.MchId = "1900000001";
        options.AppId = "wx8888888888888888";
        options.MerchantSerialNo = WeChatSide.MerchantSerial;
        options.PrivateKey = TestKeys.Merchant.ExportPkcs8PrivateKeyPem();
        options.ApiV3Key = WeChatSide.ApiV3Key;
        options.PublicKeyId = WeChatSide.PublicKeyId;
        options.PublicKey = TestKeys.Platform.ExportSubjectPublicKeyInfoPem();
        options.BackupBaseUrl = "none";

        // One call is one request, except in the tests of repeating.
        options.MaxRetries = 0;
    }

    public static ChannelOrder Order(PaymentMethod method) => new()
    {
        AttemptNo = "01JABCDEFGHJKMNPQRSTVWXYZ001",
        Method = method,
        Amount = Money.FromMinorUnits(100, Currency.Cny),
        Subject = "一杯咖啡 & tea",
        CreatedAt = Start,
        ExpiresAt = Start.AddMinutes(30).AddMilliseconds(987),
        NotifyUrl = "https://shop.example.com/payments/notify/wechat-main",
        ReturnUrl = "https://shop.example.com/done?order=1",
        Payer = new Payer { Id = new PayerId("oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"), IpAddress = "14.23.150.211", AuthCode = new PayerId("134567890123456789") },
    };

    public static ChannelOrderReference Reference(PaymentMethod? method = null) => new("01JABCDEFGHJKMNPQRSTVWXYZ001", method ?? WeChatPaymentMethods.Native);

    public static ChannelRefundOrder RefundOrder() => new()
    {
        RefundNo = "R1",
        AttemptNo = "01JABCDEFGHJKMNPQRSTVWXYZ001",
        ChannelTransactionId = "4200000000202001010000000001",
        Amount = Money.FromMinorUnits(40, Currency.Cny),
        Total = Money.FromMinorUnits(100, Currency.Cny),
        Reason = "不想要了",
        NotifyUrl = "https://shop.example.com/payments/notify/wechat-main",
    };

    public void Dispose() => _services.Dispose();
}

/// <summary>Keeps every log line, so that a test can look for what must not be there.</summary>
internal sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(EventId Id, string Text)> _lines = [];

    public IReadOnlyList<(EventId Id, string Text)> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
        {
            _lines.Add((eventId, formatter(state, exception) + exception));
        }
    }

    public void Dispose()
    {
    }
}
