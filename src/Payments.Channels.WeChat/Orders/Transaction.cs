using System.Text.Json;
using Payments.Channels.WeChat.Http;

namespace Payments.Channels.WeChat.Orders;

/// <summary>A payment as WeChat Pay describes it, in the answer to a query and in the content of a callback alike.</summary>
internal sealed class Transaction
{
    private const int MaxText = 128;

    public string? AppId { get; private set; }

    public string? MchId { get; private set; }

    public string? SubAppId { get; private set; }

    public string? SubMchId { get; private set; }

    public string OutTradeNo { get; private set; } = "";

    public string? TransactionId { get; private set; }

    public string TradeState { get; private set; } = "";

    public DateTimeOffset? SuccessTime { get; private set; }

    public string? OpenId { get; private set; }

    public Money? Amount { get; private set; }

    /// <summary>Whether money was taken, now or before a refund or a reversal.</summary>
    public bool WasPaid => TradeState is "SUCCESS" or "REFUND" || (TradeState == "REVOKED" && TransactionId is not null && SuccessTime is not null);

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is not the JSON it should be; other exceptions of the reader mean the same.</exception>
    public static Transaction Read(ReadOnlySpan<byte> json)
    {
        var transaction = new Transaction();
        var reader = new Utf8JsonReader(json, JsonMembers.Options);
        JsonMembers.Open(ref reader);
        var seen = 0;
        while (JsonMembers.Next(ref reader))
        {
            transaction.ReadMember(ref reader, ref seen);
        }

        JsonMembers.Close(ref reader);
        transaction.Check();
        return transaction;
    }

    /// <summary>The same in the words of the design.</summary>
    public ChannelPayment ToPayment() => new()
    {
        AttemptNo = OutTradeNo,
        Status = TradeState switch
        {
            // A refund, even of a part, moves the state on; what was paid stays paid.
            "SUCCESS" or "REFUND" => ChannelPaymentStatus.Succeeded,
            "CLOSED" or "REVOKED" => ChannelPaymentStatus.Closed,

            // NOTPAY, USERPAYING, PAYERROR (it must still be reversed) and any word to come: nothing is proved.
            _ => ChannelPaymentStatus.AwaitingPayer,
        },
        Amount = Amount,
        ChannelTransactionId = TransactionId,
        PaidAt = SuccessTime,
        Payer = OpenId is null ? null : new PayerId(OpenId),
        ChannelStatus = TradeState,
    };

    private void ReadMember(ref Utf8JsonReader reader, ref int seen)
    {
        if (reader.ValueTextEquals("mchid"u8) || reader.ValueTextEquals("sp_mchid"u8))
        {
            MchId = JsonMembers.Text(ref reader, ref seen, 1, MaxText);
        }
        else if (reader.ValueTextEquals("appid"u8) || reader.ValueTextEquals("sp_appid"u8))
        {
            AppId = JsonMembers.Text(ref reader, ref seen, 2, MaxText);
        }
        else if (reader.ValueTextEquals("sub_mchid"u8))
        {
            SubMchId = JsonMembers.Text(ref reader, ref seen, 4, MaxText);
        }
        else if (reader.ValueTextEquals("sub_appid"u8))
        {
            SubAppId = JsonMembers.Text(ref reader, ref seen, 8, MaxText);
        }
        else if (reader.ValueTextEquals("out_trade_no"u8))
        {
            OutTradeNo = JsonMembers.Text(ref reader, ref seen, 16, MaxText) ?? "";
        }
        else if (reader.ValueTextEquals("transaction_id"u8))
        {
            TransactionId = JsonMembers.Text(ref reader, ref seen, 32, MaxText) is { Length: > 0 } id ? id : null;
        }
        else if (reader.ValueTextEquals("trade_state"u8))
        {
            TradeState = JsonMembers.Text(ref reader, ref seen, 64, MaxText) ?? "";
        }
        else if (reader.ValueTextEquals("success_time"u8))
        {
            SuccessTime = JsonMembers.Instant(ref reader, ref seen, 128);
        }
        else if (reader.ValueTextEquals("payer"u8))
        {
            ReadPayer(ref reader, ref seen);
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

    private void ReadPayer(ref Utf8JsonReader reader, ref int seen)
    {
        if (!JsonMembers.Object(ref reader, ref seen, 256))
        {
            return;
        }

        var inner = 0;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("sub_openid"u8))
            {
                OpenId = JsonMembers.Text(ref reader, ref inner, 1, MaxText) is { Length: > 0 } sub ? sub : OpenId;
            }
            else if (reader.ValueTextEquals("openid"u8) || reader.ValueTextEquals("sp_openid"u8))
            {
                // In partner mode the sub-merchant's openid, where there is one, is what its orders named.
                var text = JsonMembers.Text(ref reader, ref inner, 2, MaxText);
                OpenId = (inner & 1) != 0 || string.IsNullOrEmpty(text) ? OpenId : text;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadAmount(ref Utf8JsonReader reader, ref int seen)
    {
        if (!JsonMembers.Object(ref reader, ref seen, 512))
        {
            return;
        }

        var inner = 0;
        long? total = null;
        string? currency = null;
        while (JsonMembers.Next(ref reader))
        {
            if (reader.ValueTextEquals("total"u8))
            {
                total = JsonMembers.Integer(ref reader, ref inner, 1);
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

        Amount = total is { } minorUnits ? WeChatMoney.Of(minorUnits, currency) : null;
    }

    private void Check()
    {
        if (OutTradeNo.Length == 0 || TradeState.Length == 0)
        {
            throw new JsonException("out_trade_no or trade_state is missing.");
        }

        if (TradeState is "SUCCESS" or "REFUND" && (TransactionId is null || Amount is null))
        {
            throw new JsonException("It says paid, and has no transaction_id or no amount.");
        }
    }
}
