using System.Text.Json.Nodes;
using Payments.Simulators.Channels;
using Payments.Simulators.Notifications;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat.Identity;
using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;
using Payments.Simulators.WeChat.Refunds;
using Payments.Simulators.WeChat.Signing;
using Payments.Simulators.WeChat.Transfers;

namespace Payments.Simulators.WeChat.Notices;

/// <summary>Callbacks: encrypted under the APIv3 key, signed, repeated by the official schedule.</summary>
internal sealed class WeChatNotices(SimulatorOptions options, WeChatBook book, NotificationScheduler scheduler, PlatformSigning signing)
{
    /// <summary>15 repeats, 24 h 4 min in all (pay.weixin.qq.com, payment notice).</summary>
    private static readonly TimeSpan[] Schedule =
    [
        TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(20),
        TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(60),
        TimeSpan.FromHours(3), TimeSpan.FromHours(3), TimeSpan.FromHours(3), TimeSpan.FromHours(6), TimeSpan.FromHours(6),
    ];

    private int _turn;

    public void Paid(WeChatOrder order)
    {
        if (order.NotifyUrl is { } url)
        {
            var content = OrderJson.Write(order);
            Send(order.Party.Merchant, order.AskedSerial, order.OutTradeNo, url, "TRANSACTION.SUCCESS", "支付成功", "transaction", () => content, default);
        }
    }

    /// <summary>The content is written when the refund ends, from its state then.</summary>
    public void RefundEnds(WeChatRefund refund, RefundState end, TimeSpan delay)
    {
        if (refund.NotifyUrl is not { } url)
        {
            return;
        }

        var (name, summary) = end switch
        {
            RefundState.Success => ("REFUND.SUCCESS", "退款成功"),
            RefundState.Abnormal => ("REFUND.ABNORMAL", "退款异常"),
            _ => ("REFUND.CLOSED", "退款关闭"),
        };
        Send(refund.Order.Party.Merchant, refund.AskedSerial, refund.Order.OutTradeNo, url, name, summary, "refund", () => WriteRefund(refund), delay);
    }

    public void TransferEnds(WeChatTransfer transfer, TimeSpan delay)
    {
        if (transfer.NotifyUrl is { } url)
        {
            Send(
                transfer.Merchant, transfer.AskedSerial, transfer.OutBillNo, url,
                "MCHTRANSFER.BILL.FINISHED", "商家转账单据终态通知", "mch_payment", () => WriteTransfer(transfer), delay);
        }
    }

    private JsonObject WriteTransfer(WeChatTransfer transfer)
    {
        lock (book.Gate)
        {
            transfer.Settle(options.TimeProvider.GetUtcNow());
            return transfer.WriteNotice();
        }
    }

    private JsonObject WriteRefund(WeChatRefund refund)
    {
        lock (book.Gate)
        {
            refund.Settle(options.TimeProvider.GetUtcNow());
            return refund.WriteNotice();
        }
    }

    private void Send(
        WeChatMerchant merchant, string? askedSerial, string outTradeNo, string url, string name, string summary, string type, Func<JsonObject> content, TimeSpan delay)
    {
        var now = options.TimeProvider.GetUtcNow();
        var id = WeChatNumbers.NotificationId(now);
        var createTime = WeChatTime.Rfc3339(now + delay);
        scheduler.Schedule(
            new Notice
            {
                Channel = WeChatSimulator.ChannelName,
                Id = id,
                Event = name,
                OutTradeNo = outTradeNo,
                Url = url,
                RetryAfter = Schedule,
                Acknowledges = static (status, _) => status is 200 or 204,
                Build = scenario =>
                {
                    var plain = (JsonObject)content().DeepClone();
                    ReplyWriter.Spoil(plain, scenario);
                    var envelope = Json.Bytes(new JsonObject
                    {
                        ["id"] = id,
                        ["create_time"] = createTime,
                        ["resource_type"] = "encrypt-resource",
                        ["event_type"] = name,
                        ["summary"] = summary,
                        ["resource"] = Resource(merchant, plain, type),
                    });
                    return Sign(SignerFor(merchant, askedSerial), envelope, scenario);
                },
            },
            delay);
    }

    private static JsonObject Resource(WeChatMerchant merchant, JsonObject plain, string type)
    {
        var resource = Aead.Seal(merchant.ApiV3Key, Json.Bytes(plain), type);
        resource.Insert(0, "original_type", type);
        return resource;
    }

    private NoticeContent Sign(PlatformSigner signer, byte[] body, Scenario? scenario)
    {
        List<KeyValuePair<string, string>> headers =
        [
            new("Accept", "*/*"),
            new("User-Agent", "Mozilla/4.0"),
            new("Request-ID", PlatformSigning.RequestId(0)),
            .. signing.Headers(signer, body, scenario),
        ];
        if (scenario?.Kind == ScenarioKind.Tampered)
        {
            ReplyWriter.Tamper(body);
        }

        return new NoticeContent("application/json", body, headers);
    }

    private PlatformSigner SignerFor(WeChatMerchant merchant, string? askedSerial)
    {
        if (options.WeChat.PublicKeyOnly)
        {
            return merchant.PublicKey;
        }

        var publicKey = options.WeChat.CallbackSigning switch
        {
            WeChatSigningKey.PlatformCertificate => false,
            WeChatSigningKey.PublicKey => true,
            WeChatSigningKey.Alternate => Interlocked.Increment(ref _turn) % 2 == 0,
            _ => askedSerial == merchant.PublicKey.Serial,
        };
        return publicKey ? merchant.PublicKey : merchant.Platform;
    }
}
