namespace Payments;

/// <summary>An amount cannot be expressed without rounding. Nothing is ever rounded unless the call names how.</summary>
public sealed class InexactAmountException : ArithmeticException
{
    private InexactAmountException(string message)
        : base(message)
    {
    }

    internal static InexactAmountException ForMinorUnits(Currency currency) => new(
        $"The amount is finer than the minor unit of {currency}, which has {currency.Exponent} decimals. Round it first, saying how, with Money.MultiplyRatio or decimal.Round.");

    internal static InexactAmountException ForChannel(Currency currency, int exponent) => new(
        $"The channel writes {currency} with {exponent} decimals and the amount needs more. Charge an amount the channel can express.");
}
