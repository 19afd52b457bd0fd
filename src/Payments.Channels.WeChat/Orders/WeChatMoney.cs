using System.Text.Json;

namespace Payments.Channels.WeChat.Orders;

/// <summary>Amounts on the wire: whole fen, and a currency that is left out when it is CNY.</summary>
internal static class WeChatMoney
{
    public static Money Of(long minorUnits, string? currency)
    {
        if (minorUnits < 0)
        {
            throw new JsonException("An amount is negative.");
        }

        return string.IsNullOrEmpty(currency) ? Money.FromMinorUnits(minorUnits, Currency.Cny)
            : Currency.TryParse(currency, out var known) ? Money.FromMinorUnits(minorUnits, known)
            : throw new JsonException("A currency is not one of ISO 4217.");
    }
}
