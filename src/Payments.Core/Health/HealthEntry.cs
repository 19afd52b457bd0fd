using Payments.Channels;

namespace Payments.Core.Health;

/// <summary>One account's page of the book.</summary>
internal sealed class HealthEntry(string account, int index, Entropy entropy, ProbePauses pauses)
{
    public string Account => account;

    public int Index => index;

    /// <summary>Held for all that follows, and never across a wait.</summary>
    public Lock Gate { get; } = new();

    public AccountHealth Machine { get; } = new(entropy, pauses);

    public Pace Pace { get; } = new();

    /// <summary>The longest a create was given in vain since the pace was last told of it.</summary>
    public TimeSpan RanOutOf { get; set; }

    public DateTimeOffset Since { get; set; }

    public PaymentError? LastError { get; set; }

    public int Findings { get; set; }
}

/// <summary>A change of an account's health.</summary>
internal readonly record struct HealthChange(ChannelHealth Before, ChannelHealth After, bool IsHearsay, int Failures, PaymentError? Error)
{
    public static HealthChange None => default;

    public bool IsOne => Before != After || IsConfirmed;

    /// <summary>Whether this node found out what it had only heard.</summary>
    public bool IsConfirmed { get; init; }
}
