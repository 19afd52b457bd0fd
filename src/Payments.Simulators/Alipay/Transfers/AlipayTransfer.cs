using System.Text.Json.Nodes;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Transfers;

/// <summary>Money sent to a payee, under the merchant's number.</summary>
internal sealed class AlipayTransfer(string outBizNo, string orderId, long amountFen, string payee, string productCode, DateTimeOffset createdAt)
{
    public string OutBizNo => outBizNo;

    public string OrderId => orderId;

    /// <summary><c>SUCCESS</c> or <c>DEALING</c>.</summary>
    public string Status { get; set; } = "SUCCESS";

    public bool Agrees(long otherFen, string otherPayee, string otherProduct) =>
        amountFen == otherFen && payee == otherPayee && productCode == otherProduct;

    /// <summary>What both methods answer about it.</summary>
    public JsonObject ToJson() => new()
    {
        ["out_biz_no"] = outBizNo,
        ["order_id"] = orderId,
        ["pay_fund_order_id"] = $"{orderId}F",
        ["status"] = Status,
        ["trans_amount"] = AlipayAmount.Format(amountFen),
        ["trans_date"] = AlipayTime.Format(createdAt),
    };
}
