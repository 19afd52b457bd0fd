using Payments.Fuzz.Genuine;

namespace Payments.Fuzz.Cases;

/// <summary>What a case must come to.</summary>
internal enum Expectation
{
    /// <summary>Refused, or verified and true to what was signed.</summary>
    Lawful,

    /// <summary>Verified: the change means nothing, and a channel that refuses everything keeps no law.</summary>
    Verified,

    /// <summary>Refused.</summary>
    Refused,
}

/// <summary>One mutated callback.</summary>
/// <param name="Callback">As it is sent.</param>
/// <param name="Expectation">What it must come to.</param>
/// <param name="Signed">What was signed for this case alone; <see langword="null"/> when only the genuine callbacks were signed.</param>
internal sealed record FuzzCase(Callback Callback, Expectation Expectation, Callback? Signed = null);
