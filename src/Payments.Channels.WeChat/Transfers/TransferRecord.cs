using System.Text.Json;
using Payments.Channels.WeChat.Http;
using Payments.Channels.WeChat.Orders;

namespace Payments.Channels.WeChat.Transfers;

/// <summary>A transfer as WeChat Pay describes it: in answers to the transfer, a query and a cancellation, and in callbacks.</summary>
internal sealed class TransferRecord
{
    private const int MaxText = 128;
    private const int MaxReason = 1024;
    private const int MaxPackage = 4096;

    public string? MchId { get; private set; }

    public string OutBillNo { get; private set; } = "";

    public string? TransferBillNo { get; private set; }

    public string State { get; private set; } = "";

    public string? FailReason { get; private set; }

    public string? PackageInfo { get; private set; }

    public string? OpenId { get; private set; }

    public DateTimeOffset? UpdateTime { get; private set; }

    public Money? Amount { get; private set; }

    /// <summary>Reads it.</summary>
    /// <exception cref="JsonException">It is not the JSON it should be; other exceptions of the reader mean the same.</exception>
    public static TransferRecord Read(ReadOnlySpan<byte> json)
    {
        var transfer = new TransferRecord();
        var reader = new Utf8JsonReader(json, JsonMembers.Options);
        JsonMembers.Open(ref reader);
        var seen = 0;
        while (JsonMembers.Next(ref reader))
        {
            transfer.ReadMember(ref reader, ref seen);
        }

        JsonMembers.Close(ref reader);
        return transfer.OutBillNo.Length > 0 && transfer.State.Length > 0
            ? transfer
            : throw new JsonException("out_bill_no or state is missing.");
    }

    /// <summary>The same in the words of the design.</summary>
    public ChannelTransfer ToTransfer()
    {
        var status = Status();
        return new ChannelTransfer
        {
            TransferNo = OutBillNo,
            Status = status,
            ChannelTransferId = TransferBillNo,
            Amount = Amount,
            Payee = OpenId is null ? null : new PayerId(OpenId),
            SucceededAt = status == ChannelTransferStatus.Succeeded ? UpdateTime : null,
            Error = status == ChannelTransferStatus.Failed ? TransferErrors.Failed(FailReason) : null,
            ChannelStatus = State,
        };
    }

    private ChannelTransferStatus Status() => State switch
    {
        "WAIT_USER_CONFIRM" => ChannelTransferStatus.AwaitingPayee,
        "CANCELING" => ChannelTransferStatus.Cancelling,
        "SUCCESS" => ChannelTransferStatus.Succeeded,
        "FAIL" => ChannelTransferStatus.Failed,
        "CANCELLED" => ChannelTransferStatus.Cancelled,

        // ACCEPTED, PROCESSING, TRANSFERING (sic), and any word to come: nothing is final.
        _ => ChannelTransferStatus.Processing,
    };

    private void ReadMember(ref Utf8JsonReader reader, ref int seen)
    {
        if (reader.ValueTextEquals("mch_id"u8) || reader.ValueTextEquals("mchid"u8))
        {
            MchId = JsonMembers.Text(ref reader, ref seen, 1, MaxText);
        }
        else if (reader.ValueTextEquals("out_bill_no"u8))
        {
            OutBillNo = JsonMembers.Text(ref reader, ref seen, 2, MaxText) ?? "";
        }
        else if (reader.ValueTextEquals("transfer_bill_no"u8))
        {
            TransferBillNo = Filled(JsonMembers.Text(ref reader, ref seen, 4, MaxText));
        }
        else if (reader.ValueTextEquals("state"u8))
        {
            State = JsonMembers.Text(ref reader, ref seen, 8, MaxText) ?? "";
        }
        else if (reader.ValueTextEquals("fail_reason"u8))
        {
            FailReason = Filled(JsonMembers.Text(ref reader, ref seen, 16, MaxReason));
        }
        else if (reader.ValueTextEquals("package_info"u8))
        {
            PackageInfo = Filled(JsonMembers.Text(ref reader, ref seen, 32, MaxPackage));
        }
        else if (reader.ValueTextEquals("openid"u8))
        {
            OpenId = Filled(JsonMembers.Text(ref reader, ref seen, 64, MaxText));
        }
        else if (reader.ValueTextEquals("update_time"u8))
        {
            UpdateTime = JsonMembers.Instant(ref reader, ref seen, 128);
        }
        else if (reader.ValueTextEquals("transfer_amount"u8))
        {
            Amount = WeChatMoney.Of(JsonMembers.Integer(ref reader, ref seen, 256), currency: null);
        }
        else
        {
            reader.Skip();
        }
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
