using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// How a payer pays: the channel and the channel's product, as <c>wechat.native</c> or <c>alipay.page</c>.
/// Lower-case ASCII letters, digits and hyphens around one dot; at most 64 characters.
/// </summary>
[JsonConverter(typeof(PaymentMethodJsonConverter))]
public readonly record struct PaymentMethod
{
    private readonly string? _value;

    private PaymentMethod(string value) => _value = value;

    /// <summary>The whole name, as <c>wechat.native</c>.</summary>
    public string Value => _value ?? "";

    /// <summary>The channel's part, as <c>wechat</c>.</summary>
    public string Channel => Value is { Length: > 0 } value ? value[..value.IndexOf('.', StringComparison.Ordinal)] : "";

    /// <summary>Parses a method's name.</summary>
    /// <returns><see langword="false"/> when the text has not the form <c>channel.product</c>.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out PaymentMethod method)
    {
        method = default;
        if (text is null or { Length: < 3 or > 64 } || text[0] == '.' || text[^1] == '.' || text.Count(c => c == '.') != 1)
        {
            return false;
        }

        if (text.Any(c => c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.')))
        {
            return false;
        }

        method = new PaymentMethod(text);
        return true;
    }

    /// <summary>Parses a method's name.</summary>
    /// <exception cref="FormatException">The text has not the form <c>channel.product</c>.</exception>
    public static PaymentMethod Parse(string text) => TryParse(text, out var method)
        ? method
        : throw new FormatException("This is not a payment method: it reads channel.product in lower case, as wechat.native.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
