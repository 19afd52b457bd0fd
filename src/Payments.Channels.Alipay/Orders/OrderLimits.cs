using System.Buffers;
using Payments.Channels.Alipay.Options;

namespace Payments.Channels.Alipay.Orders;

/// <summary>Alipay's limits on an order, from the field descriptions of its trade calls.</summary>
internal static class OrderLimits
{
    private const long MaxMinorUnits = 100_000_000_00;
    private const int MaxSubject = 256;
    private const int MaxAddress = 256;
    private const int MaxNumber = 64;

    private static readonly SearchValues<char> ForbiddenInSubject = SearchValues.Create("/=&");

    public static IReadOnlyList<FieldProblem> Check(ChannelOrder order)
    {
        var problems = new List<FieldProblem>();
        CheckAmount(order.Amount, problems);
        CheckTexts(order, problems);
        if (order.Method == AlipayPaymentMethods.Create && string.IsNullOrEmpty(order.Payer?.Id?.Reveal()))
        {
            problems.Add(new("payer.id", "alipay.create needs the payer's Alipay id (buyer_id or buyer_open_id)."));
        }

        if (order.Method == AlipayPaymentMethods.Barcode && !IsAuthCode(order.Payer?.AuthCode?.Reveal() ?? ""))
        {
            problems.Add(new("payer.authCode", "alipay.barcode needs the code read from the payer's phone: 16 to 24 digits starting with 25 to 30, or fp and 33 more characters."));
        }

        return problems;
    }

    private static void CheckAmount(Money amount, List<FieldProblem> problems)
    {
        if (amount.Currency != Currency.Cny)
        {
            problems.Add(new("amount.currency", "Alipay takes CNY only."));
        }
        else if (amount.MinorUnits is < 1 or > MaxMinorUnits)
        {
            problems.Add(new("amount.minorUnits", "Alipay takes 1 to 10,000,000,000 fen."));
        }
    }

    private static void CheckTexts(ChannelOrder order, List<FieldProblem> problems)
    {
        if (order.AttemptNo.Length is 0 or > MaxNumber || !order.AttemptNo.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            problems.Add(new("attemptNo", "Alipay takes 1 to 64 letters, digits and underscores."));
        }

        if (order.Subject.Length is 0 or > MaxSubject || order.Subject.Any(char.IsControl))
        {
            problems.Add(new("subject", "Alipay takes 1 to 256 characters, none of them a control character."));
        }
        else if (order.Subject.AsSpan().ContainsAny(ForbiddenInSubject))
        {
            problems.Add(new("subject", "Alipay takes no '/', '=' or '&' in it: write them in words or as full-width characters."));
        }

        if (order.ReturnUrl is { } address && !WebAddress.IsValid(address, MaxAddress))
        {
            problems.Add(new("returnUrl", "Alipay takes an absolute http or https address of at most 256 characters."));
        }

        if (!WebAddress.IsValid(order.NotifyUrl, MaxAddress))
        {
            problems.Add(new("notifyUrl", "Alipay takes an absolute http or https address of at most 256 characters: shorten the public base address."));
        }
    }

    private static bool IsAuthCode(string code) => code.Length == 35
        ? code.StartsWith("fp", StringComparison.Ordinal) && code.All(char.IsAsciiLetterOrDigit)
        : code.Length is >= 16 and <= 24 && code.All(char.IsAsciiDigit) && code[..2] is "25" or "26" or "27" or "28" or "29" or "30";
}
