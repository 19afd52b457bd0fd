using Payments.Reconciliation;

namespace Payments.Recon.Reporting.Html;

/// <summary>What is to be done: each kind of difference with its count, its money, its age and the next step. And how old they are.</summary>
internal static class WorkPart
{
    private const int BarWidth = 1000;

    public static void Write(HtmlWriter html, ReportFigures figures)
    {
        if (figures.Work.Count == 0)
        {
            return;
        }

        html.Raw("<section class=\"work\" aria-labelledby=\"work\"><h2 id=\"work\">").Say("要做什么", "What to do").Raw("</h2>");

        var most = figures.Work.Max(work => work.Count);
        html.Raw("<ol>");
        foreach (var work in figures.Work)
        {
            Item(html, work, most);
        }

        html.Raw("</ol></section>");
    }

    private static void Item(HtmlWriter html, BucketFigures work, long most)
    {
        var words = BucketWords.Of(work.Bucket);
        var tone = Tone(work.Bucket);
        html.Put($"<li class=\"{tone}\"><div class=\"row\"><h3><button type=\"button\" class=\"link\" data-bucket=\"{(int)work.Bucket}\">").Say(words.Name).Raw("</button></h3>");
        html.Raw("<span class=\"count\">").Say(Words.Count(work.Count, "笔", "line", "lines")).Raw("</span><span class=\"money\">").Text(AmountText.Of(work.Stake)).Raw("</span></div>");
        html.Put($"<svg class=\"bar {tone}\" viewBox=\"0 0 {BarWidth} 6\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect width=\"{Math.Max(4, work.Count * BarWidth / most)}\" height=\"6\"/></svg>");
        html.Raw("<p>").Say(words.Meaning).Raw(" <b>").Say(words.ToDo).Raw("</b>");
        if (work.Oldest is { } oldest)
        {
            html.Raw(" <small>").Say(Words.Of($"最早 {oldest:yyyy-MM-dd}", $"Since {oldest:yyyy-MM-dd}")).Raw("</small>");
        }

        html.Raw("</p></li>");
    }

    public static string Tone(ReconciliationBucket bucket) => BucketWords.Urgency(bucket) switch
    {
        3 => "bad",
        2 => "warn",
        1 => "look",
        _ => "wait",
    };
}
