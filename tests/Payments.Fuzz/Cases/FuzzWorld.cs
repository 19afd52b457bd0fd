using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Payments.Channels;
using Payments.Channels.WeChat;
using Payments.Fuzz.Alipay;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.WeChat;

namespace Payments.Fuzz.Cases;

/// <summary>
/// Both channels as a host would have them, with keys that are the same in every run: WeChat Pay with a public key and with certificates, and
/// Alipay between them. Time stands still, and the only server is our own.
/// </summary>
internal sealed class FuzzWorld : IDisposable
{
    private const string ApiV3Key = "fuzz0123456789fuzz0123456789fuzz";
    private const string NotifyUrl = "https://pay.example.com/payments/notify";

    // One for the first callback; strangers may cause no other while the clock stands.
    private const int MostFetches = 1;

    private readonly RSA _weChatKey = FixedKeys.Read("wechat-platform.pem");
    private readonly RSA _alipayKey = FixedKeys.Read("alipay-platform.pem");
    private readonly RSA _otherKey = RSA.Create(2048);
    private readonly CertificateServer _server;
    private readonly ServiceProvider _services;

    /// <param name="wrap">Puts something between the fuzzer and each channel; for tests of the laws.</param>
    public FuzzWorld(Func<IPaymentChannel, IPaymentChannel>? wrap = null)
    {
        wrap ??= static channel => channel;
        _server = new CertificateServer(_weChatKey, ApiV3Key);
        _services = Build();
        var channels = _services.GetRequiredService<IPaymentChannels>();
        var alipay = new AlipayTarget(wrap(channels.Find("alipay-main")!), _alipayKey, _otherKey);
        Targets =
        [
            new WeChatTarget("wechat", wrap(channels.Find("wechat-main")!), _weChatKey, WeChatPlatform.PublicKeyId, _otherKey, ApiV3Key),
            alipay,
            new WeChatTarget("wechat with certificates", wrap(channels.Find("wechat-older")!), _weChatKey, CertificateServer.Serial, _otherKey, ApiV3Key),
            alipay,
        ];
    }

    /// <summary>Case n is for target n mod 4: half of all cases are of each channel.</summary>
    public IReadOnlyList<FuzzTarget> Targets { get; }

    /// <summary>What holds over a whole run.</summary>
    /// <returns>Which law is broken, or <see langword="null"/>.</returns>
    public string? JudgeRun() => _server.Calls <= MostFetches ? null : $"strangers made the account fetch its certificates {_server.Calls} times while a minute did not pass";

    public void Dispose()
    {
        _services.Dispose();
        _weChatKey.Dispose();
        _alipayKey.Dispose();
        _otherKey.Dispose();
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new StandingTime());
        services.AddSingleton<IHttpMessageHandlerBuilderFilter>(_server);
        services.AddPayments(configure: options => options.NotifyUrl = NotifyUrl)
            .AddWeChat("wechat-main", options =>
            {
                SetMerchant(options);
                options.PublicKeyId = WeChatPlatform.PublicKeyId;
                options.PublicKey = _weChatKey.ExportSubjectPublicKeyInfoPem();
            })
            .AddWeChat("wechat-older", options =>
            {
                SetMerchant(options);
                options.UsePlatformCertificates = true;
            })
            .AddAlipay("alipay-main", options =>
            {
                options.AppId = AlipayPlatform.AppId;
                options.SellerId = AlipayPlatform.SellerId;
                options.AppPrivateKey = _otherKey.ExportPkcs8PrivateKeyPem();
                options.AlipayPublicKey = _alipayKey.ExportSubjectPublicKeyInfoPem();
            });
        return services.BuildServiceProvider();
    }

    private void SetMerchant(WeChatOptions options)
    {
        options.MchId = WeChatPlatform.MchId;
        options.AppId = WeChatPlatform.AppId;
        options.MerchantSerialNo = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
        options.PrivateKey = _otherKey.ExportPkcs8PrivateKeyPem();
        options.ApiV3Key = ApiV3Key;
    }

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => FuzzTarget.Now;
    }
}
