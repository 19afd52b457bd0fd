using System.Text.Json.Serialization;
using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>What a run came to; written as <c>summary.json</c>.</summary>
public sealed record ReconciliationSummary
{
    /// <summary>The account's day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>The bill's form.</summary>
    public required string Format { get; init; }

    /// <summary>How many ended in each bucket; all buckets are there, also those with 0.</summary>
    public required IReadOnlyDictionary<ReconciliationBucket, long> Counts { get; init; }

    /// <summary>What each side counted and summed, by currency.</summary>
    public required IReadOnlyList<SideTotals> Totals { get; init; }

    /// <summary>From our total to the channel's, by currency: law 8.</summary>
    public required IReadOnlyList<Bridge> Bridge { get; init; }

    /// <summary>What the bill says of itself, beside what its lines came to; <see langword="null"/> where it says nothing.</summary>
    public BillSummaryCheck? BillSummary { get; init; }

    /// <summary>Lines of either side that are not compared: of a kind the other side does not have, as our refunds beside <c>wechat.success</c>.</summary>
    public long OutOfScope { get; init; }

    /// <summary>SHA-256 of our side as it was read, lower-case hex; <see langword="null"/> when it was not asked for.</summary>
    public string? OursSha256 { get; init; }

    /// <summary>SHA-256 of the bill as it was read, lower-case hex; <see langword="null"/> when it was not asked for.</summary>
    public string? BillSha256 { get; init; }

    /// <summary>On to the bank, where a fund flow was given; <see langword="null"/> where not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BankBridge? Bank { get; init; }
}

/// <summary>A bill's own summary beside its lines; sums in minor units of the bill's currency.</summary>
/// <param name="DeclaredLines">How many lines it says it has.</param>
/// <param name="CountedLines">How many it has, those that cannot be read included.</param>
/// <param name="DeclaredPaymentsMinor">The sum of payments it says; <see langword="null"/> where it does not.</param>
/// <param name="CountedPaymentsMinor">The sum of its payment lines, by the same column.</param>
/// <param name="DeclaredRefundsMinor">The sum of refunds it says, not negative; <see langword="null"/> where it does not.</param>
/// <param name="CountedRefundsMinor">The sum of its refund lines, by the same column.</param>
public sealed record BillSummaryCheck(
    long DeclaredLines, long CountedLines, long? DeclaredPaymentsMinor, long CountedPaymentsMinor, long? DeclaredRefundsMinor, long CountedRefundsMinor)
{
    /// <summary>Whether lines and sums are the same. With lines that could not be read, sums cannot be, and this says so.</summary>
    public bool Agrees => DeclaredLines == CountedLines && (DeclaredPaymentsMinor ?? CountedPaymentsMinor) == CountedPaymentsMinor
        && (DeclaredRefundsMinor ?? CountedRefundsMinor) == CountedRefundsMinor;
}
