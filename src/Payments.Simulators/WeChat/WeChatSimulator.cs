using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Keys;
using Payments.Simulators.Notifications;
using Payments.Simulators.Payer;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat.Bills;
using Payments.Simulators.WeChat.Identity;
using Payments.Simulators.WeChat.Notices;
using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;
using Payments.Simulators.WeChat.Refunds;
using Payments.Simulators.WeChat.Signing;
using Payments.Simulators.WeChat.Transfers;

namespace Payments.Simulators.WeChat;

/// <summary>WeChat Pay API v3, as far as a merchant or service provider sees it.</summary>
internal sealed class WeChatSimulator : ISimulatedChannel, IDisposable
{
    public const string ChannelName = "wechat";

    /// <summary>Where an <c>h5_url</c> leads; the real one lives on wx.tenpay.com.</summary>
    public const string H5Path = "/cgi-bin/mmpayweb-bin/checkmweb";

    /// <summary>Who pays when nobody is named.</summary>
    public const string DefaultPayer = "oSimulatedPayer0000000000001";

    private readonly SimulatorOptions _options;
    private readonly WeChatMerchants _merchants;
    private readonly WeChatBook _book;
    private readonly BillFiles _files;
    private readonly PlatformSigning _signing;
    private readonly RequestGate _gate;
    private readonly ReplyWriter _writer;
    private readonly PrepayOperation _prepay;
    private readonly CodepayOperation _codepay;
    private readonly OrderOperations _orders;
    private readonly RefundOperations _refunds;
    private readonly BillOperations _bills;
    private readonly TransferOperations _transfers;
    private readonly CertificateOperation _certificates;
    private readonly WeChatPayer _payer;

    public WeChatSimulator(SimulatorOptions options, IdentityFolder folder, ScenarioQueue scenarios, NotificationScheduler scheduler)
    {
        _options = options;
        _merchants = new WeChatMerchants(options, folder);
        _book = new WeChatBook(options);
        _files = new BillFiles(options);
        _signing = new PlatformSigning(options);
        _gate = new RequestGate(options, _merchants);
        _writer = new ReplyWriter(options, _signing);
        var fields = new FieldCheck(options.WeChat);
        var notices = new WeChatNotices(options, _book, scheduler, _signing);
        _prepay = new PrepayOperation(options, _book, fields);
        _codepay = new CodepayOperation(options, _book, fields, scenarios);
        _orders = new OrderOperations(options, _book, fields);
        _refunds = new RefundOperations(options, _book, fields, scenarios, notices);
        _bills = new BillOperations(options, _book, _files);
        _transfers = new TransferOperations(options, _book, fields, notices);
        _certificates = new CertificateOperation(options);
        _payer = new WeChatPayer(options, _book, scenarios, notices);
    }

    public string Name => ChannelName;

    public void MapEndpoints(SimulatorRoutes routes)
    {
        MapOrders(routes, "/v3/pay/transactions", isPartner: false);
        MapOrders(routes, "/v3/pay/partner/transactions", isPartner: true);
        Map(routes, "GET", "/v3/certificates", "certificates", _certificates.Run);
        Map(routes, "POST", "/v3/refund/domestic/refunds", "refund", _refunds.Create);
        Map(routes, "GET", "/v3/refund/domestic/refunds/{no}", "refundQuery", _refunds.Query);
        Map(routes, "POST", "/v3/refund/domestic/refunds/{no}/apply-abnormal-refund", "abnormalRefund", _refunds.ApplyAbnormal);
        Map(routes, "GET", "/v3/bill/tradebill", "tradeBill", _bills.TradeBillUrl);
        Map(routes, "GET", "/v3/bill/fundflowbill", "fundFlowBill", _bills.FundFlowBillUrl);
        MapReply(routes, ["GET"], BillOperations.DownloadPath, "billDownload", call =>
        {
            var (file, refusal) = _bills.Download(call);
            return file ?? _writer.Write(call.Request, call.Merchant, refusal!);
        });
        const string transfers = "/v3/fund-app/mch-transfer/transfer-bills";
        Map(routes, "POST", transfers, "transfer", _transfers.Create);
        Map(routes, "GET", $"{transfers}/out-bill-no/{{no}}", "transferQuery", _transfers.QueryByOutBillNo);
        Map(routes, "GET", $"{transfers}/transfer-bill-no/{{no}}", "transferQuery", _transfers.QueryByTransferBillNo);
        Map(routes, "POST", $"{transfers}/out-bill-no/{{no}}/cancel", "transferCancel", _transfers.Cancel);
        string[] methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
        MapReply(routes, methods, "/v3/{**rest}", "other", call => _writer.Write(
            call.Request, call.Merchant, WeChatAnswer.Refuse(StatusCodes.Status404NotFound, "NOT_FOUND", "请求的资源不存在")));
        routes.MapPlain(["GET"], H5Path, context => PayerEndpoints.ShowAsync(
            context, FindByCode((string?)context.Request.Query["prepay_id"] ?? ""), context.Request.Query["redirect_url"]));
    }

