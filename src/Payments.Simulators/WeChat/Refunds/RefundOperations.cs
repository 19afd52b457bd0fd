using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat.Notices;
using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;

namespace Payments.Simulators.WeChat.Refunds;

/// <summary>Refund, refund query and abnormal refund under <c>/v3/refund/domestic/refunds</c>.</summary>
internal sealed class RefundOperations(SimulatorOptions options, WeChatBook book, FieldCheck fields, ScenarioQueue scenarios, WeChatNotices notices)
{
    private const int MaxRefunds = 50;
    private static readonly TimeSpan RefundWithin = TimeSpan.FromDays(365);

    public WeChatAnswer Create(WeChatCall call)
    {
        if ((fields.Check(call.Body, RefundFields.Create) ?? CheckMeaning(call)) is { } refusal)
        {
            return refusal;
        }

        var fingerprint = call.Fingerprint();
        lock (book.Gate)
        {
            if (book.FindRefund(call.Merchant.MchId, call.Text("out_refund_no")!) is { } known)
            {
                // The status of now: a repeat may be the first to see the end.
                known.Settle(call.Now);
                return known.Fingerprint == fingerprint
                    ? WeChatAnswer.Ok(known.Write())
                    : WeChatAnswer.Invalid("订单金额或退款金额与之前请求不一致，请核实后再试", 268_436_466);
            }

            var order = call.Text("transaction_id") is { } transactionId
                ? book.FindByTransaction(transactionId)
                : book.Find(call.Merchant.MchId, call.Text("out_trade_no")!);
            if (order is null || order.Party.Merchant != call.Merchant || order.Party.SubMchId != call.Text("sub_mchid"))
            {
                return Absent("订单不存在");
            }

            order.Settle(call.Now);
            if (CheckOrder(order, call) is { } refused)
            {
                return refused;
            }

            var refund = Make(order, call, fingerprint);
            book.Add(refund);
            var answer = WeChatAnswer.Ok(refund.Write());
            Start(refund, call.Now);
            return answer;
        }
    }

    public WeChatAnswer Query(WeChatCall call)
    {
        lock (book.Gate)
        {
            if (book.FindRefund(call.Merchant.MchId, call.Request.RouteValue("no") ?? "") is not { } refund
                || refund.Order.Party.SubMchId != call.Request.Query("sub_mchid"))
            {
                return Absent("退款单不存在");
            }

            refund.Settle(call.Now);
            return WeChatAnswer.Ok(refund.Write());
        }
    }

    /// <summary>Sends an ABNORMAL refund to a bank card: it goes back to PROCESSING and succeeds.</summary>
    public WeChatAnswer ApplyAbnormal(WeChatCall call)
    {
        if (fields.Check(call.Body, RefundFields.ApplyAbnormal) is { } refusal)
        {
            return refusal;
        }

        if (call.Text("type") == "USER_BANK_CARD" && (call.Text("bank_type") is null || call.Text("bank_account") is null || call.Text("real_name") is null))
        {
            return WeChatAnswer.BadParameter("/bank_account", null, "退款至用户银行卡时，bank_type、bank_account、real_name必填", message: "参数错误");
        }

        lock (book.Gate)
        {
            var refund = book.FindRefundById(call.Request.RouteValue("no") ?? "");
            if (refund is null || refund.Order.Party.Merchant != call.Merchant || refund.OutRefundNo != call.Text("out_refund_no"))
            {
                return Absent("退款单不存在");
            }

            refund.Settle(call.Now);
            if (refund.State is not RefundState.Abnormal)
            {
                return WeChatAnswer.Invalid("退款单状态非退款异常，不支持发起异常退款");
            }

            refund.State = RefundState.Processing;
            var answer = WeChatAnswer.Ok(refund.Write());
            End(refund, RefundState.Success, call.Now);
            return answer;
        }
    }

