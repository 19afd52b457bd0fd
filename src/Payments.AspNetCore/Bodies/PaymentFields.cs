namespace Payments.AspNetCore.Bodies;

/// <summary>Members that several bodies have, read the same way in each.</summary>
internal static class PaymentFields
{
    private static readonly string[] AmountMembers = ["currency", "minorUnits"];
    private static readonly string[] PayerMembers = ["id", "ipAddress", "authCode"];

    public static Money ReadAmount(JsonFields body, FieldProblems problems)
    {
        var amount = body.Object("amount", required: true, AmountMembers);
        var code = amount?.Text("currency", required: true);
        var minorUnits = amount?.Integer("minorUnits", required: true);
        return code is not null && ReadCurrency(code, amount!.PathOf("currency"), problems) is { } currency && minorUnits is { } units
            ? Money.FromMinorUnits(units, currency)
            : default;
    }

    public static Currency? ReadCurrency(string code, string field, FieldProblems problems)
    {
        if (Currency.TryParse(code, out var currency))
        {
            return currency;
        }

        problems.Limit(field, "must be the upper-case ISO 4217 code of a payable currency, as CNY.");
        return null;
    }

    public static PaymentMethod ReadMethod(string? text, FieldProblems problems)
    {
        PaymentMethod method = default;
        if (text is not null && !PaymentMethod.TryParse(text, out method))
        {
            problems.Limit("method", "reads channel.product in lower case, as wechat.native.");
        }

        return method;
    }

    public static Payer? ReadPayer(JsonFields body)
    {
        if (body.Object("payer", required: false, PayerMembers) is not { } payer)
        {
            return null;
        }

        return new Payer
        {
            Id = Hidden(payer.Text("id", required: false)),
            IpAddress = payer.Text("ipAddress", required: false),
            AuthCode = Hidden(payer.Text("authCode", required: false)),
        };
    }

    private static PayerId? Hidden(string? text) => text is null ? null : new PayerId(text);
}
