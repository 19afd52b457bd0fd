using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Payments.Channels;
using Payments.Channels.Alipay;
using Payments.Channels.WeChat;

namespace Payments.WireMock.Tests.Support;

/// <summary>One account with its own merchant number and no engine behind it: what arrives is what the channel sent. Its channel does as a test says, call by call.</summary>
internal sealed class SickAccount : IAsyncDisposable
{
    public const string AttemptNo = "01JABCDEFGHJKMNPQRSTVWXYZ001";
    public const string RefundNo = "R1";

    private const string PublicKeyId = "PUB_KEY_ID_0119000001002024010100000000000001";

    private static readonly RSA Ours = RSA.Create(2048);
    private static readonly RSA Theirs = RSA.Create(2048);
    private static int _next = 5_000;

    private readonly string _number = Interlocked.Increment(ref _next).ToString(CultureInfo.InvariantCulture);
    private readonly Journal _journal;
    private readonly ServiceProvider _services;

    private SickAccount(SickChannels channels, string channel, Action<SickAccount, PaymentsBuilder> add)
    {
        _journal = channels.Journal;
        IsWeChat = channel == "wechat";
        var services = new ServiceCollection();
        services.AddLogging();
        add(this, new PaymentsBuilder(services, configuration: null));
        _services = services.BuildServiceProvider();
        Channel = _services.GetRequiredService<ChannelRegistration>().Create(_services);
    }

    public bool IsWeChat { get; }

    public IPaymentChannel Channel { get; }

    private string MchId => "190000" + _number;

    private string AppId => "202100000000" + _number;

    public static SickAccount Of(SickChannels channels, string channel) => channel == "wechat" ? WeChat(channels) : Alipay(channels);

    public static SickAccount WeChat(SickChannels channels, Action<WeChatOptions>? configure = null) => new(channels, "wechat", (self, builder) => builder.AddWeChat("wechat-sick", options =>
    {
        options.MchId = self.MchId;
        options.AppId = "wx8888888888888888";
        options.MerchantSerialNo = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
        options.PrivateKey = Ours.ExportPkcs8PrivateKeyPem();
        options.ApiV3Key = "0123456789abcdef0123456789abcdef";
        options.PublicKeyId = PublicKeyId;
        options.PublicKey = Theirs.ExportSubjectPublicKeyInfoPem();
        options.BaseUrl = channels.Address;
        options.Barcode = new WeChatBarcodeOptions { Enabled = true, StoreId = "S1", PollInterval = TimeSpan.FromMilliseconds(100), PollFor = TimeSpan.FromSeconds(5) };
        configure?.Invoke(options);
    }));

    public static SickAccount Alipay(SickChannels channels, Action<AlipayOptions>? configure = null) => new(channels, "alipay", (self, builder) => builder.AddAlipay("alipay-sick", options =>
    {
        options.AppId = self.AppId;
        options.SellerId = "2088000000000900";
        options.AppPrivateKey = Ours.ExportPkcs8PrivateKeyPem();
        options.AlipayPublicKey = Theirs.ExportSubjectPublicKeyInfoPem();
        options.GatewayUrl = channels.Address + "/gateway.do";
        options.BarcodePollInterval = TimeSpan.FromMilliseconds(100);
        configure?.Invoke(options);
    }));

    /// <summary>Answers the calls of an operation one after the other; the last answer stays.</summary>
    /// <param name="operation">WeChat Pay: a pattern of the path. Alipay: the method.</param>
    /// <param name="answers">WireMock's responses.</param>
    public async Task PlayAsync(string operation, params object[] answers)
    {
        var scenario = Guid.NewGuid().ToString("N");
        for (var i = 0; i < answers.Length; i++)
        {
            await _journal.MapAsync(new
            {
                scenarioName = scenario,
                requiredScenarioState = State(i),
                newScenarioState = State(Math.Min(i + 1, answers.Length - 1)),
                request = Pattern(operation),
                response = answers[i],
            });
        }
    }

    /// <summary>What arrived, oldest first.</summary>
    public Task<IReadOnlyList<Seen>> SeenAsync(string operation) => _journal.SeenAsync(Pattern(operation));

