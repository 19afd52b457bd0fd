using System.Globalization;
using System.Text;
using System.Text.Json;
using Payments.Recon.Reporting;
using Payments.Recon.Reporting.Export;

namespace Payments.Recon;

/// <summary>Which lines an export has.</summary>
public enum ExportScope
{
    /// <summary>Every line that is not plainly matched: differences, lines held by cut-off, lines matched within the tolerance.</summary>
    All,

    /// <summary>Only what somebody has to look at: neither matched nor held.</summary>
    Differences,
}

/// <summary>A report as files: for spreadsheets and for machines.</summary>
public static class ReconciliationExport
{
    /// <summary>How many lines a spreadsheet holds beside the header: 1,048,575.</summary>
    public const int SpreadsheetLines = 1_048_575;

    /// <summary>
    /// Writes a CSV that a spreadsheet opens without harm: UTF-8 with its mark, CRLF, no text that runs as a formula, no number of an order that
    /// loses digits. Amounts are plain decimals of their currency.
    /// </summary>
    /// <param name="report">What is exported.</param>
    /// <param name="output">Where it goes; left open.</param>
    /// <param name="scope">Which lines.</param>
    /// <param name="language">The language of the header and of the kinds.</param>
    /// <param name="mostLines">How many lines at most; default what a spreadsheet holds.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="ReconciliationException">There are more lines (<c>recon_export_too_large</c>): nothing was written, because an export that ends early looks whole.</exception>
    public static async Task WriteCsvAsync(
        ReconciliationReport report,
        Stream output,
        ExportScope scope,
        ReportLanguage language = ReportLanguage.Chinese,
        int mostLines = SpreadsheetLines,
        CancellationToken cancellationToken = default)
    {
        var lines = report.Accounts.SelectMany(account => account.Breaks.Select(one => (account.Account, Break: one)))
            .Where(line => scope == ExportScope.All || BucketWords.IsBreak(line.Break.Bucket)).ToList();
        if (lines.Count > mostLines)
        {
            throw new ReconciliationException(
                ReportErrorCodes.ExportTooLarge,
                string.Create(CultureInfo.InvariantCulture, $"The export has {lines.Count} lines, more than the {mostLines} allowed; nothing was written. Export only the differences, or one account at a time, or take JSON, which has no limit."));
        }

        var writer = new StreamWriter(output, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true) { NewLine = "\r\n" };
        await using (writer.ConfigureAwait(false))
        {
            await writer.WriteLineAsync(Header(language).AsMemory(), cancellationToken).ConfigureAwait(false);
            foreach (var (account, one) in lines)
            {
                await writer.WriteLineAsync(Line(account, one, language).AsMemory(), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes the whole report as JSON: amounts in minor units, numbers of orders as text.</summary>
    public static Task WriteJsonAsync(ReconciliationReport report, Stream output, CancellationToken cancellationToken) =>
        JsonSerializer.SerializeAsync(output, report, ReportJson.Default.ReconciliationReport, cancellationToken);

    private static string Header(ReportLanguage language) => language == ReportLanguage.Chinese
        ? "账户,类型,订单号,支付单号,渠道单号,币种,我方金额,渠道金额,差额,首见日期,说明,建议"
        : "account,kind,orderNo,attemptNo,channelTransactionId,currency,ours,channel,difference,since,detail,toDo";

    private static string Line(string account, ReportBreak one, ReportLanguage language)
    {
        var words = BucketWords.Of(one.Bucket);
        var isChinese = language == ReportLanguage.Chinese;
        var difference = one.OursMinor is null && one.TheirsMinor is null ? null : (one.TheirsMinor ?? 0) - (one.OursMinor ?? 0) as long?;
        string[] cells =
        [
            SpreadsheetText.Cell(account),
            SpreadsheetText.Cell(isChinese ? words.Name.Zh : words.Name.En),
            SpreadsheetText.Cell(one.OrderNo),
            SpreadsheetText.Cell(one.AttemptNo),
            SpreadsheetText.Cell(one.ChannelTransactionId),
            SpreadsheetText.Cell(one.Currency ?? ""),
            Amount(one.OursMinor, one.Currency),
            Amount(one.TheirsMinor, one.Currency),
            Amount(difference, one.Currency),
            one.Since.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            SpreadsheetText.Cell(one.Detail),
            SpreadsheetText.Cell(isChinese ? words.ToDo.Zh : words.ToDo.En),
        ];
        return string.Join(',', cells);
    }

    // A number of ours, not a text of a bill: a spreadsheet may and shall count with it.
    private static string Amount(long? minor, string? currency) => minor is { } value ? AmountText.Plain(value, currency) : "";
}
