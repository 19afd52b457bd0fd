using Payments.Reconciliation;

namespace Payments.Recon.Reporting.Html;

/// <summary>Each account in one row: its lines, its money on both sides, its difference.</summary>
internal static class AccountsPart
{
    public static void Write(HtmlWriter html, ReconciliationReport report)
    {
        html.Raw("<section class=\"accounts\" aria-labelledby=\"accounts\"><h2 id=\"accounts\">").Say("各渠道账户", "Channel accounts").Raw("</h2>");
        html.Raw("<div class=\"scroll\" tabindex=\"0\"><table><thead><tr>");
        Head(html, new("账户", "Account"), isNumber: false);
        Head(html, new("币种", "Currency"), isNumber: false);
        Head(html, new("我方支付", "Ours: payments"));
        Head(html, new("我方退款", "Ours: refunds"));
        Head(html, new("渠道支付", "Channel: payments"));
        Head(html, new("渠道退款", "Channel: refunds"));
        Head(html, new("手续费", "Fees"));
        Head(html, new("净差额", "Net difference"));
        Head(html, new("差异", "Differences"));
        Head(html, new("相符率", "Matched"));
        html.Raw("</tr></thead><tbody>");
        foreach (var account in report.Accounts)
        {
            foreach (var currency in account.Summary.Totals.Select(side => side.Currency).Distinct(StringComparer.Ordinal).DefaultIfEmpty(""))
            {
                Row(html, account, currency);
            }
        }

        html.Raw("</tbody></table></div></section>");
    }

    private static void Row(HtmlWriter html, AccountReport account, string currency)
    {
        var none = new SideTotals("", currency, 0, 0, 0, 0, 0);
        var ours = account.Summary.Totals.FirstOrDefault(side => side.Currency == currency && side.Side == "ours") ?? none;
        var theirs = account.Summary.Totals.FirstOrDefault(side => side.Currency == currency && side.Side != "ours") ?? none;
        var counts = account.Summary.Counts;
        var breaks = counts.Where(count => BucketWords.IsBreak(count.Key)).Sum(count => count.Value);
        html.Raw("<tr><th scope=\"row\">").Text(account.Account).Raw("</th><td>").Text(currency.Length == 0 ? "\u2013" : currency).Raw("</td>");
        Sum(html, ours.Payments, ours.PaymentsMinor, currency);
        Sum(html, ours.Refunds, ours.RefundsMinor, currency);
        Sum(html, theirs.Payments, theirs.PaymentsMinor, currency);
        Sum(html, theirs.Refunds, theirs.RefundsMinor, currency);
        Cell(html, currency.Length == 0 ? "\u2013" : AmountText.Of(theirs.FeesMinor, currency));
        var net = theirs.NetMinor - ours.NetMinor;
        html.Raw(net == 0 ? "<td class=\"num good\">" : "<td class=\"num bad\">").Text(AmountText.Of(net, currency, signed: true)).Raw("</td>");
        html.Put($"<td class=\"num{(breaks > 0 ? " bad" : "")}\">{breaks:N0}</td>");
        Cell(html, AmountText.Percent(counts.GetValueOrDefault(ReconciliationBucket.Matched) + counts.GetValueOrDefault(ReconciliationBucket.MatchedWithinTolerance), counts.Values.Sum()));
        html.Raw("</tr>");
    }

    private static void Sum(HtmlWriter html, long count, long minor, string currency) =>
        html.Raw("<td class=\"num\">").Text(currency.Length == 0 ? "\u2013" : AmountText.Of(minor, currency)).Put($"<small>{count:N0}</small></td>");

    private static void Cell(HtmlWriter html, string text) => html.Raw("<td class=\"num\">").Text(text).Raw("</td>");

    private static void Head(HtmlWriter html, Words words, bool isNumber = true) =>
        html.Raw(isNumber ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">").Say(words).Raw("</th>");
}
