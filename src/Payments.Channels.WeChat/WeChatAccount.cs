using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels.WeChat.Barcode;
using Payments.Channels.WeChat.Bills;
using Payments.Channels.WeChat.Certificates;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Notifications;
using Payments.Channels.WeChat.Options;
using Payments.Channels.WeChat.Orders;
using Payments.Channels.WeChat.Refunds;
using Payments.Channels.WeChat.Signing;
using Payments.Channels.WeChat.Transfers;

namespace Payments.Channels.WeChat;

/// <summary>Puts the parts of one account together. A keyed singleton under the account's name.</summary>
internal sealed class WeChatAccount : IDisposable
{
    private WeChatAccount(string account, WeChatOptions options, IWeChatSigner signer, string serialNo, string path, IServiceProvider services)
    {
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Payments.Channels.WeChat");
        var resources = new ResourceCipher(AccountKeys.ReadApiV3Key(path, options));
        var requestSigner = new RequestSigner(options.MchId, serialNo, signer, time);
        var merchant = new Merchant(options);
        Keys = new PlatformKeys(AccountKeys.ReadPublicKey(path, options));
        Http = new WeChatHttp(account, options, services.GetRequiredService<IHttpClientFactory>(), requestSigner, time, logger);
        Certificates = new PlatformCertificates(Http, Keys, resources, options, time, logger);
        var verifier = new SignatureVerifier(Keys, Certificates, serialNo);
        var calls = new VerifiedCalls(Http, Keys, Certificates, verifier, time, logger);
        var orders = new OrderCalls(merchant, options, calls, requestSigner, time);
        Api = new WeChatPayApi(calls, requestSigner);
        Cipher = new WeChatCipher(account, Keys, Certificates, signer, resources, time);
        Channel = new WeChatChannel(
            account,
            options.Barcode.Enabled,
            orders,
            new RefundCalls(merchant, calls),
            new TransferCalls(merchant, calls, Cipher),
            new BarcodeCalls(account, merchant, options.Barcode, calls, orders, time, logger),
            new BillDownloads(account, merchant, options, calls, Http),
            new NotificationReader(merchant, verifier, resources),
            new SelfTest(path, merchant, Keys, Certificates, verifier, Http, time));
    }

    public WeChatChannel Channel { get; }

    public WeChatPayApi Api { get; }

    public WeChatCipher Cipher { get; }

    private PlatformKeys Keys { get; }

    private WeChatHttp Http { get; }

    private PlatformCertificates Certificates { get; }

    /// <exception cref="PaymentConfigurationException">A setting is wrong; the checks at start report all of them.</exception>
    public static WeChatAccount Create(IServiceProvider services, string account, string path)
    {
        var options = services.GetRequiredService<IOptionsMonitor<WeChatOptions>>().Get(account);
        var signer = services.GetRequiredKeyedService<IWeChatSigner>(account);
        return AccountKeys.SerialNo(options, (signer as LocalSigner)?.Key.Certificate) is { } serialNo
            ? new WeChatAccount(account, options, signer, serialNo, path, services)
            : throw new PaymentConfigurationException([WeChatConfigurationCheck.SerialMissing(path)]);
    }

    public void Dispose() => Certificates.Dispose();
}
