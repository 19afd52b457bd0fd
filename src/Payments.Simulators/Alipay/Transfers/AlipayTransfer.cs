using System.Text.Json.Nodes;
using Payments.Simulators.Alipay.Orders;

namespace Payments.Simulators.Alipay.Transfers;

/// <summary>Money sent to a payee, under the merchant's number.</summary>
internal sealed class AlipayTransfer(string outBizNo, string orderId, long amountFen, string payee, string productCode, DateTimeOffset createdAt)
{
    public const string Succeeded = "SUCCESS";
    public const string Dealing = "DEALING";

    /// <summary>The states a transfer can end in.</summary>
    public static IReadOnlyList<string> Ends { get; } = [Succeeded, "FAIL", "REFUND"];

    public string OutBizNo => outBizNo;

    public string OrderId => orderId;

    public long AmountFen => amountFen;

    /// <summary><c>DEALING</c>, or how it ended.</summary>
    public string Status { get; set; } = Succeeded;

    public bool Agrees(long otherFen, string otherPayee, string otherProduct) =>
        amountFen == otherFen && payee == otherPayee && productCode == otherProduct;

    /// <summary>What both methods answer about it.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["out_biz_no"] = outBizNo,
            ["order_id"] = orderId,
            ["pay_fund_order_id"] = $"{orderId}F",
            ["status"] = Status,
            ["trans_amount"] = AlipayAmount.Format(amountFen),
            ["trans_date"] = AlipayTime.Format(createdAt),
        };
        if (Status is not (Succeeded or Dealing))
        {
            json["error_code"] = "PAYEE_ACC_OCUPIED";
            json["fail_reason"] = "收款账号已被占用";
        }

        return json;
    }
}
