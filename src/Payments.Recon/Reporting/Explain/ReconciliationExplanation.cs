using System.Globalization;
using System.Text;
using Payments.Recon.Reporting;

namespace Payments.Recon;

/// <summary>Tells of one order, attempt or channel number what a run found, why, and what to do next: in plain words.</summary>
public static class ReconciliationExplanation
{
    private const int MostLines = 50;

    /// <summary>Explains a number.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="number">An order number, an attempt number or a channel's number, whole.</param>
    /// <param name="language">The language.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The words; <see langword="null"/> when the run has no difference with that number: it agrees, or was not in the files.</returns>
    /// <exception cref="ReconciliationException">The folder has no finished run (<c>recon_nothing_to_report</c>).</exception>
    public static async Task<string?> ExplainAsync(string folder, string number, ReportLanguage language, CancellationToken cancellationToken)
    {
        var summary = (Directory.Exists(folder) ? await ReconciliationResults.ReadSummaryAsync(folder, cancellationToken).ConfigureAwait(false) : null)
            ?? throw new ReconciliationException(ReportErrorCodes.NothingToReport, $"There is no finished run in {folder}: no {ReconciliationResults.SummaryFile}. Give the --out folder of a run.");
        var text = new StringBuilder();
        var found = 0;
        await foreach (var line in ReconciliationResults.ReadBreaksAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (line.OrderNo == number || line.AttemptNo == number || line.ChannelTransactionId == number)
            {
                if (++found > MostLines)
                {
                    text.AppendLine(language == ReportLanguage.Chinese ? "……还有更多，见 breaks.csv。" : "… and more: see breaks.csv.");
                    break;
                }

                Append(text, line, summary, language);
            }
        }

        return found == 0 ? null : text.ToString();
    }

    private static void Append(StringBuilder text, BreakLine line, ReconciliationSummary summary, ReportLanguage language)
    {
        var words = BucketWords.Of(line.Bucket);
        var one = ReconciliationReports.ToReportBreak(line, summary.Day, ReconciliationReports.OnlyCurrency(summary));
        var isChinese = language == ReportLanguage.Chinese;
        string Say(Words said) => isChinese ? said.Zh : said.En;
        void Row(string chinese, string english, string value) => text.Append(CultureInfo.InvariantCulture, $"  {(isChinese ? chinese + '：' : (english + ':').PadRight(12))}{value}").AppendLine();

        text.AppendLine(Say(words.Name));
        Row("日期", "day", string.Create(CultureInfo.InvariantCulture, $"{summary.Day:yyyy-MM-dd}, {summary.Format}"));
        Row("订单号", "order", Or(line.OrderNo, isChinese));
        Row("支付单号", "attempt", Or(line.AttemptNo, isChinese));
        Row("渠道单号", "channel no.", Or(line.ChannelTransactionId, isChinese));
        Row("我方", "ours", Amount(one.OursMinor, one.Currency, isChinese));
        Row("渠道", "channel", Amount(one.TheirsMinor, one.Currency, isChinese));
        Row("所见", "seen", line.Detail);
        Row("含义", "means", Say(words.Meaning));
        Row("处理", "to do", Say(words.ToDo));
        text.AppendLine();
    }

    private static string Or(string text, bool isChinese) => text.Length > 0 ? text : isChinese ? "无" : "none";

    private static string Amount(long? minor, string? currency, bool isChinese) => minor is { } value
        ? $"{AmountText.Plain(value, currency)} {currency}".TrimEnd()
        : isChinese ? "没有这一笔" : "does not have it";
}
