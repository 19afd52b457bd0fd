using System.Text.Json;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;

namespace Payments.Channels.WeChat.Refunds;

/// <summary>A refund as WeChat Pay describes it. Answers call its state <c>status</c>, callbacks <c>refund_status</c>.</summary>
internal sealed class RefundRecord
{
    private const int MaxText = 128;

    public string? MchId { get; private set; }

    public string? SubMchId { get; private set; }

    public string OutRefundNo { get; private set; } = "";

    public string OutTradeNo { get; private set; } = "";

    public string? RefundId { get; private set; }

    public string? TransactionId { get; private set; }

    public string Status { get; private set; } = "";

    public DateTimeOffset? SuccessTime { get; private set; }

    public Money? Amount { get; private set; }

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is not the JSON it should be; other exceptions of the reader mean the same.</exception>
    public static RefundRecord Read(ReadOnlySpan<byte> json, ReadOnlySpan<byte> statusName)
    {
        var refund = new RefundRecord();
        var reader = new Utf8JsonReader(json, JsonMembers.Options);
        JsonMembers.Open(ref reader);
        var seen = 0;
        while (JsonMembers.Next(ref reader))
        {
            refund.ReadMember(ref reader, ref seen, statusName);
        }

        JsonMembers.Close(ref reader);
        return refund.OutRefundNo.Length > 0 && refund.OutTradeNo.Length > 0 && refund.Status.Length > 0
            ? refund
            : throw new JsonException("out_refund_no, out_trade_no or the status is missing.");
    }

    /// <summary>The same in the words of the design.</summary>
    public ChannelRefund ToRefund() => new()
    {
        RefundNo = OutRefundNo,
        AttemptNo = OutTradeNo,
        Status = Status switch
        {
            "SUCCESS" => ChannelRefundStatus.Succeeded,
            "CLOSED" => ChannelRefundStatus.Closed,
            "ABNORMAL" => ChannelRefundStatus.Abnormal,

            // PROCESSING, and any word to come: nothing is final.
            _ => ChannelRefundStatus.Processing,
        },
        ChannelRefundId = RefundId,
        ChannelTransactionId = TransactionId,
        Amount = Amount,
        SucceededAt = SuccessTime,
        ChannelStatus = Status,
    };

    private void ReadMember(ref Utf8JsonReader reader, ref int seen, ReadOnlySpan<byte> statusName)
    {
        if (reader.ValueTextEquals("mchid"u8) || reader.ValueTextEquals("sp_mchid"u8))
        {
            MchId = JsonMembers.Text(ref reader, ref seen, 1, MaxText);
        }
        else if (reader.ValueTextEquals("sub_mchid"u8))
        {
            SubMchId = JsonMembers.Text(ref reader, ref seen, 2, MaxText);
        }
        else if (reader.ValueTextEquals("out_refund_no"u8))
        {
            OutRefundNo = JsonMembers.Text(ref reader, ref seen, 4, MaxText) ?? "";
        }
        else if (reader.ValueTextEquals("out_trade_no"u8))
        {
            OutTradeNo = JsonMembers.Text(ref reader, ref seen, 8, MaxText) ?? "";
        }
        else if (reader.ValueTextEquals("refund_id"u8))
        {
            RefundId = JsonMembers.Text(ref reader, ref seen, 16, MaxText);
        }
        else if (reader.ValueTextEquals("transaction_id"u8))
        {
            TransactionId = JsonMembers.Text(ref reader, ref seen, 32, MaxText);
        }
        else if (reader.ValueTextEquals(statusName))
        {
            Status = JsonMembers.Text(ref reader, ref seen, 64, MaxText) ?? "";
        }
        else if (reader.ValueTextEquals("success_time"u8))
        {
            SuccessTime = JsonMembers.Instant(ref reader, ref seen, 128);
        }
        else if (reader.ValueTextEquals("amount"u8))
        {
            ReadAmount(ref reader, ref seen);
        }
        else
        {
            reader.Skip();
        }
    }

    private void ReadAmount(ref Utf8JsonReader reader, ref int seen)
    {
        if (!JsonMembers.Object(ref reader, ref seen, 256))
        {
            return;
        }

        var inner = 0;
        long? refunded = null;
        string? currency = null;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("refund"u8))
            {
                refunded = JsonMembers.Integer(ref reader, ref inner, 1);
            }
            else if (reader.ValueTextEquals("currency"u8))
            {
                currency = JsonMembers.Text(ref reader, ref inner, 2, MaxText);
            }
            else
            {
                reader.Skip();
            }
        }

        Amount = refunded is { } minorUnits ? WeChatMoney.Of(minorUnits, currency) : null;
    }
}
