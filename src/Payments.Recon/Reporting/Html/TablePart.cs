using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Payments.Recon.Reporting.Html;

/// <summary>
/// The differences one by one. They travel as columns in a block of data and the page's script shows fifty at a time: a row of markup for each
/// of 100,000 would take the browser many seconds.
/// </summary>
internal static class TablePart
{
    public static void Write(HtmlWriter html, ReconciliationReport report, int shown, int all)
    {
        html.Raw("<section class=\"lines\" aria-labelledby=\"lines\"><h2 id=\"lines\">").Say("逐笔明细", "Line by line").Raw("</h2>");
        if (shown < all)
        {
            html.Raw("<p class=\"cap\" role=\"note\">").Say(Words.Of($"此页含前 {shown:N0} 笔，共 {all:N0} 笔；全部见导出的 CSV。", $"This page has the first {shown:N0} of {all:N0}; the CSV export has all of them.")).Raw("</p>");
        }

        html.Raw("<noscript><p class=\"cap\">").Say("明细需要脚本；也可使用导出的 CSV。", "The lines need scripts; the CSV export has them too.").Raw("</p></noscript>");
        html.Raw("<div class=\"tools\"><label><span class=\"label\">").Say("搜索", "Search").Raw("</span><input id=\"search\" type=\"search\" autocomplete=\"off\" spellcheck=\"false\"></label>");
        html.Raw("<label><span class=\"label\">").Say("账户", "Account").Raw("</span><select id=\"account\"></select></label>");
        html.Raw("<label><span class=\"label\">").Say("排序", "Order").Raw("</span><select id=\"order\"></select></label></div>");
        html.Raw("<div class=\"chips\" id=\"chips\" role=\"group\"></div><p id=\"found\" role=\"status\" aria-live=\"polite\"></p>");
        html.Raw("<table class=\"list\" aria-labelledby=\"lines\"><thead><tr><th scope=\"col\">").Say("类型", "Kind").Raw("</th><th scope=\"col\">").Say("编号", "Numbers");
        html.Raw("</th><th scope=\"col\" class=\"num\">").Say("我方", "Ours").Raw("</th><th scope=\"col\" class=\"num\">").Say("渠道", "Channel").Raw("</th><th scope=\"col\" class=\"num\">").Say("差额", "Difference");
        html.Raw("</th><th scope=\"col\">").Say("说明", "What was seen").Raw("</th></tr></thead><tbody id=\"rows\"></tbody></table>");
        html.Raw("<nav class=\"pages\"><button type=\"button\" id=\"previous\">").Say("上一页", "Previous").Raw("</button><span id=\"page\"></span><button type=\"button\" id=\"next\">").Say("下一页", "Next").Raw("</button></nav></section>");
    }

    /// <summary>The most pressing first, in the order of the list of what to do.</summary>
    public static IEnumerable<(int Account, ReportBreak Break)> All(ReconciliationReport report, ReportFigures figures)
    {
        var ranks = figures.Work.Select((work, rank) => (work.Bucket, rank)).ToDictionary(pair => pair.Bucket, pair => pair.rank);
        return report.Accounts.SelectMany((account, index) => account.Breaks.Select(one => (index, one)))
            .OrderBy(line => ranks.GetValueOrDefault(line.one.Bucket, int.MaxValue)).ThenByDescending(line => line.one.StakeMinor)
            .ThenBy(line => line.one.AttemptNo, StringComparer.Ordinal).ThenBy(line => line.one.OrderNo, StringComparer.Ordinal).ThenBy(line => line.index);
    }

    /// <summary>The block of data: lists of what repeats, and one text for each column with a line for each difference.</summary>
    public static void WriteData(Stream output, ReconciliationReport report, IReadOnlyList<(int Account, ReportBreak Break)> lines)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) });
        string[] currencies = [.. lines.Select(line => line.Break.Currency ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        DateOnly[] days = [.. lines.Select(line => line.Break.Since).Distinct().Order()];
        json.WriteStartObject();
        json.WriteStartArray("accounts");
        foreach (var account in report.Accounts)
        {
            json.WriteStringValue(account.Account);
        }

        json.WriteEndArray();
        json.WriteStartArray("buckets");
        foreach (var bucket in Enum.GetValues<Reconciliation.ReconciliationBucket>())
        {
            var words = BucketWords.Of(bucket);
            json.WriteStartArray();
            json.WriteStringValue(words.Name.Zh);
            json.WriteStringValue(words.Name.En);
            json.WriteStringValue(WorkPart.Tone(bucket));
            json.WriteStringValue(words.ToDo.Zh);
            json.WriteStringValue(words.ToDo.En);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("currencies");
        foreach (var currency in currencies)
        {
            json.WriteStartArray();
            json.WriteStringValue(currency.Length == 0 ? "" : AmountText.Symbol(currency));
            json.WriteNumberValue(AmountText.Exponent(currency));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("days");
        foreach (var day in days)
        {
            json.WriteStringValue(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        json.WriteEndArray();
        json.WriteNumber("count", lines.Count);
        Column(json, "bucket", lines.Select(line => Number((int)line.Break.Bucket)));
        Column(json, "account", lines.Select(line => Number(line.Account)));
        Column(json, "currency", lines.Select(line => Number(Array.IndexOf(currencies, line.Break.Currency ?? ""))));
        Column(json, "since", lines.Select(line => Number(Array.BinarySearch(days, line.Break.Since))));
        Column(json, "orderNo", lines.Select(line => line.Break.OrderNo));
        Column(json, "attemptNo", lines.Select(line => line.Break.AttemptNo));
        Column(json, "channelTransactionId", lines.Select(line => line.Break.ChannelTransactionId));
        Column(json, "ours", lines.Select(line => Number(line.Break.OursMinor)));
        Column(json, "theirs", lines.Select(line => Number(line.Break.TheirsMinor)));
        Column(json, "detail", lines.Select(line => line.Break.Detail));
        json.WriteEndObject();
    }

    private static void Column(Utf8JsonWriter json, string name, IEnumerable<string> values) =>
        json.WriteString(name, string.Join('\n', values.Select(value => value.ReplaceLineEndings(" "))));

    private static string Number(long? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";
}
