using Payments.Simulators.Alipay.Bills;
using Payments.Simulators.Alipay.Identity;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Refunds;
using Payments.Simulators.Alipay.Transfers;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay.Methods;

/// <summary>The methods the simulated gateway knows.</summary>
internal sealed class AlipayMethods
{
    private readonly Dictionary<string, IAlipayMethod> _byName;

    public AlipayMethods(
        AlipayBook book,
        AlipayCashier cashier,
        AlipayTransferBook transfers,
        AlipayBillDesk desk,
        AlipayPlatform platform,
        ScenarioQueue scenarios,
        SimulatorOptions simulator)
    {
        var options = simulator.Alipay;
        var reader = new AlipayTermsReader(options);
        var finder = new AlipayTradeFinder(book);
        IAlipayMethod[] all =
        [
            new JumpPayMethod("alipay.trade.page.pay", AlipayProduct.Page, reader, cashier),
            new JumpPayMethod("alipay.trade.wap.pay", AlipayProduct.Wap, reader, cashier),
            new JumpPayMethod("alipay.trade.app.pay", AlipayProduct.App, reader, cashier),
            new PrecreateMethod(reader, cashier),
            new CreateMethod(reader, cashier),
            new BarCodePayMethod(reader, cashier, scenarios),
            new QueryMethod(finder),
            new CloseMethod(finder, cashier),
            new CancelMethod(finder, cashier, scenarios),
            new RefundMethod(finder, cashier, scenarios, options),
            new RefundQueryMethod(finder),
            new TransferMethod(transfers, options),
            new TransferQueryMethod(transfers),
            new BillQueryMethod(book, desk, options, simulator.BillsAtOnce),
            new CertificateDownloadMethod(platform),
        ];
        _byName = all.ToDictionary(static method => method.Name, StringComparer.Ordinal);
    }

    public IAlipayMethod? Find(string name) => _byName.GetValueOrDefault(name);
}
