using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Alipay.Orders;
using Payments.Simulators.Alipay.Transfers;
using Payments.Simulators.Channels;
using Payments.Simulators.Control;

namespace Payments.Simulators.Alipay.Control;

/// <summary><c>/_sim/alipay/…</c>: what only Alipay's world can do. Every call is a POST with a JSON object.</summary>
internal sealed class AlipayControl(
    AlipayBook book, AlipayCashier cashier, AlipayTransferBook transfers, AlipayPayerDesk payers, TimeProvider time)
{
    public void Map(SimulatorRoutes routes)
    {
        Post(routes, "/_sim/alipay/open", Open);
        Post(routes, "/_sim/alipay/finish", Finish);
        Post(routes, "/_sim/alipay/settle-refund", SettleRefund);
        Post(routes, "/_sim/alipay/settle-transfer", SettleTransfer);
    }

    private static void Post(SimulatorRoutes routes, string path, Func<JsonObject, (int Status, JsonObject Body)> handle) =>
        routes.MapPlain([HttpMethods.Post], path, async context =>
        {
            var (status, body) = handle(await ControlJson.ReadAsync(context) ?? []);
            await ControlJson.WriteAsync(context, status, body);
        });

    /// <summary>The buyer opens an order without paying: <c>{outTradeNo}</c>, or <c>{orderString}</c> as handed to a mobile client.</summary>
    private (int Status, JsonObject Body) Open(JsonObject body)
    {
        if (ControlJson.Text(body, "orderString") is { } orderString)
        {
            var (order, answer) = payers.OpenOrderString(orderString);
            return order is null ? Refused(400, answer.SubCode ?? "ORDER_CLOSED", answer.SubMessage ?? "The order cannot be opened.") : Described(order.OutTradeNo);
        }

        return Change(body, trade =>
        {
            cashier.Open(trade, buyerId: null, time.GetUtcNow());
            return trade.Exists;
        });
    }

    /// <summary>The refund time of a paid trade ends: <c>TRADE_FINISHED</c>, with its notice.</summary>
    private (int Status, JsonObject Body) Finish(JsonObject body) => Change(body, cashier.Finish);

    /// <summary>The money of an undecided refund goes back: <c>{outTradeNo, outRequestNo?}</c>.</summary>
    private (int Status, JsonObject Body) SettleRefund(JsonObject body) => Change(body, trade =>
    {
        var requestNo = ControlJson.Text(body, "outRequestNo");
        var waiting = trade.Refunds.Find(refund => !refund.IsDone && (requestNo is null || refund.RequestNo == requestNo));
        if (waiting is not null) cashier.Settle(trade, waiting, time.GetUtcNow());
        return waiting is not null;
    });

    /// <summary>A transfer in <c>DEALING</c> ends: <c>{outBizNo, status?}</c>; <c>SUCCESS</c> by default, or <c>FAIL</c>, or <c>REFUND</c>, with the money back.</summary>
    private (int Status, JsonObject Body) SettleTransfer(JsonObject body)
    {
        lock (book.Lock)
        {
            if (transfers.FindNewest(ControlJson.Text(body, "outBizNo") ?? "") is not { } transfer)
            {
                return Refused(404, "ORDER_NOT_EXIST", "There is no such transfer. Send {\"outBizNo\":\"…\"}.");
            }

            var status = ControlJson.Text(body, "status") ?? "SUCCESS";
            if (!AlipayTransfer.Ends.Contains(status, StringComparer.Ordinal))
            {
                return Refused(400, "INVALID_PARAMETER", $"A transfer ends as {string.Join(", ", AlipayTransfer.Ends)}.");
            }

            transfers.End(transfer, status);
            return (200, transfer.ToJson());
        }
    }

    private (int Status, JsonObject Body) Change(JsonObject body, Func<AlipayTrade, bool> change)
    {
        lock (book.Lock)
        {
            if (book.FindNewest(ControlJson.Text(body, "outTradeNo") ?? "") is not { } trade)
            {
                return Refused(404, "ORDER_NOT_FOUND", "There is no such order. Send {\"outTradeNo\":\"…\"}.");
            }

            return change(trade)
                ? (200, AlipayPayerDesk.Describe(trade))
                : Refused(409, trade.Status.Word(), $"The order is {trade.Status.Word()}: this cannot happen to it now.");
        }
    }

    private (int Status, JsonObject Body) Described(string outTradeNo)
    {
        lock (book.Lock)
        {
            return (200, AlipayPayerDesk.Describe(book.FindNewest(outTradeNo)!));
        }
    }

    private static (int Status, JsonObject Body) Refused(int status, string code, string message) =>
        (status, new JsonObject { ["code"] = code, ["message"] = message });
}
