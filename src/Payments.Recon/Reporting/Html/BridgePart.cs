using Payments.Reconciliation;

namespace Payments.Recon.Reporting.Html;

/// <summary>
/// From our books to the channel and on to the bank, step by step. A table, whose bars float where the running sum is; they are drawn to the
/// scale of the steps, because beside the totals no step would be seen.
/// </summary>
internal static class BridgePart
{
    private const long Width = 1000;
    private const long Margin = 40;

    public static void Write(HtmlWriter html, ReconciliationReport report)
    {
        html.Raw("<section class=\"bridge\" aria-labelledby=\"bridge\"><h2 id=\"bridge\">").Say("从账簿到银行", "From the books to the bank").Raw("</h2>");
        var bridges = report.Accounts.SelectMany(account => account.Summary.Bridge).GroupBy(bridge => bridge.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        if (bridges.Count == 0)
        {
            html.Raw("<p class=\"empty\">").Say("没有金额。", "No money moved.").Raw("</p>");
        }

        foreach (var currency in bridges)
        {
            Table(html, currency.Key, Steps(report, currency.Key, [.. currency]));
        }

        html.Raw("</section>");
    }

    private static List<Step> Steps(ReconciliationReport report, string currency, List<Bridge> bridges)
    {
        var steps = new List<Step> { new(new("我方净额", "Our books, net"), bridges.Sum(bridge => bridge.OursMinor), IsTotal: true) };
        steps.AddRange(bridges.SelectMany(bridge => bridge.Steps).GroupBy(step => step.Bucket).OrderBy(group => group.Key)
            .Select(group => new Step(BucketWords.Of(group.Key).Name, group.Sum(step => step.DeltaMinor), IsTotal: false)).Where(step => step.Minor != 0));
        steps.Add(new(new("渠道净额", "The channel, net"), bridges.Sum(bridge => bridge.ChannelMinor), IsTotal: true));
        steps.AddRange(BankSteps.Of(report, currency));
        return steps;
    }

    private static void Table(HtmlWriter html, string currency, List<Step> steps)
    {
        var (least, most) = Range(steps);
        html.Raw("<table class=\"waterfall\"><caption>").Say(Words.Of($"单位 {currency}，条形按差额比例绘制，两端总额已截断", $"In {currency}. Bars are to the scale of the steps; totals are cut off at the left")).Raw("</caption>");
        html.Raw("<thead><tr><th scope=\"col\">").Say("步骤", "Step").Raw("</th><th scope=\"col\" class=\"num\">").Say("金额", "Amount").Raw("</th></tr></thead><tbody>");
        Int128 running = 0;
        foreach (var step in steps)
        {
            var from = step.IsTotal ? least : running;
            running = step.IsTotal ? step.Minor : running + step.Minor;
            var (left, right) = (At(Int128.Min(from, running), least, most), At(Int128.Max(from, running), least, most));
            var tone = step.IsTotal ? "total" : step.Minor < 0 ? "minus" : "plus";
            html.Put($"<tr class=\"{tone}\"><th scope=\"row\">").Say(step.Name).Raw("</th><td class=\"num\">").Text(AmountText.Of(step.Minor, currency, signed: !step.IsTotal)).Raw("</td></tr>");
            html.Put($"<tr class=\"{tone} drawn\" aria-hidden=\"true\"><td colspan=\"2\"><svg viewBox=\"0 0 {Width} 10\" preserveAspectRatio=\"none\"><rect x=\"{(step.IsTotal ? 0 : left)}\" width=\"{Math.Max(4, right - (step.IsTotal ? 0 : left))}\" height=\"10\"/></svg></td></tr>");
        }

        html.Raw("</tbody></table>");
    }

    private static (Int128 Least, Int128 Most) Range(List<Step> steps)
    {
        Int128 running = 0, least = steps[0].Minor, most = steps[0].Minor;
        foreach (var step in steps)
        {
            running = step.IsTotal ? step.Minor : running + step.Minor;
            least = Int128.Min(least, running);
            most = Int128.Max(most, running);
        }

        return (least, most);
    }

    private static long At(Int128 value, Int128 least, Int128 most)
    {
        // Totals that are all the same fill the row; otherwise the least keeps a stub, so that it is seen to be a bar.
        var from = Margin * 5;
        return most == least ? Width - Margin : from + (long)((value - least) * (Width - Margin - from) / (most - least));
    }

    internal sealed record Step(Words Name, Int128 Minor, bool IsTotal);
}
