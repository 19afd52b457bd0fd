using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Fuzz.Alipay;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.WeChat;

namespace Payments.Fuzz.Cases;

/// <summary>Both channels as a host would have them, with keys that are the same in every run.</summary>
internal sealed class FuzzWorld : IDisposable
{
    private const string ApiV3Key = "fuzz0123456789fuzz0123456789fuzz";

    private readonly List<IDisposable> _owned = [];

    public FuzzWorld()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new StandingTime());
        var weChatKey = Own(FixedKeys.Read("wechat-platform.pem"));
        var alipayKey = Own(FixedKeys.Read("alipay-platform.pem"));
        var impostor = Own(RSA.Create(2048));
        services.AddPayments(configure: options => options.NotifyUrl = "https://pay.example.com/payments/notify")
            .AddWeChat("wechat-main", options =>
            {
                options.MchId = WeChatPlatform.MchId;
                options.AppId = WeChatPlatform.AppId;
                options.MerchantSerialNo = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
                options.PrivateKey = impostor.ExportPkcs8PrivateKeyPem();
                options.ApiV3Key = ApiV3Key;
                options.PublicKeyId = WeChatPlatform.Serial;
                options.PublicKey = weChatKey.ExportSubjectPublicKeyInfoPem();
            })
            .AddAlipay("alipay-main", options =>
            {
                options.AppId = AlipayPlatform.AppId;
                options.SellerId = AlipayPlatform.SellerId;
                options.AppPrivateKey = impostor.ExportPkcs8PrivateKeyPem();
                options.AlipayPublicKey = alipayKey.ExportSubjectPublicKeyInfoPem();
            });
        var provider = Own(services.BuildServiceProvider());
        var channels = provider.GetRequiredService<IPaymentChannels>();
        Targets =
        [
            new WeChatTarget(channels.Find("wechat-main")!, weChatKey, impostor, ApiV3Key),
            new AlipayTarget(channels.Find("alipay-main")!, alipayKey, impostor),
        ];
    }

    public IReadOnlyList<FuzzTarget> Targets { get; }

    public void Dispose() => _owned.ForEach(item => item.Dispose());

    private T Own<T>(T item)
        where T : IDisposable
    {
        _owned.Add(item);
        return item;
    }

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => FuzzTarget.Now;
    }
}
