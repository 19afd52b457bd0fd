namespace Payments.Recon.Bills;

/// <summary>What a column of either side means; each is found by its name in the header.</summary>
internal enum BillColumn
{
    Time,
    OrderNo,
    Attempt,
    RefundNo,
    Transaction,
    RefundTransaction,
    Kind,
    Status,
    Currency,
    Amount,

    /// <summary>What the merchant receives of a payment, beside what was ordered.</summary>
    Settled,
    Coupon,
    RefundAmount,

    /// <summary>What left the merchant, beside what was asked back.</summary>
    RefundSettled,
    Fee,

    /// <summary>How many there are.</summary>
    Count,
}
