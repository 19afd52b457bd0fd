using System.Text.Json.Nodes;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay.Methods;

/// <summary><c>alipay.trade.cancel</c>: closes an unpaid trade, refunds a paid one, within a day of its creation.</summary>
internal sealed class CancelMethod(AlipayTradeFinder finder, AlipayCashier cashier, ScenarioQueue scenarios) : IAlipayMethod
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    public string Name => "alipay.trade.cancel";

    public string Operation => "cancel";

    public AlipayAnswer Run(AlipayCall call)
    {
        var outTradeNo = call.Biz.Text("out_trade_no", 64);
        if (finder.Find(call) is not { } trade) return Answer(null, outTradeNo, retry: false, action: null);
        if (scenarios.TakeOutcome(AlipaySimulator.ChannelName, trade.OutTradeNo, ScenarioKind.CancelRetry) is not null)
        {
            return Answer(trade, trade.OutTradeNo, retry: true, action: null);
        }

        if (trade.Status == AlipayTradeStatus.TradeFinished)
        {
            throw AlipayRefusalException.Business("ACQ.TRADE_HAS_FINISHED", "交易已完结");
        }

        if (trade.Status != AlipayTradeStatus.TradeClosed) Cancel(trade, call.Now);
        return Answer(trade, trade.OutTradeNo, retry: false, trade.WasPaid ? "refund" : "close");
    }

    private void Cancel(AlipayTrade trade, DateTimeOffset now)
    {
        if (now - trade.CreatedAt > Window) throw AlipayRefusalException.Business("ACQ.TRADE_CANCEL_TIME_OUT", "超过撤销时间范围");
        if (!trade.WasPaid)
        {
            cashier.Close(trade, now);
            return;
        }

        foreach (var undecided in trade.Refunds.FindAll(static refund => !refund.IsDone)) cashier.Settle(trade, undecided, now);
        var rest = trade.Terms.TotalFen - trade.RefundedFen;
        if (rest > 0) cashier.Refund(trade, trade.OutTradeNo, rest, "撤销", isDecided: true, now);
    }

    private static AlipayAnswer Answer(AlipayTrade? trade, string? outTradeNo, bool retry, string? action)
    {
        var fields = new JsonObject { ["out_trade_no"] = outTradeNo, ["retry_flag"] = retry ? "Y" : "N" };
        if (trade is not null) fields["trade_no"] = trade.TradeNo;
        if (action is not null) fields["action"] = action;
        return AlipayAnswer.Success(fields);
    }
}
