namespace Payments.Recon;

/// <summary>
/// Puts every line of a bill and every record of ours into one bucket. Deterministic: the same files and rules give the same bytes. A run that was
/// killed is resumed by running the same job again.
/// </summary>
public interface IReconciliationEngine
{
    /// <summary>Runs a job to its end and writes <c>summary.json</c> and <c>breaks.csv</c> into its folder.</summary>
    /// <exception cref="ReconciliationException">The run could not be done: a file that cannot be read, is cut off or is refused.</exception>
    Task<ReconciliationSummary> RunAsync(ReconciliationJob job, IProgress<ReconciliationProgress>? progress, CancellationToken cancellationToken);
}
