namespace Payments.Recon.Reporting.Html;

/// <summary>The first thing read: what is wrong, how much, since when.</summary>
internal static class VerdictPart
{
    public static void Write(HtmlWriter html, ReconciliationReport report, ReportFigures figures)
    {
        var (tone, words) = Verdict(figures);
        html.Put($"<section class=\"verdict {tone}\" aria-labelledby=\"verdict\"><h2 id=\"verdict\">").Say(words).Raw("</h2>");
        html.Raw("<p>").Say(Explanation(report, figures)).Raw("</p></section>");
        WriteFigures(html, figures);
    }

    private static (string Tone, Words Words) Verdict(ReportFigures figures)
    {
        if (!figures.Bridges)
        {
            return ("bad", new("总额未能勾稽：请勿结账", "The totals do not bridge: do not close the day"));
        }

        if (figures.Breaks > 0)
        {
            var stake = AmountText.Of(figures.Stake);
            var zh = Words.Count(figures.Breaks, "笔差异", "difference", "differences");
            return ("bad", figures.Stake.Count == 0 ? new("有 " + zh.Zh, zh.En) : new($"有 {zh.Zh}，涉及 {stake}", $"{zh.En}, {stake} at stake"));
        }

        if (figures.Held > 0)
        {
            var held = Words.Count(figures.Held, "笔待次日账单核销", "record waits", "records wait");
            return ("wait", new("无差异，" + held.Zh, $"No differences; {held.En} for the next bill"));
        }

        return figures.Lines == 0
            ? ("good", new("当日无交易", "Nothing happened that day"))
            : ("good", new("全部相符", "Everything agrees"));
    }

    private static Words Explanation(ReconciliationReport report, ReportFigures figures)
    {
        var net = AmountText.Of(figures.Difference, signed: true);
        var zh = net == "\u2013" ? "渠道与我方净额相等。" : $"渠道净额减我方净额为 {net}，逐项见下方桥接。";
        var en = net == "\u2013" ? "The channels' net equals ours." : $"The channels' net less ours is {net}; the bridge below shows each step.";
        if (figures.Oldest is not { } oldest)
        {
            return new(zh, en);
        }

        var days = Math.Max(0, report.Day.DayNumber - oldest.DayNumber);
        var age = Words.Count(days, "天", "day", "days");
        return days == 0
            ? new(zh + "差异均为当日新增。", en + " All differences are of this day.")
            : Words.Of($"{zh}最早的差异自 {oldest:yyyy-MM-dd} 起，已 {age.Zh}。", $"{en} The oldest has been open since {oldest:yyyy-MM-dd}, {age.En}.");
    }

    private static void WriteFigures(HtmlWriter html, ReportFigures figures)
    {
        html.Raw("<dl class=\"figures\">");
        Figure(html, new("笔数相符率", "Lines matched"), AmountText.Percent(figures.Matched, figures.Lines), Words.Of($"{figures.Matched:N0} / {figures.Lines:N0} 笔", $"{figures.Matched:N0} of {figures.Lines:N0}"));
        Figure(html, new("金额相符率", "Money matched"), figures.MoneyRate(), Words.Same(AmountText.Of(figures.Gross)));
        Figure(html, new("差异净额（渠道 − 我方）", "Net difference (channel − ours)"), AmountText.Of(figures.Difference, signed: true), new("桥接合计", "the bridge's sum"));
        var waits = figures.Work.FirstOrDefault(work => work.Bucket == Reconciliation.ReconciliationBucket.HeldByCutoff);
        Figure(html, new("日切待清", "Held by cut-off"), string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{figures.Held:N0}"), Words.Same(AmountText.Of(waits?.Stake ?? [])));
        html.Raw("</dl>");
    }

    private static void Figure(HtmlWriter html, Words name, string value, Words note) =>
        html.Raw("<div><dt>").Say(name).Raw("</dt><dd><strong>").Text(value).Raw("</strong><small>").Say(note).Raw("</small></dd></div>");
}
