namespace Payments.Channels.Alipay.Transfers;

/// <summary>Alipay's limits on a transfer to an account, from the field descriptions of <c>alipay.fund.trans.uni.transfer</c>.</summary>
internal static class TransferLimits
{
    private const long MinMinorUnits = 10;
    private const long MaxMinorUnits = 100_000_000_00;
    private const int MaxNumber = 32;
    private const int MaxIdentity = 64;

    public static IReadOnlyList<FieldProblem> Check(ChannelTransferOrder transfer)
    {
        List<FieldProblem> problems = [];
        if (transfer.TransferNo.Length is 0 or > MaxNumber || !transfer.TransferNo.All(char.IsAsciiLetterOrDigit))
        {
            problems.Add(new("transferNo", $"1 to {MaxNumber} characters of 0-9, A-Z and a-z."));
        }

        // The wire has no currency: yuan are meant.
        if (transfer.Amount.Currency != Currency.Cny)
        {
            problems.Add(new("amount.currency", "Alipay sends CNY only."));
        }
        else if (transfer.Amount.MinorUnits is < MinMinorUnits or > MaxMinorUnits)
        {
            problems.Add(new("amount.minorUnits", "Alipay sends 10 to 10,000,000,000 fen."));
        }

        var payee = transfer.Payee.Reveal();
        if (payee.Length is 0 or > MaxIdentity)
        {
            problems.Add(new("payee", $"The payee's Alipay id or account name is required: 1 to {MaxIdentity} characters."));
        }

        if (transfer.RealName is { } name ? name.Reveal().Length == 0 : TransferContents.IdentityType(payee) == TransferContents.LogonId)
        {
            problems.Add(new("realName", "The payee's real name is required beside an account name (an e-mail address or a telephone number); beside an id it may be left out."));
        }

        if (string.IsNullOrWhiteSpace(transfer.Title) || transfer.Title.Any(char.IsControl))
        {
            problems.Add(new("title", "It is required, without control characters."));
        }

        if (transfer.Reports.Any(static report => report.Type.Length == 0 || report.Content.Length == 0))
        {
            problems.Add(new("reports", "Each has a type of the scene's list and a content."));
        }

        return problems;
    }
}
