using System.Globalization;
using Payments.Cli.Running;
using Payments.Recon;

namespace Payments.Cli.Recon;

/// <summary><c>payments recon bank</c>: adds the way to the bank to a run's summary.</summary>
internal static class BankCommand
{
    private const string Help = """
        payments recon bank --out FOLDER --fund-flow FILE [--statement FILE --amount COLUMN [--contains TEXT]]
          goes on from the trade bill to the bank: gross less refunds less fees is what arrives; written into summary.json
          --out FOLDER       the folder of a finished run of the trade bill
          --fund-flow FILE   WeChat Pay's fund-flow bill of the same day
          --statement FILE   the bank's statement (CSV, UTF-8, CNY); without it, what the channel paid out counts as arrived
          --amount COLUMN    the statement's column of amounts
          --contains TEXT    only the statement's lines that have this text, as the channel's name
        """;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var options = new Options(arguments, ["--out", "--fund-flow", "--statement", "--amount", "--contains", "--help!"], Help);
        if (options.Has("--help"))
        {
            Terminal.Out(Help);
            return 0;
        }

        var folder = options.Get("--out");
        var flow = await BankReconciliation.ReadFundFlowAsync(options.Get("--fund-flow"), cancellationToken).ConfigureAwait(false);
        var bank = options.Find("--statement") is { } statement
            ? await BankReconciliation.ReadStatementAsync(statement, options.Get("--amount"), options.Find("--contains"), cancellationToken).ConfigureAwait(false)
            : (long?)null;
        var summary = (Directory.Exists(folder) ? await ReconciliationResults.ReadSummaryAsync(folder, cancellationToken).ConfigureAwait(false) : null)
            ?? throw new ReconciliationException(ReportErrorCodes.NothingToReport, $"There is no finished run in {folder}. Run 'payments recon run' with the trade bill first.");
        var bridge = BankReconciliation.Bridge(summary, flow, bank);
        await BankReconciliation.WriteAsync(folder, summary, bridge, cancellationToken).ConfigureAwait(false);
        Print("Net", bridge.GrossMinor - bridge.RefundsMinor);
        foreach (var step in bridge.Steps)
        {
            Print(step.Kind.ToString(), step.DeltaMinor);
        }

        Print(bridge.HasStatement ? "Bank" : "PaidOut", bridge.BankMinor);
        Terminal.Out(bridge.Agrees ? "agrees" : "does not agree: see the steps that end in Differ or Differs");
        return 0;

        void Print(string name, long minor) => Terminal.Out(string.Create(CultureInfo.InvariantCulture, $"{name,-16}{new Money(minor, Currency.Parse(bridge.Currency)).ToDecimalString(),20} {bridge.Currency}"));
    }
}
