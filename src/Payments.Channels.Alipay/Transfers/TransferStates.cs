using Payments.Channels.Alipay.Gateway;

namespace Payments.Channels.Alipay.Transfers;

/// <summary>What Alipay says of a transfer, in the words of the design.</summary>
internal static class TransferStates
{
    private const int MaxCode = 64;

    /// <returns><see langword="null"/> when the answer is about another transfer, or lacks its state.</returns>
    public static ChannelTransfer? Read(string transferNo, TransferAnswer? said)
    {
        if (said is null || said.OutBizNo != transferNo || string.IsNullOrEmpty(said.Status) || !TryAmount(said.TransAmount, out var amount))
        {
            return null;
        }

        var status = said.Status switch
        {
            "SUCCESS" => ChannelTransferStatus.Succeeded,
            "FAIL" => ChannelTransferStatus.Failed,
            "REFUND" => ChannelTransferStatus.Returned,

            // DEALING, and any word to come: nothing is final.
            _ => ChannelTransferStatus.Processing,
        };
        return new ChannelTransfer
        {
            TransferNo = transferNo,
            Status = status,
            ChannelTransferId = string.IsNullOrEmpty(said.OrderId) ? null : said.OrderId,
            Amount = amount,
            SucceededAt = status == ChannelTransferStatus.Succeeded ? BeijingTime.Read(said.PayDate ?? said.TransDate) : null,
            Error = status is ChannelTransferStatus.Failed or ChannelTransferStatus.Returned ? Ended(status, said.ErrorCode) : null,
            ChannelStatus = said.Status,
        };
    }

    public static ChannelTransfer NotFound(string transferNo, string word) => new()
    {
        TransferNo = transferNo,
        Status = ChannelTransferStatus.NotFound,
        ChannelStatus = word,
    };

    // The amount may be left out, but what is there must be one.
    private static bool TryAmount(string? text, out Money? amount)
    {
        amount = Money.TryParse(text, Currency.Cny, out var read) && !read.IsNegative ? read : null;
        return amount is not null || string.IsNullOrEmpty(text);
    }

    // fail_reason is a sentence that may name the payee; the code says as much.
    private static PaymentError Ended(ChannelTransferStatus status, string? errorCode)
    {
        var code = errorCode is { Length: > 0 and <= MaxCode } && errorCode.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.') ? errorCode : null;
        return new PaymentError
        {
            Code = PaymentErrorCodes.ChannelRejected,
            Message = (status == ChannelTransferStatus.Failed ? "Alipay ended the transfer without paying it out" : "The transfer was paid out and came back") + (code is null ? "." : $": {code}."),
            Remedy = "Look the code up in Alipay's documentation of the call; then a new transfer may be made under a new number.",
            ChannelCode = code,
        };
    }
}
