using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Payments.Channels.WeChat.Tests.Support;
using Payments.Conformance;
using Payments.Simulators;
using Payments.Simulators.Scenarios;

namespace Payments.Channels.WeChat.Tests.Conformance;

/// <summary>The channel on the simulator, over real HTTP.</summary>
public sealed class WeChatFixture : ChannelFixture
{
    private const string OpenId = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";
    private const string PayeeName = "欧阳收款人";
    private static readonly string Keys = Directory.CreateTempSubdirectory("payments-wechat-").FullName;

    private readonly List<string> _secrets = [OpenId, PayeeName];
    private WebApplication? _app;
    private ServiceProvider? _services;

    public override PaymentMethod Method => WeChatPaymentMethods.Native;

    public override IReadOnlyList<string> Secrets => _secrets;

    public override IReadOnlyList<string> SignatureHeaders => ["Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Serial", "Wechatpay-Signature"];

    public override async ValueTask<IPaymentChannel> CreateChannelAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddPaymentSimulators(options =>
        {
            options.DataFolder = Keys;
            options.TimeScale = 0.001;
            options.BillsAtOnce = true;
            options.NotificationHandler = () => Callbacks;
        });
        _app = builder.Build();
        _app.MapPaymentSimulators();
        await _app.StartAsync();

        var credentials = _app.Services.GetRequiredService<SimulatorWorld>().Credentials()["wechat"]!;
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        new PaymentsBuilder(services, configuration: null).AddWeChat(TestAccount.Name, options =>
        {
            options.BaseUrl = _app.Urls.Single();
            options.BackupBaseUrl = "none";
            options.MchId = (string)credentials["mchId"]!;
            options.AppId = (string)credentials["appId"]!;
            options.MerchantSerialNo = (string)credentials["merchantSerialNo"]!;
            options.PrivateKey = (string)credentials["merchantPrivateKeyPem"]!;
            options.ApiV3Key = (string)credentials["apiV3Key"]!;
            options.PublicKeyId = (string)credentials["publicKeyId"]!;
            options.PublicKey = (string)credentials["publicKeyPem"]!;
            options.Timeout = TimeSpan.FromSeconds(1);
            options.TryTimeout = TimeSpan.FromMilliseconds(400);
            options.Barcode = new WeChatBarcodeOptions { Enabled = true, StoreId = "S1", PollInterval = TimeSpan.FromMilliseconds(100), PollFor = TimeSpan.FromMilliseconds(400) };
        });
        services.AddHttpClient("payments-wechat-" + TestAccount.Name).AddHttpMessageHandler(Network.CreateHandler);
        _secrets.AddRange([(string)credentials["merchantPrivateKeyPem"]!, (string)credentials["apiV3Key"]!]);
        _services = services.BuildServiceProvider();
        return _services.GetRequiredService<ChannelRegistration>().Create(_services);
    }

    public override ChannelOrder MakeOrder(Currency? currency = null) => base.MakeOrder(currency) with { Payer = new Payer { Id = new PayerId(OpenId), IpAddress = "14.23.150.211" } };

    public override ChannelOrder MakeBarcodeOrder() => MakeOrder() with { Method = WeChatPaymentMethods.Barcode, Payer = new Payer { AuthCode = new PayerId("134567890123456789") } };

    public override bool TellsOfTransfers => true;

    public override ChannelTransferOrder MakeTransfer() => new()
    {
        TransferNo = Guid.NewGuid().ToString("N"),
        Amount = Money.FromMinorUnits(1_234, Currency.Cny),
        Payee = new PayerId(OpenId),
        RealName = new PayerId(PayeeName),
        Title = "新会员有礼",
        Scene = "1000",
        Reports = [new TransferReport("活动名称", "新会员有礼"), new TransferReport("奖励说明", "注册会员抽奖一等奖")],
        Method = WeChatPaymentMethods.MiniProgram,
        NotifyUrl = "https://shop.example/payments/notify/account",
    };

    public override Task TakeAsync(ChannelTransferOrder transfer)
    {
        _app!.Services.GetRequiredService<SimulatorWorld>().Pay("wechat", transfer.TransferNo);
        return Task.CompletedTask;
    }

    public override bool ReaddressNextCallback()
    {
        _app!.Services.GetRequiredService<SimulatorWorld>().Add(new Scenario { Channel = "wechat", Kind = ScenarioKind.WrongFields, Operation = Scenario.Notify, Fields = new() { ["mchid"] = "1999999999" } });
        return true;
    }

    public override Task PayAsync(ChannelOrder order)
    {
        _app!.Services.GetRequiredService<SimulatorWorld>().Pay("wechat", order.AttemptNo);
        return Task.CompletedTask;
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }
    }
}