    public JsonObject Credentials(string? merchant) => _merchants.Get(merchant).Credentials();

    public PayerAnswer Pay(PayerCommand command) => _payer.Pay(command);

    public PayerOrder? Find(string outTradeNo) => _payer.Find(outTradeNo);

    public PayerOrder? FindByCode(string code) => _payer.FindByCode(code);

    public IReadOnlyList<JsonObject> Orders(int limit)
    {
        var now = _options.TimeProvider.GetUtcNow();
        lock (_book.Gate)
        {
            return [.. _book.Orders.Reverse().Take(limit).Select(order =>
            {
                order.Settle(now);
                return OrderJson.Summary(order);
            })];
        }
    }

    public SimulatedReply Fail(SimulatedRequest request, Scenario scenario) => _writer.Write(request, null, scenario.Kind switch
    {
        ScenarioKind.RateLimited => WeChatAnswer.Refuse(StatusCodes.Status429TooManyRequests, "FREQUENCY_LIMITED", "频率超限，请稍后再试"),
        ScenarioKind.Refuse => WeChatAnswer.Refuse(
            scenario.Status ?? StatusCodes.Status403Forbidden, scenario.Code ?? "RULE_LIMIT", scenario.Message ?? "业务规则限制"),
        _ => WeChatAnswer.Refuse(
            scenario.Status ?? StatusCodes.Status500InternalServerError, scenario.Code ?? "SYSTEM_ERROR", scenario.Message ?? "系统异常，请稍后重试", 268_435_500),
    });

    public bool TryActAtOnce(Scenario scenario)
    {
        if (scenario.Kind != ScenarioKind.KeyRotation)
        {
            return false;
        }

        _ = _merchants.Default;
        foreach (var merchant in _merchants.All())
        {
            merchant.Rotate(_options.TimeProvider.GetUtcNow());
        }

        return true;
    }

    public void Reset()
    {
        lock (_book.Gate)
        {
            _book.Clear();
        }

        _files.Clear();
    }

    public void Dispose()
    {
        _signing.Dispose();
        _merchants.Dispose();
    }

    private void MapOrders(SimulatorRoutes routes, string root, bool isPartner)
    {
        Map(routes, "POST", $"{root}/jsapi", "prepay", call => _prepay.Run(call, "JSAPI", isPartner));
        Map(routes, "POST", $"{root}/app", "prepay", call => _prepay.Run(call, "APP", isPartner));
        Map(routes, "POST", $"{root}/h5", "prepay", call => _prepay.Run(call, "MWEB", isPartner));
        Map(routes, "POST", $"{root}/native", "prepay", call => _prepay.Run(call, "NATIVE", isPartner));
        Map(routes, "POST", $"{root}/codepay", "codepay", call => _codepay.Run(call, isPartner));
        Map(routes, "GET", $"{root}/out-trade-no/{{no}}", "query", call => _orders.QueryByNumber(call, isPartner));
        Map(routes, "GET", $"{root}/id/{{no}}", "query", call => _orders.QueryByTransaction(call, isPartner));
        Map(routes, "POST", $"{root}/out-trade-no/{{no}}/close", "close", call => _orders.CloseOrder(call, isPartner));
        Map(routes, "POST", $"{root}/out-trade-no/{{no}}/reverse", "reverse", call => _orders.ReverseOrder(call, isPartner));
    }

    private void Map(SimulatorRoutes routes, string method, string path, string operation, Func<WeChatCall, WeChatAnswer> run) =>
        MapReply(routes, [method], path, operation, call => _writer.Write(call.Request, call.Merchant, run(call)));

    private void MapReply(SimulatorRoutes routes, string[] methods, string path, string operation, Func<WeChatCall, SimulatedReply> run) =>
        routes.Map(methods, path, request => new CallSubject(operation, WeChatBody.Describe(request, path)), request =>
        {
            var (merchant, refusal) = _gate.Enter(request);
            if (merchant is null)
            {
                return ValueTask.FromResult(_writer.Write(request, null, refusal!));
            }

            return ValueTask.FromResult(WeChatBody.Refuse(request, _options.WeChat) is { } badBody
                ? _writer.Write(request, merchant, badBody)
                : run(new WeChatCall(request, merchant, request.Parsed is JsonElement body ? body : default, _options.TimeProvider.GetUtcNow())));
        });
}
