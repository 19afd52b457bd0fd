namespace Payments.Reconciliation;

/// <summary>
/// Gets the report of a completed run: mails it, posts it to a chat. Register it as a service. Called at least once for each completion; a handler
/// that throws is called again later, with growing pauses.
/// </summary>
public interface IReconciliationReportHandler
{
    /// <summary>Its stable name: remembers which runs it has.</summary>
    string Name { get; }

    /// <summary>Takes the report.</summary>
    Task HandleAsync(ReconciliationReportReady report, CancellationToken cancellationToken);
}

/// <summary>A report that was made.</summary>
/// <param name="Run">The run it tells of.</param>
/// <param name="Files">Its files, results and reports: <c>summary.json</c>, <c>breaks.csv</c>, <c>report.html</c> and the like.</param>
public sealed record ReconciliationReportReady(ReconciliationRun Run, IReadOnlyList<ReportFile> Files);

/// <summary>A file of a report, readable while the handler runs.</summary>
/// <param name="Name">Its name, as <c>report.html</c>.</param>
/// <param name="Open">Opens it to be read.</param>
public sealed record ReportFile(string Name, Func<CancellationToken, Task<Stream>> Open);
