namespace Payments;

public readonly partial record struct Money
{
    /// <summary>Reads a plain decimal in ISO 4217 decimals. See <see cref="Parse(ReadOnlySpan{char}, Currency, CurrencyExponents)"/>.</summary>
    /// <exception cref="FormatException">The text is not a plain decimal of this currency.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public static Money Parse(ReadOnlySpan<char> text, Currency currency) => Parse(text, currency, CurrencyExponents.Iso);

    /// <summary>Reads a plain decimal, such as <c>88.00</c>, and nothing else.</summary>
    /// <remarks>
    /// The whole text must be an optional minus sign, ASCII digits without needless leading zeros, and optionally a point with at least one
    /// digit and at most as many as the currency has decimals. Fewer are fine: <c>88</c> and <c>88.0</c> are 88.00 CNY. Refused are, among
    /// others, an empty text, spaces, <c>+1</c>, <c>1e2</c>, <c>1,00</c>, <c>.5</c>, <c>5.</c>, <c>007</c>, digits of other scripts, minus zero
    /// (<c>-0</c>, <c>-0.00</c>: an amount has one spelling of nothing), and digits below the minor unit, even zeros (<c>1.000</c> CNY).
    /// </remarks>
    /// <param name="text">The text; nothing is trimmed.</param>
    /// <param name="currency">The currency the text is in.</param>
    /// <param name="exponents">The decimals of the channel the text comes from; digits beyond the ISO minor unit must then be zeros.</param>
    /// <exception cref="FormatException">The text is not a plain decimal of this currency, or does not fit 64 bits of minor units. The message never repeats the text.</exception>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public static Money Parse(ReadOnlySpan<char> text, Currency currency, CurrencyExponents exponents)
    {
        ArgumentNullException.ThrowIfNull(exponents);
        return MoneyText.Read(text, currency, exponents.Of(currency), out var money) is { } fault
            ? throw MoneyText.Refused(fault, currency, exponents.Of(currency))
            : money;
    }

    /// <summary>Reads a plain decimal in ISO 4217 decimals, without throwing for the text.</summary>
    /// <returns>Whether <see cref="Parse(ReadOnlySpan{char}, Currency)"/> would have read it.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public static bool TryParse(ReadOnlySpan<char> text, Currency currency, out Money money) =>
        TryParse(text, currency, CurrencyExponents.Iso, out money);

    /// <summary>Reads a plain decimal in a channel's decimals, without throwing for the text.</summary>
    /// <returns>Whether <see cref="Parse(ReadOnlySpan{char}, Currency, CurrencyExponents)"/> would have read it.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="currency"/> is <c>default</c>.</exception>
    public static bool TryParse(ReadOnlySpan<char> text, Currency currency, CurrencyExponents exponents, out Money money)
    {
        ArgumentNullException.ThrowIfNull(exponents);
        return MoneyText.Read(text, currency, exponents.Of(currency), out money) is null;
    }

    /// <summary>The plain decimal with all ISO 4217 decimals: <c>88.00</c> in CNY, <c>88</c> in JPY, <c>-0.05</c>.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public string ToDecimalString() => ToDecimalString(CurrencyExponents.Iso);

    /// <summary>The plain decimal with all the decimals of a channel.</summary>
    /// <exception cref="InexactAmountException">The channel has fewer decimals than the amount needs.</exception>
    /// <exception cref="InvalidOperationException">This is <c>default(Money)</c>.</exception>
    public string ToDecimalString(CurrencyExponents exponents)
    {
        ArgumentNullException.ThrowIfNull(exponents);
        var exponent = exponents.Of(Defined(Currency));
        return MoneyScale.TryRescale(MinorUnits, Currency.Exponent, exponent, out var units)
            ? MoneyText.Write(units, exponent)
            : throw InexactAmountException.ForChannel(Currency, exponent);
    }

    /// <summary>The amount and the currency for people and logs, such as <c>88.00 CNY</c>. The same in every culture; never throws.</summary>
    public override string ToString() =>
        $"{MoneyText.Write(MinorUnits, Currency.IsDefined ? Currency.Exponent : 0)} {Currency}";
}
