namespace Payments.Benchmarks.Running;

/// <summary>What a figure came to: medians over the rounds; the ratio is the median of the rounds' own ratios.</summary>
internal sealed record Outcome
{
    public required string Name { get; init; }

    /// <summary>Microseconds or bytes an operation, as <see cref="Unit"/> says.</summary>
    public required double Ours { get; init; }

    public required double Yardstick { get; init; }

    public required double Ratio { get; init; }

    /// <summary>What the ratio may be at most; <see langword="null"/> when there is no bar.</summary>
    public required double? Bar { get; init; }

    /// <summary>Whether the ratio is within the bar; always so without one.</summary>
    public required bool Holds { get; init; }

    public required string Unit { get; init; }

    public required double Min { get; init; }

    public required double Max { get; init; }

    public required int Rounds { get; init; }

    /// <summary>Operations of one side in one round.</summary>
    public required int Operations { get; init; }

    public required double OursWallMicroseconds { get; init; }

    public required double YardstickWallMicroseconds { get; init; }

    /// <summary>What the yardstick is.</summary>
    public required string Against { get; init; }
}
