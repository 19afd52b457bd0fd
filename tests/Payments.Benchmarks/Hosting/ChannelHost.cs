using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Payments.Channels;
using Payments.Fuzz.Genuine;

namespace Payments.Benchmarks.Hosting;

/// <summary>Channel accounts as a host would have them, with fresh keys; nothing leaves the process.</summary>
internal sealed class ChannelHost : IDisposable
{
    public const string ApiV3Key = "bench0123456789bench0123456789ab";

    private const string WeChatAccount = "wechat-main";
    private const string AlipayAccount = "alipay-main";

    private readonly ServiceProvider _services;

    public ChannelHost()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddPayments(configure: options => options.NotifyUrl = NotifyUrl)
            .AddWeChat(WeChatAccount, options =>
            {
                options.MchId = WeChatPlatform.MchId;
                options.AppId = WeChatPlatform.AppId;
                options.MerchantSerialNo = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
                options.PrivateKey = MerchantKey.ExportPkcs8PrivateKeyPem();
                options.ApiV3Key = ApiV3Key;
                options.PublicKeyId = WeChatPlatform.PublicKeyId;
                options.PublicKey = PlatformKey.ExportSubjectPublicKeyInfoPem();
            })
            .AddAlipay(AlipayAccount, options =>
            {
                options.AppId = AlipayPlatform.AppId;
                options.SellerId = AlipayPlatform.SellerId;
                options.AppPrivateKey = MerchantKey.ExportPkcs8PrivateKeyPem();
                options.AlipayPublicKey = PlatformKey.ExportSubjectPublicKeyInfoPem();
            });
        services.AddSingleton<IHttpMessageHandlerBuilderFilter, NoNetwork>();
        _services = services.BuildServiceProvider();
        var channels = _services.GetRequiredService<IPaymentChannels>();
        WeChat = channels.Find(WeChatAccount)!;
        Alipay = channels.Find(AlipayAccount)!;
    }

    /// <summary>The merchant's key pair on both channels.</summary>
    public RSA MerchantKey { get; } = RSA.Create(2048);

    /// <summary>The channels' key pair.</summary>
    public RSA PlatformKey { get; } = RSA.Create(2048);

    public IPaymentChannel WeChat { get; }

    public IPaymentChannel Alipay { get; }

    private static string NotifyUrl => "https://pay.example.com/payments/notify";

    public static ChannelOrder Order(string method, DateTimeOffset now) => new()
    {
        AttemptNo = WeChatSpecimen.AttemptNo,
        Method = PaymentMethod.Parse(method),
        Amount = Money.FromMinorUnits(8_888, Currency.Cny),
        Subject = "一杯咖啡",
        CreatedAt = now,
        ExpiresAt = now.AddMinutes(30),
        NotifyUrl = $"{NotifyUrl}/wechat-main",
        ReturnUrl = "https://shop.example.com/orders/1",
    };

    public void Dispose()
    {
        _services.Dispose();
        MerchantKey.Dispose();
        PlatformKey.Dispose();
    }

    /// <summary>Puts the silent handler at the end of every client's pipeline, whatever its name.</summary>
    private sealed class NoNetwork : IHttpMessageHandlerBuilderFilter
    {
        public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
        {
            next(builder);
            builder.PrimaryHandler.Dispose();
            builder.PrimaryHandler = new SilentHandler();
        };
    }

    /// <summary>Takes a signed request and refuses it in the channel's words: the shortest end a request can come to.</summary>
    private sealed class SilentHandler : HttpMessageHandler
    {
        private static readonly byte[] Refusal = """{"code":"PARAM_ERROR","message":"no"}"""u8.ToArray();

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.BadRequest)
        {
            Content = new ByteArrayContent(Refusal),
            RequestMessage = request,
        });
    }
}
