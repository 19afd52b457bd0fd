using System.Globalization;
using System.Text;
using Payments.Recon.Reporting;
using Payments.Reconciliation;

namespace Payments.Recon.Delivery;

/// <summary>What a run came to, short enough for a chat and for the subject of a mail. Numbers only: nothing of a bill's texts.</summary>
internal sealed record ReportMessage(string Title, string Body)
{
    public static ReportMessage Of(ReconciliationRun run, ReportLanguage language)
    {
        var isChinese = language == ReportLanguage.Chinese;
        var breaks = run.Counts.Where(count => BucketWords.IsBreak(count.Key)).Sum(count => count.Value);
        var held = run.Counts.GetValueOrDefault(ReconciliationBucket.HeldByCutoff);
        var lines = run.Counts.Values.Sum();
        var net = AmountText.Of(ReportFigures.Sum(run.Bridge.Select(bridge => KeyValuePair.Create(bridge.Currency, (Int128)bridge.ChannelMinor - bridge.OursMinor))), signed: true);
        var title = Words.Of($"对账 {run.ChannelAccount} {run.Day:yyyy-MM-dd}：{(breaks > 0 ? $"{breaks:N0} 笔差异" : "无差异")}", $"Reconciliation {run.ChannelAccount} {run.Day:yyyy-MM-dd}: {(breaks > 0 ? $"{breaks:N0} {(breaks == 1 ? "difference" : "differences")}" : "no differences")}");
        var body = new StringBuilder();
        void Row(string chinese, string english, string value) => body.Append(isChinese ? chinese + "：" : english + ": ").Append(value).Append('\n');

        Row("笔数", "lines", lines.ToString("N0", CultureInfo.InvariantCulture));
        Row("相符率", "matched", AmountText.Percent(lines - breaks - held, lines));
        Row("净差额（渠道 − 我方）", "net difference (channel less ours)", net);
        foreach (var (bucket, count) in run.Counts.Where(count => BucketWords.IsBreak(count.Key) && count.Value > 0).OrderByDescending(count => BucketWords.Urgency(count.Key)).ThenBy(count => count.Key))
        {
            var name = BucketWords.Of(bucket).Name;
            Row(name.Zh, name.En, count.ToString("N0", CultureInfo.InvariantCulture));
        }

        Row("日切待清", "held by cut-off", held.ToString("N0", CultureInfo.InvariantCulture));
        Row("已自动修复", "repaired by itself", run.Repaired.ToString("N0", CultureInfo.InvariantCulture));
        return new ReportMessage(isChinese ? title.Zh : title.En, body.ToString());
    }
}
