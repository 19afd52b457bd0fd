namespace Payments.Recon;

/// <summary>One comparison: our records of a day beside a channel's bill of it.</summary>
public sealed record ReconciliationJob
{
    /// <summary>
    /// Our side: CSV with the header <c>orderNo,attemptNo,channelTransactionId,kind,amountMinor,currency,status,occurredAt,feeMinor</c>.
    /// </summary>
    public required string OursPath { get; init; }

    /// <summary>The channel's bill, as received.</summary>
    public required string BillPath { get; init; }

    /// <summary>The bill's form, as <c>wechat.all</c>, <c>wechat.success</c>, <c>wechat.refund</c>, <c>alipay.trades</c>, or a mapping's name.</summary>
    public required string Format { get; init; }

    /// <summary>Where the results go; made where it does not exist.</summary>
    public required string OutputFolder { get; init; }

    /// <summary>Our records that earlier days held by cut-off, in the form of <see cref="OursPath"/>; <see langword="null"/> for none.</summary>
    public string? CarriedPath { get; init; }

    /// <summary>The account's day; <see langword="null"/> takes the day most of our records lie in.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>How it is compared.</summary>
    public ReconciliationRules Rules { get; init; } = new();

    /// <summary>A mapping (JSON) for a bill that is no channel's own; its name is then <see cref="Format"/>. <see langword="null"/> for none.</summary>
    public string? MappingPath { get; init; }

    /// <summary>The SHA-256 the bill was announced with, hex; <see langword="null"/> does not check. Of the file as it is, packed or not.</summary>
    public string? ExpectedBillSha256 { get; init; }

    /// <summary>Whether the SHA-256 of the inputs is taken and reported; default <see langword="true"/>. It costs about a second for 3 GB.</summary>
    public bool HashInputs { get; init; } = true;
}
