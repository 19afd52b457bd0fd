using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Alipay.Bills;
using Payments.Simulators.Alipay.Control;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Methods;
using Payments.Simulators.Alipay.Notifications;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Rest;
using Payments.Simulators.Alipay.Transfers;
using Payments.Simulators.Calls;
using Payments.Simulators.Channels;
using Payments.Simulators.Keys;
using Payments.Simulators.Notifications;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay;

/// <summary>Alipay's open platform on <c>/gateway.do</c>: composes the parts and answers the control API.</summary>
internal sealed class AlipaySimulator : ISimulatedChannel, IDisposable
{
    public const string ChannelName = "alipay";

    private static readonly TimeSpan ExpiryPeriod = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly AlipayPlatform _platform;
    private readonly AlipayMerchants _merchants;
    private readonly AlipayBook _book;
    private readonly AlipayTransferBook _transfers;
    private readonly AlipayBillDesk _desk;
    private readonly AlipayGateway _gateway;
    private readonly AlipayRest _rest;
    private readonly AlipayPayerDesk _payers;
    private readonly AlipayControl _control;
    private readonly ITimer _expiry;

    public AlipaySimulator(SimulatorOptions options, IdentityFolder folder, ScenarioQueue scenarios, NotificationScheduler scheduler)
    {
        _time = options.TimeProvider;
        _platform = AlipayPlatform.Load(folder, _time.GetUtcNow());
        _merchants = new AlipayMerchants(_platform, options.Alipay, folder, _time);
        _book = new AlipayBook(options.MaxOrders);
        _transfers = new AlipayTransferBook(options.MaxOrders, options.Alipay.TransferBalance);
        _desk = new AlipayBillDesk(options.Alipay, _time);
        var cashier = new AlipayCashier(_book, new AlipayNotifier(scheduler, _platform, _time), options.Alipay);
        var methods = new AlipayMethods(_book, cashier, _transfers, _desk, _platform, scenarios, options);
        _gateway = new AlipayGateway(
            _merchants,
            _book,
            cashier,
            methods,
            new AlipayChecks(_platform, options.Alipay),
            new AlipayAnswerWriter(_platform, options.Alipay),
            _time);
        _rest = new AlipayRest(_merchants, _platform, methods, _gateway, options.Alipay, _time);
        _payers = new AlipayPayerDesk(_book, cashier, _gateway, _platform, _time);
        _control = new AlipayControl(_book, cashier, _transfers, _payers, _time);
        _expiry = _time.CreateTimer(_ => CloseExpired(cashier), null, ExpiryPeriod, ExpiryPeriod);
    }

    public string Name => ChannelName;

    public void MapEndpoints(SimulatorRoutes routes)
    {
        routes.Map([HttpMethods.Get, HttpMethods.Post], "/gateway.do", _gateway.Describe, request => ValueTask.FromResult(_gateway.Handle(request)));
        routes.Map([HttpMethods.Get, HttpMethods.Post], AlipayRest.Pattern, _rest.Describe, request => ValueTask.FromResult(_rest.Handle(request)));
        routes.Map(HttpMethods.Get, AlipayBillDesk.Path, "billDownload", static _ => null, request => ValueTask.FromResult(_desk.Download(request)));
        _control.Map(routes);
    }

    public JsonObject Credentials(string? merchant)
    {
        var app = _merchants.Named(merchant);
        var current = _platform.Current;
        return new JsonObject
        {
            ["appId"] = app.AppId,
            ["sellerId"] = app.SellerId,
            ["sellerEmail"] = app.SellerEmail,
            ["appPrivateKeyPem"] = app.AppKey.PrivatePem,
            ["alipayPublicKeyPem"] = current.Key.PublicPem,
            ["appCertPem"] = app.AppCertPem,
            ["alipayCertPem"] = current.CertificatePem,
            ["alipayRootCertPem"] = _platform.RootsPem,
            ["appCertSn"] = app.CertificateNumber,
            ["alipayCertSn"] = current.CertificateNumber,
            ["alipayRootCertSn"] = _platform.RootNumber,
            ["aesKey"] = app.ContentKey,
            ["gatewayPath"] = "/gateway.do",
        };
    }

    public PayerAnswer Pay(PayerCommand command) => _payers.Pay(command);

    public PayerOrder? Find(string outTradeNo) => _payers.Find(outTradeNo);

    public PayerOrder? FindByCode(string code) => _payers.FindByCode(code);

    public IReadOnlyList<JsonObject> Orders(int limit) => _payers.Orders(limit);

    public SimulatedReply Fail(SimulatedRequest request, Scenario scenario) => request.Parsed switch
    {
        AlipayRequest => _gateway.Fail(request, scenario),
        AlipayRestRequest => _rest.Fail(request, scenario),
        _ => SimulatedReply.Text(scenario.Status ?? StatusCodes.Status500InternalServerError, "text/plain", ""),
    };

    public bool TryActAtOnce(Scenario scenario)
    {
        if (scenario.Kind != ScenarioKind.KeyRotation) return false;
        _platform.Rotate(_time.GetUtcNow());
        return true;
    }

    public void Reset()
    {
        lock (_book.Lock)
        {
            _book.Clear();
            _transfers.Clear();
        }

        _desk.Clear();
    }

    public void Dispose()
    {
        _expiry.Dispose();
        _merchants.Dispose();
        _platform.Dispose();
    }

    private void CloseExpired(AlipayCashier cashier)
    {
        lock (_book.Lock)
        {
            cashier.CloseExpired(_time.GetUtcNow());
        }
    }
}
