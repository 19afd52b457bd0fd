using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.Calls;
using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;
using Payments.Simulators.WeChat.Signing;

namespace Payments.Simulators.WeChat.Bills;

/// <summary>Applying for bills and fetching them.</summary>
internal sealed class BillOperations(SimulatorOptions options, WeChatBook book, BillFiles files)
{
    public const string DownloadPath = "/v3/billdownload/file";
    private const int ReadyHour = 10;

    public WeChatAnswer TradeBillUrl(WeChatCall call)
    {
        var type = call.Request.Query("bill_type") ?? "ALL";
        return type is "ALL" or "SUCCESS" or "REFUND"
            ? Apply(call, (orders, day) => TradeBill.Write(type, TradeRow.Of(orders, day)))
            : type is "RECHARGE_REFUND" or "ALL_SPECIAL" or "SUC_SPECIAL" or "REF_SPECIAL"
                ? Apply(call, static (_, _) => null)
                : BadQuery("bill_type", type, "账单类型不合法");
    }

    public WeChatAnswer FundFlowBillUrl(WeChatCall call)
    {
        var account = call.Request.Query("account_type") ?? "BASIC";
        return account switch
        {
            "BASIC" => Apply(call, FundFlowBill.Write),
            "OPERATION" or "FEES" => Apply(call, static (_, _) => null),
            _ => BadQuery("account_type", account, "资金账户类型不合法"),
        };
    }

    /// <summary>The file itself: not signed, checked by its hash. The refusal otherwise.</summary>
    public (SimulatedReply? File, WeChatAnswer? Refusal) Download(WeChatCall call)
    {
        if (files.Take(call.Request.Query("token") ?? "", call.Merchant.MchId) is not { } file)
        {
            return (null, WeChatAnswer.Invalid("账单下载链接已失效，请重新申请账单"));
        }

        if (file.MchId != call.Merchant.MchId)
        {
            return (null, WeChatAnswer.Refuse(StatusCodes.Status403Forbidden, "NO_AUTH", "下载账单的商户号与申请账单的商户号不一致"));
        }

        var reply = new SimulatedReply { Status = StatusCodes.Status200OK, ContentType = file.IsGzip ? "application/x-gzip" : "text/plain; charset=utf-8", Body = file.Content };
        return (reply.With("Request-ID", PlatformSigning.RequestId(0)), null);
    }

    private WeChatAnswer Apply(WeChatCall call, Func<IEnumerable<WeChatOrder>, DateOnly, byte[]?> write)
    {
        var text = call.Request.Query("bill_date");
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return BadQuery("bill_date", text, "账单日期格式不合法，应为YYYY-MM-DD");
        }

        var tar = call.Request.Query("tar_type");
        if (tar is not (null or "GZIP"))
        {
            return BadQuery("tar_type", tar, "压缩类型不合法");
        }

        if (CheckDay(day, call.Now) is { } refusal)
        {
            return refusal;
        }

        byte[]? plain;
        lock (book.Gate)
        {
            var sub = call.Request.Query("sub_mchid");
            var orders = book.Orders.Where(order => order.Party.Merchant == call.Merchant && (sub is null || order.Party.SubMchId == sub)).ToList();
            orders.ForEach(order => order.Settle(call.Now));
            plain = write(orders, day);
        }

        if (plain is null)
        {
            return WeChatAnswer.Refuse(StatusCodes.Status400BadRequest, "NO_STATEMENT_EXIST", "请求的账单文件不存在");
        }

        var token = files.Add(call.Merchant.MchId, plain, tar == "GZIP");
        return WeChatAnswer.Ok(new JsonObject
        {
            ["hash_type"] = "SHA1",
            ["hash_value"] = Convert.ToHexStringLower(SHA1.HashData(plain)),
            ["download_url"] = $"{call.Request.BaseAddress}{DownloadPath}?token={token}{(tar == "GZIP" ? "&tartype=gzip" : "")}",
        });
    }

    /// <summary>Null: the bill of that day is ready.</summary>
    private WeChatAnswer? CheckDay(DateOnly day, DateTimeOffset now)
    {
        var beijing = now.ToOffset(WeChatTime.Beijing);
        var today = DateOnly.FromDateTime(beijing.DateTime);
        if (options.BillsAtOnce && day <= today)
        {
            return null;
        }

        if (day >= today)
        {
            return WeChatAnswer.Invalid("账单日期必须早于当前日期");
        }

        if (day < today.AddMonths(-3))
        {
            return WeChatAnswer.Invalid("仅支持下载三个月内的账单");
        }

        return day == today.AddDays(-1) && beijing.Hour < ReadyHour
            ? WeChatAnswer.Refuse(StatusCodes.Status400BadRequest, "STATEMENT_CREATING", "账单生成中，请稍后再试")
            : null;
    }

    private static WeChatAnswer BadQuery(string name, string? value, string issue) => WeChatAnswer.BadParameter(name, value, issue, "query", "参数错误");
}
