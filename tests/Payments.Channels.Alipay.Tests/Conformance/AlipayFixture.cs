using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Channels.Alipay.Tests.Simulated;
using Payments.Conformance;
using Payments.Simulators;
using Payments.Simulators.Scenarios;

namespace Payments.Channels.Alipay.Tests.Conformance;

/// <summary>The channel on the simulator, over real HTTP.</summary>
public sealed partial class AlipayFixture : ChannelFixture
{
    private const string AuthCode = "280000000000999999";
    private const string Payee = "payee-7@example.com";
    private const string PayeeName = "欧阳收款人";
    private static readonly string Data = Directory.CreateTempSubdirectory("payments-alipay-").FullName;

    private readonly List<string> _secrets = [AuthCode, Payee, PayeeName];
    private readonly ShiftedTime _time = new();
    private readonly HttpClient _payer = new();
    private WebApplication? _app;
    private ServiceProvider? _services;

    public override PaymentMethod Method => AlipayPaymentMethods.Precreate;

    public override IReadOnlyList<string> Secrets => _secrets;

    public override bool KnowsUnopened => false;

    public override async ValueTask<IPaymentChannel> CreateChannelAsync()
    {
        Callbacks.Reply = new NotificationReply(200, "text/plain", "success");
        Network.Unsign = static (_, body) => Encoding.UTF8.GetBytes(Signature().Replace(Encoding.UTF8.GetString(body), ""));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.DataFolder = Data;
            options.TimeScale = 0.001;
            options.TimeProvider = _time;
            options.NotificationHandler = () => Callbacks;

            // Certificates have tests of their own; the suites need only that transfers are taken.
            options.Alipay.TransfersNeedCertificates = false;
        });
        _app = builder.Build();
        _app.MapPaymentSimulators();
        await _app.StartAsync();

        var credentials = World.Credentials()["alipay"]!;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        new PaymentsBuilder(services, configuration: null).AddAlipay("alipay-main", options =>
        {
            options.AppId = (string)credentials["appId"]!;
            options.SellerId = (string)credentials["sellerId"]!;
            options.AppPrivateKey = (string)credentials["appPrivateKeyPem"]!;
            options.AlipayPublicKey = (string)credentials["alipayPublicKeyPem"]!;
            options.AesKey = (string)credentials["aesKey"]!;
            options.GatewayUrl = _app.Urls.Single() + "/gateway.do";
            options.Timeout = TimeSpan.FromSeconds(1);
            options.TryTimeout = TimeSpan.FromMilliseconds(400);
            options.BarcodePollInterval = TimeSpan.FromMilliseconds(30);
            options.BarcodePollTime = TimeSpan.FromMilliseconds(400);
        });
        services.AddHttpClient("payments-alipay-alipay-main").AddHttpMessageHandler(Network.CreateHandler);
        _secrets.AddRange([(string)credentials["appPrivateKeyPem"]!, (string)credentials["aesKey"]!]);
        _services = services.BuildServiceProvider();
        return _services.GetRequiredService<ChannelRegistration>().Create(_services);
    }

    public override ChannelOrder MakeBarcodeOrder() => MakeOrder() with { Method = AlipayPaymentMethods.Barcode, Payer = new Payer { AuthCode = new PayerId(AuthCode) } };

    public override ChannelTransferOrder MakeTransfer() => new()
    {
        TransferNo = Guid.NewGuid().ToString("N"),
        Amount = Money.FromMinorUnits(1_234, Currency.Cny),
        Payee = new PayerId(Payee),
        RealName = new PayerId(PayeeName),
        Title = "提现",
        Remark = "三月份的奖金",
    };

    public override async Task OpenAsync(ChannelOrder order)
    {
        using var answer = await _payer.PostAsJsonAsync(new Uri(_app!.Urls.Single() + "/_sim/alipay/open"), new Dictionary<string, string>(StringComparer.Ordinal) { ["outTradeNo"] = order.AttemptNo });
        answer.EnsureSuccessStatusCode();
    }

    public override bool ReaddressNextCallback()
    {
        World.Add(new Scenario { Channel = "alipay", Kind = ScenarioKind.WrongFields, Operation = Scenario.Notify, Fields = new() { ["seller_id"] = "2088999999999999" } });
        return true;
    }

    public override Task PayAsync(ChannelOrder order)
    {
        World.Pay("alipay", order.AttemptNo);
        return Task.CompletedTask;
    }

    public override async ValueTask<DateOnly> MakeStatementAsync()
    {
        var day = await base.MakeStatementAsync();
        _time.Advance(TimeSpan.FromDays(2));
        return day;
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        _payer.Dispose();
        if (_services is not null) await _services.DisposeAsync();
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private SimulatorWorld World => _app!.Services.GetRequiredService<SimulatorWorld>();

    [GeneratedRegex(",?\"sign\":\"[^\"]*\"", RegexOptions.None, 1_000)]
    private static partial Regex Signature();
}
