using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Payments.Channels;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.Oracles;

namespace Payments.Fuzz.WeChat;

/// <summary>
/// Reads a WeChat Pay callback slowly and by the book, sharing no code with the channel: says what a callback that may be trusted tells, or why
/// it may not.
/// </summary>
internal sealed class WeChatOracle(RSA platformKey, string apiV3Key, string serial)
{
    private static readonly string[] Headers =
        [WeChatPlatform.TimestampHeader, WeChatPlatform.NonceHeader, WeChatPlatform.SignatureHeader, WeChatPlatform.SerialHeader];

    private readonly byte[] _apiV3Key = Encoding.ASCII.GetBytes(apiV3Key);

    /// <summary>The one value of a header; <see langword="null"/> when there is none or more than one.</summary>
    public static string? Single(Callback callback, string name)
    {
        var values = callback.Headers
            .Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.ToArray())
            .ToList();
        return values is [{ Length: > 0 } value] ? value : null;
    }

    /// <exception cref="UntrustedException">It may not be trusted.</exception>
    public ChannelNotification Read(Callback callback, DateTimeOffset now)
    {
        foreach (var name in Headers)
        {
            Demand(Single(callback, name) is not null, $"{name} is not there exactly once");
        }

        Demand(!callback.IsTruncated, "the body is cut");
        CheckSignature(callback, now);
        var envelope = new JsonFacts(JsonReading.Parse(callback.Body), "the body");
        var id = envelope.Text("id");
        var type = envelope.Text("event_type");
        Demand(!string.IsNullOrEmpty(id) && !string.IsNullOrEmpty(type), "id or event_type is missing");
        return type switch
        {
            "TRANSACTION.SUCCESS" => new ChannelNotification.Payment(ReadPayment(Open(envelope))) { NotificationId = id! },
            "REFUND.SUCCESS" or "REFUND.ABNORMAL" or "REFUND.CLOSED" => new ChannelNotification.Refund(ReadRefund(Open(envelope))) { NotificationId = id! },
            "MCHTRANSFER.BILL.FINISHED" => new ChannelNotification.Transfer(ReadTransfer(Open(envelope))) { NotificationId = id! },
            _ => new ChannelNotification.Other(type!) { NotificationId = id! },
        };
    }

    private static ChannelPayment ReadPayment(JsonFacts content)
    {
        Demand(content.EitherText("mchid", "sp_mchid") == WeChatPlatform.MchId, "it is another merchant's");
        Demand(content.EitherText("appid", "sp_appid") == WeChatPlatform.AppId, "it is another application's");
        var state = content.Text("trade_state");
        var amount = content.Object("amount");
        var payment = new ChannelPayment
        {
            AttemptNo = content.Text("out_trade_no") ?? "",
            Status = state switch
            {
                "SUCCESS" or "REFUND" => ChannelPaymentStatus.Succeeded,
                "CLOSED" or "REVOKED" => ChannelPaymentStatus.Closed,
                _ => ChannelPaymentStatus.AwaitingPayer,
            },
            Amount = MoneyOf(amount, "total"),
            ChannelTransactionId = Filled(content.Text("transaction_id")),
            PaidAt = content.Instant("success_time"),
            Payer = PayerOf(content.Object("payer")) is { } openId ? new PayerId(openId) : null,
            ChannelStatus = state ?? "",
        };
        Demand(payment.AttemptNo.Length > 0 && payment.ChannelStatus.Length > 0, "out_trade_no or trade_state is missing");
        Demand(
            payment.Status != ChannelPaymentStatus.Succeeded || (payment.Amount is not null && payment.ChannelTransactionId is not null),
            "it says paid without an amount or a number");
        return payment;
    }

    private static ChannelRefund ReadRefund(JsonFacts content)
    {
        Demand(content.EitherText("mchid", "sp_mchid") == WeChatPlatform.MchId, "it is another merchant's");
        var status = content.Text("refund_status");
        var refund = new ChannelRefund
        {
            RefundNo = content.Text("out_refund_no") ?? "",
            AttemptNo = content.Text("out_trade_no") ?? "",
            Status = status switch
            {
                "SUCCESS" => ChannelRefundStatus.Succeeded,
                "CLOSED" => ChannelRefundStatus.Closed,
                "ABNORMAL" => ChannelRefundStatus.Abnormal,
                _ => ChannelRefundStatus.Processing,
            },
            ChannelRefundId = content.Text("refund_id"),
            ChannelTransactionId = content.Text("transaction_id"),
            Amount = MoneyOf(content.Object("amount"), "refund"),
            SucceededAt = content.Instant("success_time"),
            ChannelStatus = status ?? "",
        };
        Demand(refund is { RefundNo.Length: > 0, AttemptNo.Length: > 0, ChannelStatus.Length: > 0 }, "a number or the status is missing");
        return refund;
    }

    private static ChannelTransfer ReadTransfer(JsonFacts content)
    {
        Demand(content.EitherText("mch_id", "mchid") == WeChatPlatform.MchId, "it is another merchant's");
        var state = content.Text("state");
        var at = content.Instant("update_time");
        var amount = content.Integer("transfer_amount");
        Demand(amount is null or >= 0, "an amount is negative");
        var transfer = new ChannelTransfer
        {
            TransferNo = content.Text("out_bill_no") ?? "",
            Status = state switch
            {
                "WAIT_USER_CONFIRM" => ChannelTransferStatus.AwaitingPayee,
                "CANCELING" => ChannelTransferStatus.Cancelling,
                "SUCCESS" => ChannelTransferStatus.Succeeded,
                "FAIL" => ChannelTransferStatus.Failed,
                "CANCELLED" => ChannelTransferStatus.Cancelled,
                _ => ChannelTransferStatus.Processing,
            },
            ChannelTransferId = Filled(content.Text("transfer_bill_no")),
            Amount = amount is { } fen ? Money.FromMinorUnits(fen, Currency.Cny) : null,
            Payee = Filled(content.Text("openid")) is { } openId ? new PayerId(openId) : null,
            SucceededAt = state == "SUCCESS" ? at : null,
            ChannelStatus = state ?? "",
        };
        Demand(transfer is { TransferNo.Length: > 0, ChannelStatus.Length: > 0 }, "the number or the state is missing");
        return transfer;
    }

    private static Money? MoneyOf(JsonFacts? amount, string member)
    {
        if (amount?.Integer(member) is not { } minorUnits)
        {
            return null;
        }

        Demand(minorUnits >= 0, "an amount is negative");
        return Money.FromMinorUnits(minorUnits, Filled(amount.Text("currency")) is { } code ? Currency.Parse(code) : Currency.Cny);
    }

    // In partner mode the sub-merchant's own id of the payer comes first.
    private static string? PayerOf(JsonFacts? payer)
    {
        var usual = Filled(payer?.EitherText("openid", "sp_openid"));
        return Filled(payer?.Text("sub_openid")) ?? usual;
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new UntrustedException(otherwise);
        }
    }

    private void CheckSignature(Callback callback, DateTimeOffset now)
    {
        var timestamp = Single(callback, WeChatPlatform.TimestampHeader)!;
        Demand(long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds), "the timestamp is no number");
        Demand(Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) < 300, "the timestamp is not of this moment");
        Demand(string.Equals(Single(callback, WeChatPlatform.SerialHeader), serial, StringComparison.OrdinalIgnoreCase), "the serial number is another one");

        var message = WeChatPlatform.Message(timestamp, Single(callback, WeChatPlatform.NonceHeader)!, callback.Body);
        Demand(
            platformKey.VerifyData(message, JsonFacts.Base64(Single(callback, WeChatPlatform.SignatureHeader)!), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            "the signature does not fit");
    }

    private JsonFacts Open(JsonFacts envelope)
    {
        var resource = envelope.Object("resource") ?? throw new UntrustedException("there is no resource");
        Demand(resource.Text("algorithm") == "AEAD_AES_256_GCM", "the algorithm is another one");
        var sealedData = JsonFacts.Base64(resource.Text("ciphertext") ?? "");
        var nonce = Encoding.UTF8.GetBytes(resource.Text("nonce") ?? "");
        Demand(sealedData.Length >= WeChatPlatform.TagLength && nonce.Length == 12, "there is nothing to decrypt");
        var plaintext = new byte[sealedData.Length - WeChatPlatform.TagLength];
        using var aes = new AesGcm(_apiV3Key, WeChatPlatform.TagLength);
        try
        {
            aes.Decrypt(nonce, sealedData.AsSpan(0, plaintext.Length), sealedData.AsSpan(plaintext.Length), plaintext, Encoding.UTF8.GetBytes(resource.Text("associated_data") ?? ""));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw new UntrustedException("the content does not decrypt");
        }

        return new JsonFacts(JsonReading.Parse(plaintext), "the content");
    }
}
