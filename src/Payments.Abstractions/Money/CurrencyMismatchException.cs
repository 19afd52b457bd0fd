namespace Payments;

/// <summary>
/// Amounts of two currencies met in one operation. Zero is no exception: nothing in one currency is not nothing in another.
/// </summary>
public sealed class CurrencyMismatchException : InvalidOperationException
{
    internal CurrencyMismatchException(Currency left, Currency right)
        : base($"{left} and {right} cannot be added, subtracted or compared. Convert one of them first, or keep one total per currency.")
    {
        Left = left;
        Right = right;
    }

    /// <summary>The currency of the first amount.</summary>
    public Currency Left { get; }

    /// <summary>The currency of the second amount.</summary>
    public Currency Right { get; }
}