    private WeChatAnswer? CheckOrder(WeChatOrder order, WeChatCall call)
    {
        if (!order.IsPaid)
        {
            return Absent("订单不存在");
        }

        if (call.Number("amount", "total") != order.Total)
        {
            return WeChatAnswer.Invalid("订单金额或退款金额与之前请求不一致，请核实后再试", 268_436_466);
        }

        if (call.Now - order.PaidAt > RefundWithin)
        {
            return WeChatAnswer.Invalid("订单已超过可退款的最大期限");
        }

        if (order.Refunded + call.Number("amount", "refund") > order.Total)
        {
            return WeChatAnswer.Invalid("申请退款金额超过订单可退金额，请核实后再试", 268_436_467);
        }

        if (order.Refunds.Count(static r => r.State is not RefundState.Closed) >= MaxRefunds)
        {
            return WeChatAnswer.Invalid("订单退款次数超过上限，一笔订单最多支持50次部分退款");
        }

        return order.Refunds.Count > 0 && call.Now - order.Refunds[^1].CreatedAt < options.Scale(options.WeChat.MinRefundInterval)
            ? WeChatAnswer.Refuse(StatusCodes.Status429TooManyRequests, "FREQUENCY_LIMITED", "同一笔订单的多次退款需间隔1分钟")
            : null;
    }

    private static WeChatRefund Make(WeChatOrder order, WeChatCall call, string fingerprint) => new()
    {
        Order = order,
        OutRefundNo = call.Text("out_refund_no")!,
        RefundId = WeChatNumbers.RefundId(call.Now),
        Amount = call.Number("amount", "refund")!.Value,
        Fingerprint = fingerprint,
        CreatedAt = call.Now,
        Reason = call.Text("reason"),
        NotifyUrl = call.Text("notify_url"),
        AskedSerial = call.Request.Header("Wechatpay-Serial"),
        FundsAccount = call.Text("funds_account") ?? "AVAILABLE",
    };

    private void Start(WeChatRefund refund, DateTimeOffset now)
    {
        var scenario = scenarios.TakeOutcome(
            WeChatSimulator.ChannelName, refund.Order.OutTradeNo, ScenarioKind.RefundAbnormal, ScenarioKind.RefundClosed, ScenarioKind.RefundStuck);
        switch (scenario?.Kind)
        {
            case ScenarioKind.RefundStuck:
                break;
            case ScenarioKind.RefundAbnormal:
                End(refund, RefundState.Abnormal, now);
                break;
            case ScenarioKind.RefundClosed:
                End(refund, RefundState.Closed, now);
                break;
            default:
                End(refund, RefundState.Success, now);
                break;
        }
    }

    private void End(WeChatRefund refund, RefundState end, DateTimeOffset now)
    {
        var delay = options.Scale(options.WeChat.RefundDelay);
        refund.EndsAs = end;
        refund.EndsAt = now + delay;
        notices.RefundEnds(refund, end, delay);
    }

    private static WeChatAnswer? CheckMeaning(WeChatCall call)
    {
        if (call.Text("transaction_id") is null && call.Text("out_trade_no") is null)
        {
            return WeChatAnswer.BadParameter("/transaction_id", null, "transaction_id和out_trade_no必须二选一", message: "参数错误");
        }

        if (call.Text("amount", "currency") is var currency && currency != "CNY")
        {
            return WeChatAnswer.BadParameter("/amount/currency", currency, "Currency code is invalid", message: "参数错误");
        }

        if (call.Find("amount", "from") is { ValueKind: JsonValueKind.Array } from
            && from.EnumerateArray().Sum(static item => item.GetProperty("amount").GetInt64()) != call.Number("amount", "refund"))
        {
            return WeChatAnswer.BadParameter("/amount/from", null, "出资金额之和须等于退款金额", message: "参数错误");
        }

        return OrderRefusals.NotifyUrl(call.Text("notify_url"));
    }

    private static WeChatAnswer Absent(string message) => WeChatAnswer.Refuse(StatusCodes.Status404NotFound, "RESOURCE_NOT_EXISTS", message, 268_436_465);
}
