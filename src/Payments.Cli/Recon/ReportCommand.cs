using System.Globalization;
using Payments.Cli.Running;
using Payments.Recon;

namespace Payments.Cli.Recon;

/// <summary><c>payments recon report</c>: the page and the exports of what runs left in a folder.</summary>
internal static class ReportCommand
{
    private const string Help = """
        payments recon report --out FOLDER [--html FILE] [--csv FILE] [--differences FILE] [--json FILE]
          --out FOLDER         the run's folder, or a folder of them by account and day
          --html FILE          the page; default FOLDER/report.html
          --csv FILE           every line that is not plainly matched, for a spreadsheet
          --differences FILE   only what somebody has to look at, for a spreadsheet
          --json FILE          everything, for machines
          --day YYYY-MM-DD     the day reported on; default: the latest
          --lang zh|en         the language it opens in; default zh
        """;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var options = new Options(arguments, ["--out", "--html", "--csv", "--differences", "--json", "--day", "--lang", "--help!"], Help);
        if (options.Has("--help"))
        {
            Terminal.Out(Help);
            return 0;
        }

        var folder = options.Get("--out");
        var language = options.Of("--lang", ReportLanguage.Chinese, Language, "zh or en");
        var day = options.Of<DateOnly>("--day", default, static text => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null, "a day, as 2026-11-28");
        var report = await ReconciliationReports.ReadAsync(folder, day.DayNumber > 0 ? day : null, TimeProvider.System.GetLocalNow(), cancellationToken).ConfigureAwait(false);
        await WriteAsync(options.Find("--html") ?? Path.Combine(folder, "report.html"), file => ReconciliationReportHtml.WriteAsync(report, file, language, cancellationToken)).ConfigureAwait(false);
        await WriteAsync(options.Find("--csv"), file => ReconciliationExport.WriteCsvAsync(report, file, ExportScope.All, language, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await WriteAsync(options.Find("--differences"), file => ReconciliationExport.WriteCsvAsync(report, file, ExportScope.Differences, language, cancellationToken: cancellationToken)).ConfigureAwait(false);
        await WriteAsync(options.Find("--json"), file => ReconciliationExport.WriteJsonAsync(report, file, cancellationToken)).ConfigureAwait(false);
        return 0;
    }

    public static ReportLanguage? Language(string text) => text switch
    {
        "zh" => ReportLanguage.Chinese,
        "en" => ReportLanguage.English,
        _ => null,
    };

    private static async Task WriteAsync(string? path, Func<Stream, Task> write)
    {
        if (path is null)
        {
            return;
        }

        var part = path + ".part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var file = File.Create(part);
            await using (file.ConfigureAwait(false))
            {
                await write(file).ConfigureAwait(false);
            }

            // Beside the place and moved there, so that nobody opens half a report.
            File.Move(part, path, overwrite: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new ReconciliationException(ReconciliationErrorCodes.OutputUnusable, $"{path} cannot be written: {fault.Message} Free the disk, or correct the path or the rights.", fault);
        }

        Terminal.Out(path);
    }
}
