using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Payments.Simulators.WeChat.Notices;
using Payments.Simulators.WeChat.Orders;
using Payments.Simulators.WeChat.Protocol;
using static Payments.Simulators.WeChat.Protocol.Field;

namespace Payments.Simulators.WeChat.Transfers;

/// <summary>Merchant transfers with the payer's confirmation: <c>/v3/fund-app/mch-transfer/transfer-bills</c>.</summary>
internal sealed class TransferOperations(SimulatorOptions options, WeChatBook book, FieldCheck fields, WeChatNotices notices)
{
    private static readonly TimeSpan ConfirmWithin = TimeSpan.FromHours(24);

    private static readonly Field[] CreateFields =
    [
        Text("appid", "商户AppID", 32).Required,
        Text("out_bill_no", "商户单号", 32).Required with { Symbols = "" },
        Text("transfer_scene_id", "转账场景ID", 36).Required,
        Text("openid", "收款用户OpenID", 64).Required,
        Text("user_name", "收款用户姓名", 1024),
        Number("transfer_amount", "转账金额", 1).Required,
        Text("transfer_remark", "转账备注", 32).Required,
        Text("notify_url", "通知地址", 256),
        Text("user_recv_perception", "用户收款感知", 64),
        List("transfer_scene_report_infos", "转账场景报备信息", 16,
            Text("info_type", "信息类型", 15).Required,
            Text("info_content", "信息内容", 32).Required).Required,
    ];

    public WeChatAnswer Create(WeChatCall call)
    {
        if ((fields.Check(call.Body, CreateFields) ?? CheckName(call) ?? OrderRefusals.NotifyUrl(call.Text("notify_url"))) is { } refusal)
        {
            return refusal;
        }

        if (call.Text("appid") != call.Merchant.AppId)
        {
            return WeChatAnswer.Refuse(StatusCodes.Status400BadRequest, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配，请检查后再试");
        }

        // The encrypted name differs on every call, so that it cannot take part in the comparison.
        var fingerprint = $"{call.Text("transfer_scene_id")}\n{call.Text("openid")}\n{call.Number("transfer_amount")}\n{call.Text("transfer_remark")}\n{call.Text("notify_url")}";
        lock (book.Gate)
        {
            if (book.FindTransfer(call.Merchant.MchId, call.Text("out_bill_no")!) is { } known)
            {
                known.Settle(call.Now);
                return known.Fingerprint == fingerprint ? WeChatAnswer.Ok(known.WriteCreated()) : WeChatAnswer.Invalid("单号已存在但信息不一致");
            }

            var transfer = new WeChatTransfer
            {
                Merchant = call.Merchant,
                OutBillNo = call.Text("out_bill_no")!,
                TransferBillNo = WeChatNumbers.TransferBillNo(call.Now),
                OpenId = call.Text("openid")!,
                Amount = call.Number("transfer_amount")!.Value,
                Remark = call.Text("transfer_remark")!,
                Fingerprint = fingerprint,
                CreatedAt = call.Now,
                UpdatedAt = call.Now,
                EndsAt = call.Now + ConfirmWithin,
                NotifyUrl = call.Text("notify_url"),
                AskedSerial = call.Request.Header("Wechatpay-Serial"),
                PackageInfo = Convert.ToBase64String(RandomNumberGenerator.GetBytes(96)),
            };
            book.Add(transfer);
            return WeChatAnswer.Ok(transfer.WriteCreated());
        }
    }

    public WeChatAnswer QueryByOutBillNo(WeChatCall call) => Query(call, number => book.FindTransfer(call.Merchant.MchId, number));

    public WeChatAnswer QueryByTransferBillNo(WeChatCall call) =>
        Query(call, number => book.FindTransfer(transfer => transfer.TransferBillNo == number && transfer.Merchant == call.Merchant));

    /// <summary>Only while the payer has not confirmed; ends after the refund delay.</summary>
    public WeChatAnswer Cancel(WeChatCall call)
    {
        lock (book.Gate)
        {
            if (book.FindTransfer(call.Merchant.MchId, call.Request.RouteValue("no") ?? "") is not { } transfer)
            {
                return Absent();
            }

            transfer.Settle(call.Now);
            if (transfer.State == WeChatTransfer.WaitUserConfirm)
            {
                transfer.State = WeChatTransfer.Canceling;
                transfer.UpdatedAt = call.Now;
                var delay = options.Scale(options.WeChat.RefundDelay);
                transfer.EndsAt = call.Now + delay;
                notices.TransferEnds(transfer, delay);
            }

            return transfer.State is WeChatTransfer.Canceling or WeChatTransfer.Cancelled
                ? WeChatAnswer.Ok(new JsonObject
                {
                    ["out_bill_no"] = transfer.OutBillNo,
                    ["transfer_bill_no"] = transfer.TransferBillNo,
                    ["state"] = transfer.State,
                    ["update_time"] = WeChatTime.Rfc3339(transfer.UpdatedAt),
                })
                : WeChatAnswer.Invalid("单据状态不支持撤销");
        }
    }

    private WeChatAnswer Query(WeChatCall call, Func<string, WeChatTransfer?> find)
    {
        lock (book.Gate)
        {
            if (find(call.Request.RouteValue("no") ?? "") is not { } transfer)
            {
                return Absent();
            }

            transfer.Settle(call.Now);
            return WeChatAnswer.Ok(transfer.WriteQuery(call.Merchant.AppId));
        }
    }

    private WeChatAnswer? CheckName(WeChatCall call)
    {
        var amount = call.Number("transfer_amount");
        if (call.Text("user_name") is not { } name)
        {
            return options.WeChat.StrictTransferNames && amount >= 200_000
                ? WeChatAnswer.BadParameter("/user_name", null, "转账金额大于等于2000元时，收款用户姓名必填", message: "参数错误")
                : null;
        }

        if (options.WeChat.StrictTransferNames && amount < 30)
        {
            return WeChatAnswer.BadParameter("/user_name", null, "转账金额小于0.3元时，不支持校验收款用户姓名", message: "参数错误");
        }

        var signer = call.Request.Header("Wechatpay-Serial") is { } serial ? call.Merchant.FindSigner(serial) : null;
        return signer is not null && TryDecrypt(signer.Key, name)
            ? null
            : WeChatAnswer.BadParameter("/user_name", null, "敏感信息解密失败，请检查加密使用的证书或公钥及Wechatpay-Serial", message: "参数错误");
    }

    private static bool TryDecrypt(Keys.SimulatorKey key, string ciphertext)
    {
        var bytes = new byte[512];
        if (!Convert.TryFromBase64String(ciphertext, bytes, out var length))
        {
            return false;
        }

        try
        {
            return key.Use(rsa => Encoding.UTF8.GetString(rsa.Decrypt(bytes.AsSpan(0, length), RSAEncryptionPadding.OaepSHA1))).Length > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static WeChatAnswer Absent() => WeChatAnswer.Refuse(StatusCodes.Status404NotFound, "NOT_FOUND", "记录不存在");
}
