namespace Payments.Recon.Reporting.Html;

/// <summary>The steps after the channel's net: fees, what does not agree, what is not paid out yet, the bank.</summary>
internal static class BankSteps
{
    public static IEnumerable<BridgePart.Step> Of(ReconciliationReport report, string currency)
    {
        List<BankBridge> bridges = [.. report.Accounts.Select(account => account.Summary.Bank).OfType<BankBridge>().Where(bridge => bridge.Currency == currency)];
        // One account without a fund flow, and the sum would not be what arrived.
        if (bridges.Count == 0 || bridges.Count < report.Accounts.Count(account => account.Summary.Totals.Any(side => side.Currency == currency)))
        {
            return [];
        }

        var steps = bridges.SelectMany(bridge => bridge.Steps).GroupBy(step => step.Kind).OrderBy(group => group.Key)
            .Select(group => new BridgePart.Step(Name(group.Key), group.Sum(step => step.DeltaMinor), IsTotal: false))
            .Where(step => step.Minor != 0);
        var bank = bridges.TrueForAll(bridge => bridge.HasStatement) ? new Words("银行到账", "Arrived at the bank") : new Words("渠道出款", "Paid out by the channel");
        return [.. steps, new BridgePart.Step(bank, bridges.Sum(bridge => bridge.BankMinor), IsTotal: true)];
    }

    public static Words Name(BankStepKind kind) => kind switch
    {
        BankStepKind.Fees => new("手续费", "Fees"),
        BankStepKind.PaymentsDiffer => new("收款：资金账单与交易账单之差", "Payments: fund flow differs from the bill"),
        BankStepKind.RefundsDiffer => new("退款：资金账单与交易账单之差", "Refunds: fund flow differs from the bill"),
        BankStepKind.FeesDiffer => new("手续费：资金账单与交易账单之差", "Fees: fund flow differs from the bill"),
        BankStepKind.OtherMovements => new("其他收支", "Other movements"),
        BankStepKind.NotPaidOut => new("未出款（留存余额变动）", "Not paid out (kept in the balance)"),
        BankStepKind.BankDiffers => new("银行流水与渠道出款之差", "Bank differs from what was paid out"),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such step."),
    };
}
