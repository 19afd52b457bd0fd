using System.Collections.Concurrent;

namespace Payments.Fleet.Load;

/// <summary>An order as its merchant and its payer lived it.</summary>
/// <param name="number">Its number in the run.</param>
/// <param name="name">The merchant's number, and the key.</param>
internal sealed class Placed(int number, string name)
{
    public int Number => number;

    public string Name => name;

    public required long Amount { get; init; }

    /// <summary>The request, as it was sent and is sent again.</summary>
    public required byte[] Request { get; init; }

    /// <summary>The answer that must never change; <see langword="null"/> while there is none.</summary>
    public byte[]? Answer { get; set; }

    public string? OrderNo { get; set; }

    /// <summary>How long the answer took, repetitions included.</summary>
    public TimeSpan Took { get; set; }

    /// <summary>How often the key was asked again and answered.</summary>
    public int Replays { get; set; }

    /// <summary>The refunds asked for, each with how it was answered.</summary>
    public ConcurrentDictionary<string, RefundWish> Refunds { get; } = new(StringComparer.Ordinal);

    /// <summary>What should not have happened.</summary>
    public ConcurrentQueue<Reckoning.Breach> Breaches { get; } = new();
}

/// <summary>A refund asked for.</summary>
/// <param name="Amount">Minor units.</param>
/// <param name="Status">HTTP's answer; 0 for none.</param>
internal sealed record RefundWish(long Amount, int Status)
{
    public bool IsTaken => Status is 200 or 201;
}