    /// <summary>A genuine answer: WeChat Pay's body, or Alipay's node.</summary>
    public object Genuine(string operation, string json)
    {
        if (!IsWeChat)
        {
            var sign = Convert.ToBase64String(Theirs.SignData(Encoding.UTF8.GetBytes(json), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            return new { status = 200, body = $$"""{"{{operation.Replace('.', '_')}}_response":{{json}},"sign":"{{sign}}"}""" };
        }

        var timestamp = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var message = Encoding.UTF8.GetBytes($"{timestamp}\nnonce\n{json}\n");
        return new
        {
            status = 200,
            body = json,
            headers = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Content-Type"] = "application/json",
                ["Wechatpay-Timestamp"] = timestamp,
                ["Wechatpay-Nonce"] = "nonce",
                ["Wechatpay-Serial"] = PublicKeyId,
                ["Wechatpay-Signature"] = Convert.ToBase64String(Theirs.SignData(message, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            },
        };
    }

    /// <summary>A genuine answer that the payment succeeded.</summary>
    public object Paid() => IsWeChat
        ? Genuine(Operations.Query, $$"""{"mchid":"{{MchId}}","appid":"wx8888888888888888","out_trade_no":"{{AttemptNo}}","transaction_id":"4200000000202001010000000001","trade_type":"NATIVE","trade_state":"SUCCESS","success_time":"2025-01-01T00:00:00+08:00","amount":{"total":100,"currency":"CNY"} }""")
        : Genuine(Operations.AlipayQuery, $$"""{"code":"10000","msg":"Success","out_trade_no":"{{AttemptNo}}","trade_no":"2026030422001400000000000001","trade_status":"TRADE_SUCCESS","total_amount":"1.00","send_pay_date":"2026-03-04 13:07:00"}""");

    /// <summary>A genuine answer that the refund was done.</summary>
    public object Refunded() => IsWeChat
        ? Genuine(Operations.Refund, $$"""{"transaction_id":"4200000000202001010000000001","out_trade_no":"{{AttemptNo}}","refund_id":"50000000382019052709732678859","out_refund_no":"{{RefundNo}}","status":"SUCCESS","success_time":"2025-01-01T00:05:00+08:00","amount":{"total":100,"refund":40,"currency":"CNY"} }""")
        : Genuine(Operations.AlipayRefund, $$"""{"code":"10000","msg":"Success","out_trade_no":"{{AttemptNo}}","trade_no":"2026030422001400000000000001","fund_change":"Y","refund_fee":"0.40"}""");

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static string State(int index) => index == 0 ? "Started" : "after " + index.ToString(CultureInfo.InvariantCulture);

    private object Pattern(string operation) => IsWeChat
        ? new { method = "ANY", urlPathPattern = operation, headers = new { Authorization = new { contains = $"mchid=\"{MchId}\"" } } }
        : new { method = "ANY", urlPath = "/gateway.do", queryParameters = new { app_id = new { equalTo = AppId }, method = new { equalTo = operation } } };
}

/// <summary>How WireMock knows the calls apart.</summary>
internal static class Operations
{
    public const string Create = "/v3/pay/transactions/native";
    public const string Charge = "/v3/pay/transactions/codepay";
    public const string Query = "/v3/pay/transactions/out-trade-no/[^/]+";
    public const string Close = "/v3/pay/transactions/out-trade-no/[^/]+/close";
    public const string Refund = "/v3/refund/domestic/refunds";
    public const string RefundQuery = "/v3/refund/domestic/refunds/[^/]+";
    public const string Bill = "/v3/bill/tradebill";

    public const string AlipayCreate = "alipay.trade.precreate";
    public const string AlipayCharge = "alipay.trade.pay";
    public const string AlipayQuery = "alipay.trade.query";
    public const string AlipayClose = "alipay.trade.close";
    public const string AlipayRefund = "alipay.trade.refund";
    public const string AlipayRefundQuery = "alipay.trade.fastpay.refund.query";
    public const string AlipayBill = "alipay.data.dataservice.bill.downloadurl.query";
}
