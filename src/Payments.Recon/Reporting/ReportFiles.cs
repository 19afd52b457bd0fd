using Payments.Reconciliation;

namespace Payments.Recon.Reporting;

/// <summary>Writes a report's files: the page, the spreadsheet's CSV of all lines and of the differences, JSON.</summary>
internal static class ReportFiles
{
    public const string Page = "report.html";
    public const string AllLines = "report-all.csv";
    public const string Differences = "report-differences.csv";
    public const string Json = "report.json";

    /// <summary>Writes them; the CSV of more lines than a spreadsheet holds is left out, and its name is not among those returned.</summary>
    public static async Task<IReadOnlyList<string>> WriteAsync(ReconciliationReport report, string folder, ReportLanguage language, CancellationToken cancellationToken)
    {
        var names = new List<string> { Page, Json };
        await WriteAsync(folder, Page, file => ReconciliationReportHtml.WriteAsync(report, file, language, cancellationToken)).ConfigureAwait(false);
        await WriteAsync(folder, Json, file => ReconciliationExport.WriteJsonAsync(report, file, cancellationToken)).ConfigureAwait(false);
        foreach (var (name, scope) in new[] { (AllLines, ExportScope.All), (Differences, ExportScope.Differences) })
        {
            if (report.Accounts.Sum(account => account.Breaks.LongCount(one => scope == ExportScope.All || BucketWords.IsBreak(one.Bucket))) <= ReconciliationExport.SpreadsheetLines)
            {
                await WriteAsync(folder, name, file => ReconciliationExport.WriteCsvAsync(report, file, scope, language, cancellationToken: cancellationToken)).ConfigureAwait(false);
                names.Add(name);
            }
        }

        return names;
    }

    // Beside the place and moved there, so that nobody opens half a report.
    public static async Task WriteAsync(string folder, string name, Func<Stream, Task> write)
    {
        var path = Path.Combine(folder, name);
        var part = path + ".part";
        var file = File.Create(part);
        await using (file.ConfigureAwait(false))
        {
            await write(file).ConfigureAwait(false);
        }

        File.Move(part, path, overwrite: true);
    }
}
