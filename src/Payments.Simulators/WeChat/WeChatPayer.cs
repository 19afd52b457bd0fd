using System.Text.Json.Nodes;
using System.Web;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Channels;
using Payments.Simulators.Scenarios;
using Payments.Simulators.WeChat.Notices;
using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;
using Payments.Simulators.WeChat.Transfers;

namespace Payments.Simulators.WeChat;

/// <summary>The payer's side: finds what was scanned, pays it, takes transfers.</summary>
internal sealed class WeChatPayer(SimulatorOptions options, WeChatBook book, ScenarioQueue scenarios, WeChatNotices notices)
{
    public PayerOrder? Find(string outTradeNo)
    {
        lock (book.Gate)
        {
            return book.FindNewest(outTradeNo) is { } order ? Show(order) : null;
        }
    }

    /// <summary>By <c>code_url</c>, <c>prepay_id</c>, or an address that carries one as <c>prepay_id</c>.</summary>
    public PayerOrder? FindByCode(string code)
    {
        var key = code.Contains("prepay_id=", StringComparison.Ordinal) && Uri.TryCreate(code, UriKind.Absolute, out var url)
            ? HttpUtility.ParseQueryString(url.Query)["prepay_id"] ?? code
            : code;
        lock (book.Gate)
        {
            return book.FindByCode(key) is { } order && order.CodeValidUntil >= options.TimeProvider.GetUtcNow() ? Show(order) : null;
        }
    }

    public PayerAnswer Pay(PayerCommand command)
    {
        var now = options.TimeProvider.GetUtcNow();
        lock (book.Gate)
        {
            if (book.FindNewest(command.OutTradeNo) is not { } order)
            {
                return TakeTransfer(command.OutTradeNo, now);
            }

            order.Settle(now);
            if (Refuse(order, command, now) is { } refusal)
            {
                return refusal;
            }

            order.OpenId ??= command.Payer ?? WeChatSimulator.DefaultPayer;
            book.Pay(order, WeChatNumbers.TransactionId(now), now);
            if (!order.IsCodepay)
            {
                notices.Paid(order);
            }

            return new PayerAnswer(StatusCodes.Status200OK, OrderJson.Summary(order), command.ReturnUrl);
        }
    }

    private PayerAnswer? Refuse(WeChatOrder order, PayerCommand command, DateTimeOffset now)
    {
        if (order.IsPaid)
        {
            return Conflict("ALREADY_PAID", "The order is paid already.");
        }

        if (order.State is TradeState.Closed or TradeState.Revoked or TradeState.PayError)
        {
            return Conflict("NOT_PAYABLE", $"The order is {OrderJson.Name(order.State)}.");
        }

        if (order.CodeValidUntil < now)
        {
            return Conflict("CREDENTIAL_EXPIRED", "The code or prepay session has expired; the merchant must call the prepay API again.");
        }

        if (command.Payer is { } payer && order.OpenId is { } fixedPayer && payer != fixedPayer && !order.IsCodepay)
        {
            return Conflict("WRONG_PAYER", "The order belongs to another payer.");
        }

        return scenarios.TakeOutcome(WeChatSimulator.ChannelName, order.OutTradeNo, ScenarioKind.PayError) is null
            ? null
            : Conflict("PAY_FAILED", "The payment failed, as the scenario asked; the order stays unpaid.");
    }

    private PayerAnswer TakeTransfer(string outBillNo, DateTimeOffset now)
    {
        if (book.FindTransfer(transfer => transfer.OutBillNo == outBillNo) is not { } transfer)
        {
            return PayerAnswer.Refused(StatusCodes.Status404NotFound, "ORDER_NOT_FOUND", $"WeChat Pay knows no order or transfer '{outBillNo}'.");
        }

        transfer.Settle(now);
        if (transfer.State != WeChatTransfer.WaitUserConfirm)
        {
            return Conflict("NOT_PAYABLE", $"The transfer is {transfer.State}.");
        }

        transfer.UpdatedAt = now;
        if (scenarios.TakeOutcome(WeChatSimulator.ChannelName, outBillNo, ScenarioKind.PayError) is not null)
        {
            (transfer.State, transfer.FailReason) = (WeChatTransfer.Fail, "REALNAME_ACCOUNT_RECEIVED_QUOTA_EXCEED");
            notices.TransferEnds(transfer, default);
            return Conflict("PAY_FAILED", "The transfer failed, as the scenario asked.");
        }

        transfer.State = WeChatTransfer.Success;
        notices.TransferEnds(transfer, default);
        return new PayerAnswer(StatusCodes.Status200OK, new JsonObject
        {
            ["channel"] = WeChatSimulator.ChannelName,
            ["outTradeNo"] = outBillNo,
            ["state"] = transfer.State,
            ["status"] = "paid",
            ["transactionId"] = transfer.TransferBillNo,
            ["amount"] = transfer.Amount,
            ["currency"] = "CNY",
            ["paidAt"] = WeChatTime.Rfc3339(now),
        });
    }

    private PayerOrder Show(WeChatOrder order)
    {
        var now = options.TimeProvider.GetUtcNow();
        order.Settle(now);
        var canPay = order.State is TradeState.NotPay or TradeState.UserPaying && order.CodeValidUntil >= now;
        return new PayerOrder(
            WeChatSimulator.ChannelName, order.OutTradeNo, order.Description, OrderJson.Yuan(order.Total), "CNY", OrderJson.Name(order.State), canPay, null);
    }

    private static PayerAnswer Conflict(string code, string message) => PayerAnswer.Refused(StatusCodes.Status409Conflict, code, message);
}
