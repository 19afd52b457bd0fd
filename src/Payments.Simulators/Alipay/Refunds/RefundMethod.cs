using System.Text.Json.Nodes;
using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Methods;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Alipay.Refunds;

/// <summary><c>alipay.trade.refund</c>. One request number moves money once; <c>fund_change</c> says whether this call moved it.</summary>
internal sealed class RefundMethod(
    AlipayTradeFinder finder, AlipayCashier cashier, ScenarioQueue scenarios, AlipaySimulatorOptions options) : IAlipayMethod
{
    public string Name => "alipay.trade.refund";

    public string Operation => "refund";

    public AlipayAnswer Run(AlipayCall call)
    {
        var trade = finder.Require(call);
        var amount = call.Biz.Amount("refund_amount", smallest: 1, AlipayAmount.Largest, "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL");
        var reason = call.Biz.Text("refund_reason", 256);
        var requestNo = call.Biz.Text("out_request_no", 64);
        if (requestNo is null && amount != trade.Terms.TotalFen) throw call.Biz.Invalid("out_request_no");
        requestNo ??= trade.OutTradeNo;

        var earlier = trade.Refunds.Find(refund => refund.RequestNo == requestNo);
        var moved = earlier is null
            ? Start(call, trade, requestNo, amount, reason)
            : Repeat(trade, earlier, amount, call.Now);
        return AlipayAnswer.Success(Fields(call, trade, amount, moved));
    }

    private bool Start(AlipayCall call, AlipayTrade trade, string requestNo, long amount, string? reason)
    {
        Refuse(trade, amount, call.Now);
        var outcome = scenarios.TakeOutcome(
            AlipaySimulator.ChannelName, trade.OutTradeNo, ScenarioKind.RefundAbnormal, ScenarioKind.RefundStuck, ScenarioKind.RefundClosed);
        if (outcome?.Kind == ScenarioKind.RefundClosed) return false;
        var refund = cashier.Refund(trade, requestNo, amount, reason, isDecided: outcome is null, call.Now);
        refund.IsStuck = outcome?.Kind == ScenarioKind.RefundStuck;
        return refund.IsDone;
    }

    /// <summary>A repeat of a done refund moves nothing; a repeat of an undecided one decides it.</summary>
    private bool Repeat(AlipayTrade trade, AlipayRefund earlier, long amount, DateTimeOffset now)
    {
        if (earlier.AmountFen != amount)
        {
            throw AlipayRefusalException.Business("ACQ.DISCORDANT_REPEAT_REQUEST", "请求信息不一致");
        }

        if (earlier.IsDone || earlier.IsStuck) return false;
        cashier.Settle(trade, earlier, now);
        return true;
    }

    private void Refuse(AlipayTrade trade, long amount, DateTimeOffset now)
    {
        switch (trade.Status)
        {
            case AlipayTradeStatus.TradeFinished:
                throw AlipayRefusalException.Business("ACQ.TRADE_HAS_FINISHED", "交易已完结");
            case AlipayTradeStatus.WaitBuyerPay:
                throw AlipayRefusalException.Business("ACQ.TRADE_STATUS_ERROR", "交易状态不合法");
            case AlipayTradeStatus.TradeClosed when !trade.WasPaid:
                throw AlipayRefusalException.Business("ACQ.TRADE_HAS_CLOSE", "交易已经关闭");
        }

        if (now - trade.PaidAt!.Value > options.RefundWindow)
        {
            throw AlipayRefusalException.Business("ACQ.TRADE_NOT_ALLOW_REFUND", "当前交易不允许退款");
        }

        if (trade.PromisedFen + amount > trade.Terms.TotalFen)
        {
            throw AlipayRefusalException.Business("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限");
        }
    }

    private static JsonObject Fields(AlipayCall call, AlipayTrade trade, long amount, bool moved)
    {
        var fields = AlipayTradeFields.Ids(trade);
        fields["buyer_logon_id"] = AlipayBuyer.LogonId(trade.BuyerId);
        fields["buyer_user_id"] = trade.BuyerId;
        fields["fund_change"] = moved ? "Y" : "N";
        fields["refund_fee"] = AlipayAmount.Format(trade.RefundedFen); // of the whole trade, not of this refund
        fields["gmt_refund_pay"] = AlipayTime.Format(call.Now);
        if (call.Biz.Lists("query_options", "refund_detail_item_list"))
        {
            fields["send_back_fee"] = AlipayAmount.Format(moved ? amount : 0);
            fields["refund_detail_item_list"] = new JsonArray(new JsonObject
            {
                ["amount"] = AlipayAmount.Format(moved ? amount : 0),
                ["fund_channel"] = "ALIPAYACCOUNT",
            });
        }

        return fields;
    }
}
