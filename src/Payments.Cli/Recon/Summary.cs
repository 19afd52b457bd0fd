using System.Globalization;
using System.Text.Json;
using Payments.Cli.Running;
using Payments.Recon;
using Payments.Reconciliation;

namespace Payments.Cli.Recon;

/// <summary>A run in a few lines, for whoever started it.</summary>
internal static class Summary
{
    public static void Print(ReconciliationSummary summary, TimeSpan elapsed)
    {
        Terminal.Out(string.Create(CultureInfo.InvariantCulture, $"{summary.Day:yyyy-MM-dd}  {summary.Format}  {elapsed.Ticks / TimeSpan.TicksPerMillisecond} ms"));
        foreach (var (bucket, count) in summary.Counts.Where(static each => each.Value != 0 || each.Key == ReconciliationBucket.Matched))
        {
            Terminal.Out(string.Create(CultureInfo.InvariantCulture, $"  {JsonNamingPolicy.CamelCase.ConvertName(bucket.ToString()),-24}{count,14}"));
        }

        foreach (var bridge in summary.Bridge)
        {
            Terminal.Out(string.Create(CultureInfo.InvariantCulture, $"  {bridge.Currency}: ours {bridge.OursMinor}, channel {bridge.ChannelMinor} (minor units), the bridge holds"));
        }

        if (summary.BillSummary is { Agrees: false } check)
        {
            Terminal.Error(string.Create(
                CultureInfo.InvariantCulture,
                $"payments: the bill's own summary differs from its lines: lines {check.DeclaredLines} / {check.CountedLines}, payments {check.DeclaredPaymentsMinor} / {check.CountedPaymentsMinor}, refunds {check.DeclaredRefundsMinor} / {check.CountedRefundsMinor}. Download it again, or ask the channel."));
        }
    }
}
