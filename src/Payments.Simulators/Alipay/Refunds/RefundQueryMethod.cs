using Payments.Simulators.Alipay.Gateway;
using Payments.Simulators.Alipay.Methods;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Refunds;

/// <summary><c>alipay.trade.fastpay.refund.query</c>: success even where there is no such refund; only <c>refund_status</c> proves one.</summary>
internal sealed class RefundQueryMethod(AlipayTradeFinder finder) : IAlipayMethod
{
    public string Name => "alipay.trade.fastpay.refund.query";

    public string Operation => "refundQuery";

    public AlipayAnswer Run(AlipayCall call)
    {
        var trade = finder.Require(call);
        var requestNo = call.Biz.Required("out_request_no", 64);
        var fields = AlipayTradeFields.Ids(trade);
        if (trade.Refunds.Find(refund => refund.RequestNo == requestNo) is not { } found) return AlipayAnswer.Success(fields);

        fields["out_request_no"] = requestNo;
        fields["total_amount"] = AlipayAmount.Format(trade.Terms.TotalFen);
        fields["refund_amount"] = AlipayAmount.Format(found.AmountFen);
        if (found.Reason is { } reason) fields["refund_reason"] = reason;
        if (found.DoneAt is { } doneAt)
        {
            fields["refund_status"] = "REFUND_SUCCESS";
            if (call.Biz.Lists("query_options", "gmt_refund_pay")) fields["gmt_refund_pay"] = AlipayTime.Format(doneAt);
        }

        return AlipayAnswer.Success(fields);
    }
}
