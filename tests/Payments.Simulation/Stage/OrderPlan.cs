namespace Payments.Simulation.Stage;

/// <summary>What shall be tried with one order.</summary>
internal sealed record OrderPlan
{
    /// <summary>From 1.</summary>
    public required int Index { get; init; }

    public required TimeSpan StartsAfter { get; init; }

    public required PaymentMethod Method { get; init; }

    public required Money Amount { get; init; }

    public required TimeSpan ExpiresIn { get; init; }

    /// <summary>How many callers ask for the order at the same time under the same key.</summary>
    public required int Copies { get; init; }

    /// <summary>Whether somebody asks for the same order under another key, and something else under the same key.</summary>
    public required bool IsMixedUp { get; init; }

    public required PayerMood Mood { get; init; }

    /// <summary>How long after the credential is there the payer begins to pay.</summary>
    public required TimeSpan PaysAfter { get; init; }

    /// <summary>How long the payer takes to confirm.</summary>
    public required TimeSpan Confirms { get; init; }

    public required TimeSpan? ClosesAfter { get; init; }

    public required (PaymentMethod Method, TimeSpan After)? Change { get; init; }

    public required IReadOnlyList<RefundPlan> Refunds { get; init; }

    public string MerchantOrderNo => $"m-{Index}";

    public string Key => $"key-{Index}";
}

/// <param name="Index">From 1.</param>
/// <param name="Amount">How much, in minor units.</param>
/// <param name="After">How long after the order is paid.</param>
/// <param name="Copies">How many callers ask for it at the same time.</param>
internal sealed record RefundPlan(int Index, long Amount, TimeSpan After, int Copies)
{
    public string MerchantRefundNo => $"r-{Index}";
}

/// <summary>What a payer does with credentials.</summary>
internal enum PayerMood
{
    /// <summary>Pays with the first credential.</summary>
    Pays,

    /// <summary>Pays with every credential, also with those of earlier attempts.</summary>
    PaysAll,

    /// <summary>Pays with the first credential only after there is a newer one, or very late.</summary>
    PaysOld,

    /// <summary>Opens it and leaves.</summary>
    Opens,

    /// <summary>Never comes.</summary>
    Leaves,
}
