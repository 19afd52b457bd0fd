namespace MerchantWeb.Shop;

/// <summary>What the page of the books shows.</summary>
/// <param name="Days">The newest day first; yesterday with each account, begun or not.</param>
internal sealed record Books(IReadOnlyList<BookedDay> Days);

/// <summary>One day of one account.</summary>
/// <param name="Account">The channel account.</param>
/// <param name="Day">The day, in the account's time zone.</param>
/// <param name="IsYesterday">Whether it is the day before today there.</param>
/// <param name="State">The state of its run, or <c>NotBegun</c>.</param>
internal sealed record BookedDay(string Account, DateOnly Day, bool IsYesterday, string State)
{
    /// <summary>When the channel is asked again.</summary>
    public DateTimeOffset? AskedAgainAt { get; init; }

    /// <summary>What the last comparison counted.</summary>
    public BookedCounts? Counts { get; init; }

    /// <summary>Where the report is.</summary>
    public string? Report { get; init; }

    /// <summary>Why it waits or failed.</summary>
    public Refusal? Problem { get; init; }
}

/// <summary>Lines and records, each in one of three.</summary>
/// <param name="Matched">Both sides agree.</param>
/// <param name="Held">Near midnight, so that the next bill may have it.</param>
/// <param name="Differences">Somebody has to look.</param>
internal sealed record BookedCounts(long Matched, long Held, long Differences);
