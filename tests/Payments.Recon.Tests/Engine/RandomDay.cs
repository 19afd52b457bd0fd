namespace Payments.Recon.Tests.Engine;

/// <summary>One line of either side, as it is meant.</summary>
internal sealed record SampleLine
{
    public required bool IsRefund { get; init; }

    public string Number { get; init; } = "";

    public string Transaction { get; init; } = "";

    public long Amount { get; init; }

    public string Currency { get; init; } = "CNY";

    /// <summary>Ours: succeeded, closed, failed, pending. Theirs: SUCCESS, PROCESSING, FAIL; of refunds only.</summary>
    public string Status { get; init; } = "succeeded";

    public long? Fee { get; init; }

    /// <summary>Seconds from the start of the account's day; may lie outside of it.</summary>
    public int Second { get; init; }

    public bool IsMalformed { get; init; }

    public bool Moved => Status is "succeeded" or "SUCCESS" or "PROCESSING";

    public long Net => !Moved ? 0 : IsRefund ? -Amount : Amount;
}

/// <summary>Two sides of a small day in which numbers meet often, in every way the engine must decide.</summary>
internal sealed record RandomDay(IReadOnlyList<SampleLine> Carried, IReadOnlyList<SampleLine> Ours, IReadOnlyList<SampleLine> Theirs, long Tolerance)
{
    private static readonly string[] OurStatuses = ["succeeded", "succeeded", "succeeded", "succeeded", "closed", "failed", "pending"];
    private static readonly string[] TheirStatuses = ["SUCCESS", "SUCCESS", "SUCCESS", "PROCESSING", "FAIL"];

    public static RandomDay Make(int seed)
    {
        var random = new Random(seed);
        var numbers = random.Next(1, 12);
        return new RandomDay(
            random.Next(3) == 0 ? [.. Lines(random, numbers, isOurs: true, random.Next(4), -86_400 * random.Next(1, 5))] : [],
            [.. Lines(random, numbers, isOurs: true, random.Next(14), 0)],
            [.. Lines(random, numbers, isOurs: false, random.Next(14), 0)],
            random.Next(3) == 0 ? random.Next(1, 3) : 0);
    }

    private static IEnumerable<SampleLine> Lines(Random random, int numbers, bool isOurs, int count, int shift)
    {
        for (var index = 0; index < count; index++)
        {
            var isRefund = random.Next(3) == 0;
            var number = random.Next(numbers);
            var hasNumber = random.Next(8) != 0;
            yield return new SampleLine
            {
                IsRefund = isRefund,
                Number = hasNumber ? Number(number, isRefund) : "",
                Transaction = hasNumber && random.Next(4) == 0 ? "" : $"42{random.Next(numbers):000}{(isRefund ? 5 : 4)}",
                Amount = 100 + random.Next(3),
                Currency = random.Next(8) == 0 ? "USD" : "CNY",
                Status = isOurs ? OurStatuses[random.Next(OurStatuses.Length)] : isRefund ? TheirStatuses[random.Next(TheirStatuses.Length)] : "SUCCESS",
                Fee = isOurs && random.Next(3) == 0 ? null : random.Next(2),
                Second = shift + (random.Next(3) == 0 ? 86_400 - random.Next(-30, 600) : random.Next(86_000)),
                IsMalformed = random.Next(15) == 0,
            };
        }
    }

    // Digits, letters, long ones: every way a number is kept.
    private static string Number(int number, bool isRefund) => (number % 4) switch
    {
        0 => $"2026112700000000000000000{number:000}",
        1 => $"pay-{number}|*{(isRefund ? "r" : "")}",
        2 => $"{number}",
        _ => new string('9', 30 + (number % 7)) + number,
    };
}
