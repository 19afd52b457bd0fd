using System.Globalization;
using System.Text.Json;
using Payments.Recon.Bank;
using Payments.Recon.Reporting;
using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>The third side: what the trade bill says, what the balance says, what the bank says.</summary>
public static class BankReconciliation
{
    /// <summary>Adds up a WeChat Pay fund-flow bill.</summary>
    /// <exception cref="ReconciliationException">It cannot be read, is cut off, or its summary differs from its lines.</exception>
    public static Task<FundFlowTotals> ReadFundFlowAsync(string path, CancellationToken cancellationToken) => new FundFlowReader(path).ReadAsync(cancellationToken);

    /// <summary>Builds the bridge from the trade bill's net to the bank.</summary>
    /// <param name="summary">The run of the trade bill.</param>
    /// <param name="flow">The fund flow of the same day.</param>
    /// <param name="bankMinor">What the bank's statement says arrived; <see langword="null"/> takes what the fund flow paid out.</param>
    /// <exception cref="OverflowException">A sum does not fit 64 bits of minor units.</exception>
    public static BankBridge Bridge(ReconciliationSummary summary, FundFlowTotals flow, long? bankMinor)
    {
        const string currency = "CNY";
        var bill = summary.Totals.FirstOrDefault(side => side.Side == "channel" && side.Currency == currency) ?? new SideTotals("channel", currency, 0, 0, 0, 0, 0);
        var bank = bankMinor ?? flow.PaidOutMinor;
        checked
        {
            return new BankBridge(
                currency,
                bill.PaymentsMinor,
                bill.RefundsMinor,
                bill.FeesMinor,
                [
                    new(BankStepKind.Fees, -bill.FeesMinor),
                    new(BankStepKind.PaymentsDiffer, flow.PaymentsMinor - bill.PaymentsMinor),
                    new(BankStepKind.RefundsDiffer, bill.RefundsMinor - flow.RefundsMinor),
                    new(BankStepKind.FeesDiffer, bill.FeesMinor - flow.FeesMinor),
                    new(BankStepKind.OtherMovements, flow.OtherMinor),
                    new(BankStepKind.NotPaidOut, -flow.ChangeMinor),
                    new(BankStepKind.BankDiffers, bank - flow.PaidOutMinor),
                ],
                bank,
                HasStatement: bankMinor is not null);
        }
    }

    /// <summary>Writes a run's summary anew, with the bridge to the bank in it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="summary">The run's summary.</param>
    /// <param name="bridge">The bridge.</param>
    /// <param name="cancellationToken">Ends the writing; the old summary is then still there.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static Task WriteAsync(string folder, ReconciliationSummary summary, BankBridge bridge, CancellationToken cancellationToken) =>
        ReportFiles.WriteAsync(folder, ReconciliationResults.SummaryFile, file => JsonSerializer.SerializeAsync(file, summary with { Bank = bridge }, ReconJson.Default.ReconciliationSummary, cancellationToken));

    /// <summary>Adds the amounts of a column of a bank's statement (CSV, UTF-8): what came in counts up, what went out down.</summary>
    /// <param name="path">The file.</param>
    /// <param name="amountColumn">The column's name; plain decimals with or without a minus, in CNY.</param>
    /// <param name="contains">Only lines that have this text somewhere, as the channel's name; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ReconciliationException">It cannot be read, has no such column, or an amount is none.</exception>
    public static async Task<long> ReadStatementAsync(string path, string amountColumn, string? contains, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            throw new ReconciliationException(ReconciliationErrorCodes.InputUnreadable, $"{Path.GetFileName(path)} is not there. Correct the path.");
        }

        using var reader = new StreamReader(path);
        var column = Array.IndexOf(CsvLine.Split(await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? ""), amountColumn);
        if (column < 0)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.HeaderUnknown, $"{Path.GetFileName(path)} has no column {amountColumn}. Name the column of the amounts as the file's first line writes it.");
        }

        var sum = 0L;
        for (var number = 2L; await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line; number++)
        {
            if (line.Length == 0 || (contains is not null && !line.Contains(contains, StringComparison.Ordinal)))
            {
                continue;
            }

            var cells = CsvLine.Split(line);
            if (cells.Length <= column || !Money.TryParse(cells[column].Replace(",", "", StringComparison.Ordinal), Currency.Cny, out var amount))
            {
                throw new ReconciliationException(
                    ReconciliationErrorCodes.HeaderUnknown,
                    string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(path)}, line {number}: {amountColumn} is no amount. Give a statement whose amounts are plain decimals."));
            }

            sum = checked(sum + amount.MinorUnits);
        }

        return sum;
    }
}
