using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Payments.Recon.Reporting;
using Payments.Recon.Reporting.Html;

namespace Payments.Recon;

/// <summary>
/// Writes a report as one HTML page that needs nothing else: no network, no font, no picture. Its scripts and styles are named by hash in its own
/// content security policy, so that no text of a bill can run.
/// </summary>
public static class ReconciliationReportHtml
{
    /// <summary>How many differences a page holds at most; beyond it the page says so and the CSV export has all.</summary>
    public const int MostLines = 200_000;

    /// <summary>The page's policy, for hosts that send their own header: <c>default-src 'none'</c> and the hashes of its script and style.</summary>
    public static string ContentSecurityPolicy =>
        $"default-src 'none'; style-src '{Hash(Asset("report.css"))}'; script-src '{Hash(Asset("report.js"))}'; base-uri 'none'; form-action 'none'";

    /// <summary>Writes the page, in UTF-8.</summary>
    /// <param name="report">What it shows.</param>
    /// <param name="output">Where it goes; left open.</param>
    /// <param name="language">The language it opens in.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteAsync(ReconciliationReport report, Stream output, ReportLanguage language = ReportLanguage.Chinese, CancellationToken cancellationToken = default)
    {
        var all = report.Accounts.Sum(account => account.Breaks.Count);
        var figures = new ReportFigures(report);
        var lines = TablePart.All(report, figures).Take(MostLines).ToList();
        var html = new HtmlWriter();
        Head(html, report, language);
        Body(html, report, figures, lines.Count, all);
        html.Raw("<script type=\"application/octet-stream\" id=\"data\">");
        await output.WriteAsync(Encoding.UTF8.GetBytes(html.ToString()), cancellationToken).ConfigureAwait(false);
        await WriteDataAsync(output, report, lines, cancellationToken).ConfigureAwait(false);
        await output.WriteAsync(Encoding.UTF8.GetBytes($"</script>\n<script>{Asset("report.js")}</script>\n</body>\n</html>\n"), cancellationToken).ConfigureAwait(false);
    }

    private static async Task WriteDataAsync(Stream output, ReconciliationReport report, IReadOnlyList<(int Account, ReportBreak Break)> lines, CancellationToken cancellationToken)
    {
        using var base64 = new ToBase64Transform();
        var text = new CryptoStream(output, base64, CryptoStreamMode.Write, leaveOpen: true);
        await using (text.ConfigureAwait(false))
        {
            var packed = new GZipStream(text, CompressionLevel.Fastest, leaveOpen: true);
            await using (packed.ConfigureAwait(false))
            {
                TablePart.WriteData(packed, report, lines);
            }

            await text.FlushFinalBlockAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Head(HtmlWriter html, ReconciliationReport report, ReportLanguage language)
    {
        var (zh, en) = Words.Of($"对账日报 {report.Day:yyyy-MM-dd}", $"Reconciliation {report.Day:yyyy-MM-dd}");
        var isZh = language == ReportLanguage.Chinese;
        html.Put($"<!doctype html>\n<html lang=\"{(isZh ? "zh-CN" : "en")}\" data-lang=\"{(isZh ? "zh" : "en")}\" data-title-zh=\"{zh}\" data-title-en=\"{en}\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Put($"<meta http-equiv=\"Content-Security-Policy\" content=\"{ContentSecurityPolicy}\">\n");
        html.Raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
        html.Put($"<title>{(isZh ? zh : en)}</title>\n<style>").Raw(Asset("report.css")).Raw("</style>\n</head>\n<body>\n");
        html.Raw("<header><h1>").Say("对账日报", "Reconciliation").Put($"</h1><span class=\"day\">{report.Day:yyyy-MM-dd}</span><time datetime=\"{report.MadeAt:yyyy-MM-ddTHH:mm:sszzz}\">");
        html.Say(Words.Of($"生成于 {report.MadeAt:yyyy-MM-dd HH:mm zzz}", $"made {report.MadeAt:yyyy-MM-dd HH:mm zzz}")).Raw("</time><button type=\"button\" id=\"language\" hidden></button></header>\n");
    }

    private static void Body(HtmlWriter html, ReconciliationReport report, ReportFigures figures, int shown, int all)
    {
        html.Raw("<main>\n");
        VerdictPart.Write(html, report, figures);
        html.Raw(figures.Work.Count > 0 ? "<div class=\"grid\">" : "<div class=\"grid even\">");
        WorkPart.Write(html, figures);
        html.Raw("<div class=\"stack\">");
        BridgePart.Write(html, report);
        if (figures.Breaks > 0)
        {
            ChartsPart.WriteAges(html, figures);
        }

        ChartsPart.WriteTrend(html, report);
        html.Raw("</div></div>\n");
        AccountsPart.Write(html, report);
        if (all > 0)
        {
            TablePart.Write(html, report, shown, all);
        }

        html.Raw("</main>\n");
        Foot(html, report, figures);
    }

    private static void Foot(HtmlWriter html, ReconciliationReport report, ReportFigures figures)
    {
        html.Raw("<footer><p>");
        if (figures.Bridges)
        {
            html.Say("每一笔都恰好归入一类，我方净额加各类差额等于渠道净额，精确到分。", "Every line is in exactly one bucket, and our net plus the steps is the channel's net, to the minor unit.");
        }
        else
        {
            html.Say("总额未能勾稽：请重新对账，勿据此结账。", "The totals do not bridge: run the day again and do not close on these numbers.");
        }

        html.Raw("</p><details><summary>").Say("所用文件", "The files compared").Raw("</summary><div class=\"scroll\" tabindex=\"0\"><table><tbody>");
        foreach (var account in report.Accounts)
        {
            html.Raw("<tr><th scope=\"row\">").Text(account.Account).Raw("</th><td>").Text(account.Summary.Format);
            html.Raw(string.Create(CultureInfo.InvariantCulture, $" {account.Summary.Day:yyyy-MM-dd}</td><td>")).Say("我方", "ours").Raw(" <code>").Text(account.Summary.OursSha256 ?? "\u2013").Raw("</code><br>");
            html.Say("账单", "bill").Raw(" <code>").Text(account.Summary.BillSha256 ?? "\u2013").Raw("</code></td></tr>");
        }

        html.Raw("</tbody></table></div></details></footer>\n");
    }

    private static string Asset(string name)
    {
        using var stream = typeof(ReconciliationReportHtml).Assembly.GetManifestResourceStream("Payments.Recon." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private static string Hash(string text) => "sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
