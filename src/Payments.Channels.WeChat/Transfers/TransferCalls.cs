using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;

namespace Payments.Channels.WeChat.Transfers;

/// <summary>
/// Merchant transfer, its query and its cancellation (pay.weixin.qq.com, "商家转账", the mode where the payee confirms). The page says that after any
/// answer but 200 the number must be kept and asked about, and that only a bill in state FAIL permits another.
/// </summary>
internal sealed class TransferCalls(Merchant merchant, VerifiedCalls calls, WeChatCipher cipher)
{
    public const string Sdk = "wechat.transfer";

    private const string Path = "/v3/fund-app/mch-transfer/transfer-bills";

    public IReadOnlyList<FieldProblem> Validate(ChannelTransferOrder transfer) => TransferRules.Check(transfer, merchant.IsPartner);

    /// <summary>Sends money. Repeating it under the same number gives the same bill, and again the credential while the payee has not confirmed.</summary>
    public async Task<ChannelOutcome<ChannelTransfer>> TransferAsync(ChannelTransferOrder transfer, CancellationToken cancellationToken)
    {
        if (Validate(transfer) is { Count: > 0 } problems)
        {
            return new ChannelOutcome<ChannelTransfer>.Rejected(TransferErrors.Invalid(problems));
        }

        var call = await CallAsync(transfer, cancellationToken).ConfigureAwait(false);
        return await calls.SendAsync(call, cancellationToken).ConfigureAwait(false) switch
        {
            WeChatReply.Success success => Read("transfer", success, new ChannelTransferReference(transfer.TransferNo, transfer.Method)),
            WeChatReply.Refusal refusal => await RefusedAsync(transfer, refusal, cancellationToken).ConfigureAwait(false),
            WeChatReply.Uncertain uncertain => new ChannelOutcome<ChannelTransfer>.Unknown(uncertain.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Asks how a transfer stands. WeChat Pay knows those of the last 30 days.</summary>
    public async Task<ChannelOutcome<ChannelTransfer>> QueryAsync(ChannelTransferReference reference, CancellationToken cancellationToken)
    {
        var call = new WeChatCall("transfer query", HttpMethod.Get, PathOf(reference.TransferNo));
        return await calls.SendAsync(call, cancellationToken).ConfigureAwait(false) switch
        {
            WeChatReply.Success success => Read("transfer query", success, reference),
            WeChatReply.Refusal refusal when IsNotFound(refusal) => NotFound(reference.TransferNo, refusal),
            WeChatReply.Refusal refusal => new ChannelOutcome<ChannelTransfer>.Rejected(refusal.Error),
            WeChatReply.Uncertain uncertain => new ChannelOutcome<ChannelTransfer>.Unknown(uncertain.Error),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Takes back a bill the payee has not confirmed. A refusal says that it went on meanwhile: then it is told how it stands.</summary>
    public async Task<ChannelOutcome<ChannelTransfer>> CancelAsync(ChannelTransferReference reference, CancellationToken cancellationToken)
    {
        var call = new WeChatCall("transfer cancel", HttpMethod.Post, PathOf(reference.TransferNo) + "/cancel");
        switch (await calls.SendAsync(call, cancellationToken).ConfigureAwait(false))
        {
            case WeChatReply.Success success:
                return Read("transfer cancel", success, reference);
            case WeChatReply.Refusal refusal when IsNotFound(refusal):
                return NotFound(reference.TransferNo, refusal);
            case WeChatReply.Refusal refusal when refusal.IsThrottled() || refusal.MayHaveArrivedBefore:
                return new ChannelOutcome<ChannelTransfer>.Unknown(TransferErrors.Unproved(refusal.Error));
            case WeChatReply.Refusal refusal:
                var asked = await FollowUpAsync(reference, cancellationToken).ConfigureAwait(false);
                return asked is ChannelOutcome<ChannelTransfer>.Accepted { Value.Status: not (ChannelTransferStatus.NotFound or ChannelTransferStatus.AwaitingPayee) }
                    ? asked
                    : new ChannelOutcome<ChannelTransfer>.Rejected(refusal.Error);
            case WeChatReply.Uncertain uncertain:
                return new ChannelOutcome<ChannelTransfer>.Unknown(uncertain.Error);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static string PathOf(string transferNo) => $"{Path}/out-bill-no/{Uri.EscapeDataString(transferNo)}";

    private static bool IsNotFound(WeChatReply.Refusal refusal) => refusal is { Status: 404, Code: "NOTFOUND" or "RESOURCENOTEXISTS" or "RECORDNOTEXISTS" };

    /// <summary>Turned away before anybody looked for the number: wrong fields, signature, contract or application.</summary>
    private static bool IsTurnedAway(WeChatReply.Refusal refusal) => refusal.Code is "PARAMERROR" or "SIGNERROR" or "NOAUTH" or "APPIDMCHIDNOTMATCH" or "MCHNOTEXISTS";

    private static ChannelOutcome<ChannelTransfer> NotFound(string transferNo, WeChatReply.Refusal refusal) =>
        new ChannelOutcome<ChannelTransfer>.Accepted(new ChannelTransfer
        {
            TransferNo = transferNo,
            Status = ChannelTransferStatus.NotFound,
            ChannelStatus = refusal.Error.ChannelCode ?? refusal.Code,
        });

    private async ValueTask<WeChatCall> CallAsync(ChannelTransferOrder transfer, CancellationToken cancellationToken)
    {
        var openId = transfer.Payee.Reveal();
        var name = transfer.RealName?.Reveal();
        var sealer = name is null ? null : await cipher.GetSealerAsync(cancellationToken).ConfigureAwait(false);
        var request = new TransferRequest
        {
            AppId = AppIdFor(transfer.Method),
            OutBillNo = transfer.TransferNo,
            SceneId = transfer.Scene!,
            OpenId = openId,
            UserName = name is null ? null : sealer!.Encrypt(name),
            Amount = transfer.Amount.MinorUnits,
            Remark = transfer.Title,
            NotifyUrl = transfer.NotifyUrl,
            Reports = [.. transfer.Reports.Select(static report => new SceneReport(report.Type, report.Content))],
        };
        return new WeChatCall("transfer", HttpMethod.Post, Path)
        {
            Body = OrderCalls.Json(request, WeChatJson.Wire.TransferRequest),
            PlatformSerial = sealer?.Serial,
            Sensitive = name is null ? [openId] : [openId, name],
        };
    }

    // A code these packages do not know settles nothing (the page warns of new ones). Those that may stand beside a bill are asked about first.
    private async Task<ChannelOutcome<ChannelTransfer>> RefusedAsync(ChannelTransferOrder transfer, WeChatReply.Refusal refusal, CancellationToken cancellationToken)
    {
        if (refusal.IsNumberTaken())
        {
            return new ChannelOutcome<ChannelTransfer>.Unknown(TransferErrors.Taken(refusal.Error));
        }

        if (refusal.MayHaveArrivedBefore || refusal.IsThrottled())
        {
            return new ChannelOutcome<ChannelTransfer>.Unknown(TransferErrors.Unproved(refusal.Error));
        }

        if (IsTurnedAway(refusal))
        {
            return new ChannelOutcome<ChannelTransfer>.Rejected(refusal.Error);
        }

        var asked = refusal.Code is "INVALIDREQUEST" or "NOTENOUGH"
            ? await FollowUpAsync(new ChannelTransferReference(transfer.TransferNo, transfer.Method), cancellationToken).ConfigureAwait(false)
            : null;
        return asked switch
        {
            ChannelOutcome<ChannelTransfer>.Accepted { Value.Status: ChannelTransferStatus.NotFound } => new ChannelOutcome<ChannelTransfer>.Rejected(refusal.Error),
            ChannelOutcome<ChannelTransfer>.Accepted { Value: var found } when found.Amount == transfer.Amount && found.Payee == transfer.Payee => asked,
            ChannelOutcome<ChannelTransfer>.Accepted => new ChannelOutcome<ChannelTransfer>.Unknown(TransferErrors.Taken(refusal.Error)),
            _ => new ChannelOutcome<ChannelTransfer>.Unknown(TransferErrors.Unproved(refusal.Error)),
        };
    }

    /// <summary>A question that follows a call: that nothing was sent would then not be the whole truth.</summary>
    private async Task<ChannelOutcome<ChannelTransfer>?> FollowUpAsync(ChannelTransferReference reference, CancellationToken cancellationToken)
    {
        try
        {
            return await QueryAsync(reference, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelUnreachableException)
        {
            return null;
        }
    }

    private string AppIdFor(PaymentMethod? method) => method is { } known ? merchant.AppIdFor(known) : merchant.AppId;

    private ChannelOutcome<ChannelTransfer> Read(string operation, WeChatReply.Success success, ChannelTransferReference reference)
    {
        try
        {
            var record = TransferRecord.Read(success.Body);
            if (record.OutBillNo != reference.TransferNo)
            {
                return new ChannelOutcome<ChannelTransfer>.Unknown(ChannelErrors.Malformed(operation, "it is about another transfer than was asked for."));
            }

            // Only the query says whose it is.
            return record.MchId is not null && merchant.CheckMerchant(record.MchId, subMchId: null) is { } notOurs
                ? new ChannelOutcome<ChannelTransfer>.Unknown(ChannelErrors.Untrusted(operation, notOurs))
                : new ChannelOutcome<ChannelTransfer>.Accepted(WithNextStep(record, reference));
        }
        catch (Exception exception) when (JsonMembers.IsMalformed(exception))
        {
            return new ChannelOutcome<ChannelTransfer>.Unknown(ChannelErrors.Malformed(operation, "it is not the description of a transfer."));
        }
    }

    // What WeixinJSBridge's and the mini program's requestMerchantTransfer take (pay.weixin.qq.com, "JSAPI调起用户确认收款").
    private ChannelTransfer WithNextStep(TransferRecord record, ChannelTransferReference reference)
    {
        var transfer = record.ToTransfer();
        return transfer.Status != ChannelTransferStatus.AwaitingPayee || record.PackageInfo is not { } package ? transfer : transfer with
        {
            NextAction = new NextAction.InvokeClientSdk(Sdk, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["mchId"] = merchant.MchId,
                ["appId"] = AppIdFor(reference.Method),
                ["package"] = package,
            }),
        };
    }
}
