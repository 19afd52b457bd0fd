using System.Globalization;
using System.Text;
using Payments.Reconciliation;
using Xunit;

namespace Payments.Recon.Tests.Reporting;

/// <summary>The third side: gross less refunds less fees is what arrives, and whatever does not agree is a step of its own.</summary>
public sealed class BankTests : IDisposable
{
    private const string Header = "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号";
    private readonly string _folder = Directory.CreateTempSubdirectory("payments-bank-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_day_that_agrees_leads_to_the_bank_to_the_minor_unit()
    {
        var flow = await FlowAsync(("交易", "收入", "100.00"), ("交易", "收入", "0.60"), ("退款", "支出", "10.00"), ("扣除交易手续费", "支出", "0.60"), ("退还交易手续费", "收入", "0.06"), ("提现", "支出", "90.06"));
        Assert.Equal(new FundFlowTotals(6, 100_60, 10_00, 54, 90_06, 0), flow);
        var bridge = BankReconciliation.Bridge(Summary(100_60, 10_00, 54), flow, bankMinor: 90_06);
        Assert.True(bridge.Holds);
        Assert.True(bridge.Agrees);
        Assert.Equal(90_06, bridge.NetMinor);
        Assert.True(bridge.HasStatement);
    }

    [Theory]
    [InlineData("交易", "收入", "5.00", BankStepKind.PaymentsDiffer, 5_00)]
    [InlineData("退款", "支出", "5.00", BankStepKind.RefundsDiffer, -5_00)]
    [InlineData("退款", "收入", "5.00", BankStepKind.RefundsDiffer, 5_00)]
    [InlineData("扣除交易手续费", "支出", "5.00", BankStepKind.FeesDiffer, -5_00)]
    public async Task What_does_not_agree_is_its_own_step(string kind, string direction, string amount, BankStepKind step, long delta)
    {
        var bridge = BankReconciliation.Bridge(Summary(100_00, 0, 0), await FlowAsync(("交易", "收入", "100.00"), (kind, direction, amount)), bankMinor: null);
        Assert.True(bridge.Holds);
        Assert.False(bridge.Agrees);
        Assert.Equal(delta, bridge.Steps.Single(each => each.Kind == step).DeltaMinor);
    }

    [Fact]
    public async Task A_bank_that_got_less_is_seen_and_what_stays_in_the_balance_is_not_a_fault()
    {
        var flow = await FlowAsync(("交易", "收入", "100.00"), ("充值", "收入", "7.00"), ("提现", "支出", "80.00"));
        var kept = BankReconciliation.Bridge(Summary(100_00, 0, 0), flow, bankMinor: 80_00);
        Assert.True(kept.Agrees && kept.Holds);
        Assert.Equal(-27_00, kept.Steps.Single(step => step.Kind == BankStepKind.NotPaidOut).DeltaMinor);
        var lost = BankReconciliation.Bridge(Summary(100_00, 0, 0), flow, bankMinor: 79_99);
        Assert.True(lost.Holds);
        Assert.False(lost.Agrees);
        Assert.Equal(-1, lost.Steps.Single(step => step.Kind == BankStepKind.BankDiffers).DeltaMinor);
    }

    [Fact]
    public async Task Any_day_bridges()
    {
        var random = new Random(11);
        string[] kinds = ["交易", "退款", "扣除交易手续费", "退还交易手续费", "提现", "充值", "分账"];
        for (var i = 0; i < 200; i++)
        {
            var rows = Enumerable.Range(0, random.Next(30)).Select(_ => (kinds[random.Next(kinds.Length)], random.Next(2) == 0 ? "收入" : "支出", new Money(random.Next(1, 100_000), Currency.Cny).ToDecimalString())).ToArray();
            var bridge = BankReconciliation.Bridge(Summary(random.Next(1_000_000), random.Next(100_000), random.Next(-100, 1_000)), await FlowAsync(rows), random.Next(2) == 0 ? null : random.Next(1_000_000));
            Assert.True(bridge.Holds);
        }
    }

    [Fact]
    public async Task Half_a_file_a_wrong_summary_and_a_foreign_file_are_refused_by_name()
    {
        var whole = Text([("交易", "收入", "1.00"), ("交易", "收入", "2.00")]);
        var lines = whole.Split("\r\n");
        await RefusedAsync(string.Join("\r\n", lines[..2]), "bill_truncated");
        await RefusedAsync(string.Join("\r\n", lines[..4]), "bill_truncated");
        await RefusedAsync(whole.Replace("`2.00", "`2.01", StringComparison.Ordinal), "bill_summary_mismatch");
        await RefusedAsync(whole.Replace("`2.00", "`2.x", StringComparison.Ordinal), "bill_summary_mismatch");
        await RefusedAsync(whole.Replace("收入,`2.00", "内部,`2.00", StringComparison.Ordinal), "recon_header_unknown");
        await RefusedAsync("a,b,c\r\n", "recon_header_unknown");
        await RefusedAsync("", "recon_header_unknown");
    }

    [Fact]
    public async Task A_statement_is_added_up_by_its_column()
    {
        var path = Path.Combine(_folder, "bank.csv");
        await File.WriteAllTextAsync(path, "\ufeffdate,text,amount\r\n2026-11-27,\"财付通, settlement\",\"1,234.56\"\r\n2026-11-27,rent,-900.00\r\n2026-11-27,财付通 reversal,-0.56\r\n", TestContext.Current.CancellationToken);
        Assert.Equal(1_234_00, await BankReconciliation.ReadStatementAsync(path, "amount", "财付通", TestContext.Current.CancellationToken));
        Assert.Equal(334_00, await BankReconciliation.ReadStatementAsync(path, "amount", contains: null, TestContext.Current.CancellationToken));
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => BankReconciliation.ReadStatementAsync(path, "credit", contains: null, TestContext.Current.CancellationToken));
        Assert.Equal("recon_header_unknown", fault.Code);
    }

    private async Task RefusedAsync(string text, string code)
    {
        var path = Path.Combine(_folder, "bad.csv");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => BankReconciliation.ReadFundFlowAsync(path, TestContext.Current.CancellationToken));
        Assert.Equal(code, fault.Code);
    }

    private async Task<FundFlowTotals> FlowAsync(params (string Kind, string Direction, string Amount)[] rows)
    {
        var path = Path.Combine(_folder, "flow.csv");
        await File.WriteAllTextAsync(path, Text(rows), new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), TestContext.Current.CancellationToken);
        return await BankReconciliation.ReadFundFlowAsync(path, TestContext.Current.CancellationToken);
    }

    private static string Text((string Kind, string Direction, string Amount)[] rows)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var (kind, direction, amount) in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"`2026-11-27 04:21:23,`5000030574,`1900009231201802,`{kind},`{kind},`{direction},`{amount},`0.17,`system,`缺货, 一件,`REF42\r\n");
        }

        decimal Sum(string direction) => rows.Where(row => row.Direction == direction).Sum(row => decimal.Parse(row.Amount, CultureInfo.InvariantCulture));
        text.Append("资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\r\n");
        text.Append(CultureInfo.InvariantCulture, $"`{rows.Length}.0,`{rows.Count(row => row.Direction == "收入")}.0,`{Sum("收入")},`{rows.Count(row => row.Direction == "支出")}.0,`{Sum("支出")}\r\n");
        return text.ToString();
    }

    private static ReconciliationSummary Summary(long payments, long refunds, long fees) => SampleReports.Quiet().Accounts[0].Summary with { Totals = [new SideTotals("channel", "CNY", 1, payments, 1, refunds, fees)] };
}
