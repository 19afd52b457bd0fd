using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Fuzz.Alipay;
using Payments.Fuzz.Genuine;

namespace Payments.Fuzz.Cases;

/// <summary>Both channels as a host would have them, with keys that are the same in every run.</summary>
internal sealed class FuzzWorld : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public FuzzWorld()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new StandingTime());
        var alipayKey = Own(FixedKeys.Read("alipay-platform.pem"));
        var impostor = Own(RSA.Create(2048));
        services.AddPayments(configure: options => options.NotifyUrl = "https://pay.example.com/payments/notify")
            .AddAlipay("alipay-main", options =>
            {
                options.AppId = AlipayPlatform.AppId;
                options.SellerId = AlipayPlatform.SellerId;
                options.AppPrivateKey = impostor.ExportPkcs8PrivateKeyPem();
                options.AlipayPublicKey = alipayKey.ExportSubjectPublicKeyInfoPem();
            });
        var provider = Own(services.BuildServiceProvider());
        var channels = provider.GetRequiredService<IPaymentChannels>();
        Targets = [new AlipayTarget(channels.Find("alipay-main")!, alipayKey, impostor)];
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
