namespace Payments.Redis;

/// <summary>What Redis said, if it said anything in time.</summary>
/// <param name="IsThere">Whether it did.</param>
/// <param name="Value">What it said.</param>
internal readonly record struct Reply<T>(bool IsThere, T Value)
{
    public static Reply<T> None => default;
}
