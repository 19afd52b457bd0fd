using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>Makes the reports of a run. Every one that is registered is asked; what they write is archived and handed to the report handlers.</summary>
public interface IReconciliationReporter
{
    /// <summary>Writes reports.</summary>
    /// <param name="run">The run, completed; its differences are in the store.</param>
    /// <param name="results">The folder with <c>summary.json</c> and <c>breaks.csv</c>.</param>
    /// <param name="folder">Where the reports go; exists, and is empty but for other reporters' files.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The names of the files written, as <c>report.html</c>: 1 to 64 characters of <c>a-z</c>, <c>0-9</c>, <c>-</c> and <c>.</c>.</returns>
    Task<IReadOnlyList<string>> WriteAsync(ReconciliationRun run, string results, string folder, CancellationToken cancellationToken);
}
