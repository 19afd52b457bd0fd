namespace Payments.Recon.Reporting.Html;

/// <summary>How old the differences are, and the last thirty days. Columns drawn here; the same numbers are in a table beside them.</summary>
internal static class ChartsPart
{
    private const int MostDays = 30;
    private const int Height = 160;
    private const int Base = 130;
    private const int Top = 18;

    public static void WriteAges(HtmlWriter html, ReportFigures figures)
    {
        html.Raw("<section class=\"ages\" aria-labelledby=\"ages\"><h2 id=\"ages\">").Say("差异已挂天数", "Days they have been open").Raw("</h2>");
        var most = Math.Max(1, figures.Ages.Max(band => band.Count));
        var width = figures.Ages.Count * 60;
        html.Put($"<svg class=\"chart\" viewBox=\"0 0 {width} {Height}\" role=\"img\" aria-labelledby=\"ages\">");
        for (var i = 0; i < figures.Ages.Count; i++)
        {
            var band = figures.Ages[i];
            var height = band.Count == 0 ? 0 : Math.Max(2, (int)(band.Count * (Base - Top) / most));
            var tone = band.From switch { 0 => "look", <= 3 => "warn", _ => "bad" };
            html.Put($"<rect class=\"{tone}\" x=\"{(i * 60) + 8}\" y=\"{Base - height}\" width=\"44\" height=\"{height}\" rx=\"2\"/>");
            html.Put($"<text x=\"{(i * 60) + 30}\" y=\"{Base - height - 5}\" class=\"value\">{band.Count:N0}</text>");
            html.Put($"<text x=\"{(i * 60) + 30}\" y=\"{Base + 18}\">").Say(Name(band), "tspan").Raw("</text>");
        }

        html.Put($"<line class=\"axis\" x1=\"0\" x2=\"{width}\" y1=\"{Base}\" y2=\"{Base}\"/></svg></section>");
    }

    public static void WriteTrend(HtmlWriter html, ReconciliationReport report)
    {
        IReadOnlyList<ReportDay> days = [.. report.Trend.OrderBy(day => day.Day).TakeLast(MostDays)];
        if (days.Count < 2)
        {
            return;
        }

        html.Raw("<section class=\"trend\" aria-labelledby=\"trend\"><h2 id=\"trend\">").Say("近 30 天差异", "Differences, last 30 days").Raw("</h2>");
        const int step = 12;
        var width = days.Count * step;
        var most = Math.Max(1, days.Max(day => day.Breaks + day.Held));
        html.Put($"<svg class=\"chart\" viewBox=\"0 0 {width} {Height}\" role=\"img\" aria-labelledby=\"trend\">");
        for (var i = 0; i < days.Count; i++)
        {
            Day(html, days[i], (i * step) + 2, most, isLast: i == days.Count - 1);
        }

        html.Put($"<line class=\"axis\" x1=\"0\" x2=\"{width}\" y1=\"{Base}\" y2=\"{Base}\"/>");
        html.Put($"<text class=\"first\" x=\"0\" y=\"{Base + 18}\">{days[0].Day:MM-dd}</text><text class=\"last\" x=\"{width}\" y=\"{Base + 18}\">{days[^1].Day:MM-dd}</text></svg>");
        html.Raw("<p class=\"legend\"><span class=\"key warn\"></span>").Say("差异", "differences").Raw("<span class=\"key wait\"></span>").Say("日切待清", "held by cut-off").Raw("</p>");
        Numbers(html, days);
        html.Raw("</section>");
    }

    private static void Day(HtmlWriter html, ReportDay day, int x, long most, bool isLast)
    {
        var breaks = Scaled(day.Breaks, most);
        var held = Scaled(day.Held, most);
        html.Put($"<g><title>{day.Day:yyyy-MM-dd}: {day.Breaks:N0} + {day.Held:N0} / {day.Lines:N0}</title>");
        html.Put($"<rect class=\"{(isLast ? "bad" : "warn")}\" x=\"{x}\" y=\"{Base - breaks}\" width=\"8\" height=\"{breaks}\"/>");
        html.Put($"<rect class=\"wait\" x=\"{x}\" y=\"{Base - breaks - held}\" width=\"8\" height=\"{held}\"/></g>");
    }

    private static void Numbers(HtmlWriter html, IReadOnlyList<ReportDay> days)
    {
        html.Raw("<details><summary>").Say("数字", "The numbers").Raw("</summary><div class=\"scroll\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">").Say("日期", "Day");
        html.Raw("</th><th scope=\"col\" class=\"num\">").Say("笔数", "Lines").Raw("</th><th scope=\"col\" class=\"num\">").Say("差异", "Differences");
        html.Raw("</th><th scope=\"col\" class=\"num\">").Say("待清", "Held").Raw("</th><th scope=\"col\" class=\"num\">").Say("相符率", "Matched").Raw("</th></tr></thead><tbody>");
        foreach (var day in days.Reverse())
        {
            html.Put($"<tr><th scope=\"row\">{day.Day:yyyy-MM-dd}</th><td class=\"num\">{day.Lines:N0}</td><td class=\"num\">{day.Breaks:N0}</td><td class=\"num\">{day.Held:N0}</td><td class=\"num\">");
            html.Text(AmountText.Percent(day.Lines - day.Breaks - day.Held, day.Lines)).Raw("</td></tr>");
        }

        html.Raw("</tbody></table></div></details>");
    }

    private static int Scaled(long count, long most) => count == 0 ? 0 : Math.Max(2, (int)(count * (Base - Top) / most));

    private static Words Name(AgeBand band) => (band.From, band.To) switch
    {
        (0, _) => new("当日", "today"),
        var (from, to) when from == to => Words.Of($"{from}", $"{from}"),
        (var from, int.MaxValue) => Words.Of($"{from}+", $"{from}+"),
        var (from, to) => Words.Of($"{from}–{to}", $"{from}–{to}"),
    };
}
