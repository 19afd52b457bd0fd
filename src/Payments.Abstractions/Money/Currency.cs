using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// A payable currency of ISO 4217: one that is active and has a minor unit.
/// </summary>
/// <remarks>
/// The table is the ISO 4217 active list as published on 2026-01-01. Codes without a minor unit (gold <c>XAU</c>, special
/// drawing rights <c>XDR</c>, <c>XTS</c>, <c>XXX</c> and their like) cannot be paid and are left out.
/// <c>default(Currency)</c> is "no currency": it equals only itself, prints as <c>(no currency)</c> and refuses every other use.
/// </remarks>
[JsonConverter(typeof(CurrencyJsonConverter))]
public readonly struct Currency : IEquatable<Currency>
{
    private readonly CurrencyInfo? _info;

    internal Currency(CurrencyInfo info) => _info = info;

    /// <summary>Yuan renminbi, <c>CNY</c>, two decimals.</summary>
    public static Currency Cny { get; } = Parse("CNY");

    /// <summary>Euro, <c>EUR</c>, two decimals.</summary>
    public static Currency Eur { get; } = Parse("EUR");

    /// <summary>Pound sterling, <c>GBP</c>, two decimals.</summary>
    public static Currency Gbp { get; } = Parse("GBP");

    /// <summary>Hong Kong dollar, <c>HKD</c>, two decimals.</summary>
    public static Currency Hkd { get; } = Parse("HKD");

    /// <summary>Yen, <c>JPY</c>, no decimals.</summary>
    public static Currency Jpy { get; } = Parse("JPY");

    /// <summary>US dollar, <c>USD</c>, two decimals.</summary>
    public static Currency Usd { get; } = Parse("USD");

    /// <summary>Every payable currency, ordered by code.</summary>
    public static ImmutableArray<Currency> All => CurrencyTable.All;

    /// <summary>Whether this is a currency at all, that is, not <c>default(Currency)</c>. Never throws.</summary>
    public bool IsDefined => _info is not null;

    /// <summary>The three upper-case letters of ISO 4217, such as <c>CNY</c>.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Currency)</c>.</exception>
    public string Code => Info.Code;

    /// <summary>The ISO 4217 number, 1 to 999; written with three digits (<c>D3</c>) where it is shown.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Currency)</c>.</exception>
    public int NumericCode => Info.NumericCode;

    /// <summary>The number of decimals of the minor unit by ISO 4217: 0, 2, 3 or 4. A channel may differ: see <see cref="CurrencyExponents"/>.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Currency)</c>.</exception>
    public int Exponent => Info.Exponent;

    /// <summary>The English name in ISO 4217.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default(Currency)</c>.</exception>
    public string Name => Info.Name;

    private CurrencyInfo Info => _info ?? throw new InvalidOperationException(
        "There is no currency here: the value is default(Currency) or belongs to default(Money). Name the currency when the value is made, for example Currency.Cny.");

    /// <summary>Finds a currency by its exact upper-case code.</summary>
    /// <param name="code">Three upper-case ASCII letters; nothing is trimmed or folded.</param>
    /// <exception cref="FormatException">The code is not that of a payable ISO 4217 currency.</exception>
    public static Currency Parse(ReadOnlySpan<char> code) =>
        TryParse(code, out var currency)
            ? currency
            : throw new FormatException(
                "The text is not the code of a payable currency. Give three upper-case letters of an active ISO 4217 currency with a minor unit, such as CNY.");

    /// <summary>Finds a currency by its exact upper-case code, without throwing.</summary>
    /// <param name="code">Three upper-case ASCII letters; nothing is trimmed or folded.</param>
    /// <param name="currency">The currency, or <c>default</c> when there is none.</param>
    /// <returns>Whether the code is known.</returns>
    public static bool TryParse(ReadOnlySpan<char> code, out Currency currency) => CurrencyTable.TryFind(code, out currency);

    /// <summary>Whether both are the same currency. Never throws.</summary>
    public static bool operator ==(Currency left, Currency right) => left.Equals(right);

    /// <summary>Whether the two are different currencies. Never throws.</summary>
    public static bool operator !=(Currency left, Currency right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(Currency other) => ReferenceEquals(_info, other._info);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Currency other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _info?.NumericCode ?? 0;

    /// <summary>The code, or <c>(no currency)</c> for <c>default(Currency)</c>. Never throws.</summary>
    public override string ToString() => _info?.Code ?? "(no currency)";
}
