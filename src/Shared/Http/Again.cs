namespace Payments.Shared;

/// <summary>Whether an answer is worth asking again for.</summary>
/// <param name="IsWorthIt">Whether it is.</param>
/// <param name="After">When the server wants to be asked; <see langword="null"/> where it did not say.</param>
/// <param name="Cause">What was wrong with the answer, for the log.</param>
internal readonly record struct Again(bool IsWorthIt, TimeSpan? After = null, string Cause = "")
{
    public static Again No => default;
}

/// <summary>What one try of a call came to.</summary>
internal interface ITried
{
    Again Again { get; }
}
