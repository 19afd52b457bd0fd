using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Runs.Support;

/// <summary>The comparison as one would write it in ten minutes, all in memory: what the runs around it are tested with.</summary>
internal sealed class NaiveEngine : IReconciliationEngine
{
    public Exception? Fault { get; set; }

    /// <summary>What happens before a comparison: a test's own wait.</summary>
    public Func<CancellationToken, Task>? Before { get; set; }

    public int Runs { get; private set; }

    /// <summary>The numbers of each day that simply matched, as its last comparison had them: no file lists them.</summary>
    public Dictionary<DateOnly, IReadOnlyList<string>> Matched { get; } = [];

    public async Task<ReconciliationSummary> RunAsync(ReconciliationJob job, IProgress<ReconciliationProgress>? progress, CancellationToken cancellationToken)
    {
        Runs++;
        if (Fault is { } fault)
        {
            throw fault;
        }

        await (Before?.Invoke(cancellationToken) ?? Task.CompletedTask);
        Assert.Equal(FakeChannel.Format, job.Format);
        var ours = (await ReadAsync(job.OursPath, cancellationToken)).Concat(job.CarriedPath is null ? [] : await ReadAsync(job.CarriedPath, cancellationToken)).ToList();
        var theirs = (await File.ReadAllLinesAsync(job.BillPath, cancellationToken)).Skip(1).Select(line => line.Split(',')).ToList();
        var counts = Enum.GetValues<ReconciliationBucket>().ToDictionary(bucket => bucket, _ => 0L);
        var deltas = Enum.GetValues<ReconciliationBucket>().ToDictionary(bucket => bucket, _ => 0L);
        var (lines, matched) = (new List<string>(), new List<string>());
        var bill = theirs.GroupBy(line => line[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal);
        Assert.Equal(ours.Count, ours.Select(each => each.Number).Distinct(StringComparer.Ordinal).Count());

        void Put(ReconciliationBucket bucket, string order, string number, string transaction, long? mine, long? other, string detail, long delta)
        {
            counts[bucket]++;
            deltas[bucket] += delta;
            if (bucket == ReconciliationBucket.Matched)
            {
                matched.Add(number);
            }
            else
            {
                lines.Add(string.Create(CultureInfo.InvariantCulture, $"{JsonNamingPolicy.CamelCase.ConvertName(bucket.ToString())},{order},{number},{transaction},{mine},{other},{detail}"));
            }
        }

        foreach (var own in ours)
        {
            var moved = own.Status == "succeeded" ? own.Signed : 0;
            if (bill.Remove(own.Number, out var found))
            {
                var amount = long.Parse(found[0][3], CultureInfo.InvariantCulture);
                var signed = found[0][2] == "payment" ? amount : -amount;
                var bucket = own.Status != "succeeded" ? ReconciliationBucket.Status
                    : amount == own.Amount ? ReconciliationBucket.Matched
                    : own.Kind == "refund" ? ReconciliationBucket.Refund : ReconciliationBucket.Amount;
                Put(bucket, own.Order, own.Number, found[0][1], own.Amount, amount, $"{own.Kind}; {own.Status}; CNY", signed - moved);
                foreach (var further in found.Skip(1))
                {
                    Put(ReconciliationBucket.Duplicate, own.Order, own.Number, further[1], null, amount, $"{own.Kind}; again; CNY", signed);
                }
            }
            else if (own.Status != "succeeded")
            {
                Put(ReconciliationBucket.Matched, own.Order, own.Number, "", own.Amount, null, "", 0);
            }
            else
            {
                var local = own.At.ToOffset(job.Rules.UtcOffset);
                var age = job.Day!.Value.DayNumber - DateOnly.FromDateTime(local.DateTime).DayNumber;
                var end = new DateTimeOffset(job.Day.Value.AddDays(1).ToDateTime(TimeOnly.MinValue), job.Rules.UtcOffset);
                var isHeld = age > 0 ? age <= job.Rules.HeldDays : own.At >= end - job.Rules.CutoffWindow;
                Put(isHeld ? ReconciliationBucket.HeldByCutoff : ReconciliationBucket.OursOnly, own.Order, own.Number, own.Transaction, own.Amount, null, $"{own.Kind}; not in the bill; CNY", -own.Signed);
            }
        }

        foreach (var line in bill.Values.SelectMany(group => group))
        {
            var amount = long.Parse(line[3], CultureInfo.InvariantCulture);
            Put(ReconciliationBucket.ChannelOnly, "", line[0], line[1], null, amount, $"{line[2]}; not ours; CNY", line[2] == "payment" ? amount : -amount);
        }

        Matched[job.Day!.Value] = matched;
        Directory.CreateDirectory(job.OutputFolder);
        var summary = Summarise(job, ours, theirs, counts, deltas);
        await File.WriteAllTextAsync(Path.Combine(job.OutputFolder, "summary.json"), JsonSerializer.Serialize(summary.Counts.OrderBy(each => each.Key)), cancellationToken);
        await File.WriteAllTextAsync(
            Path.Combine(job.OutputFolder, "breaks.csv"),
            string.Concat(lines.Order(StringComparer.Ordinal).Prepend("bucket,orderNo,attemptNo,channelTransactionId,oursMinor,theirsMinor,detail").Select(line => line + "\n")),
            cancellationToken);
        return summary;
    }

    private static ReconciliationSummary Summarise(
        ReconciliationJob job, List<Own> ours, List<string[]> theirs, Dictionary<ReconciliationBucket, long> counts, Dictionary<ReconciliationBucket, long> deltas)
    {
        var mine = ours.Where(own => own.Status == "succeeded").ToList();
        var other = theirs.Select(line => (IsPayment: line[2] == "payment", Amount: long.Parse(line[3], CultureInfo.InvariantCulture))).ToList();
        var bridge = new Bridge("CNY", mine.Sum(own => own.Signed), [.. deltas.Select(each => new BridgeStep(each.Key, each.Value))], other.Sum(line => line.IsPayment ? line.Amount : -line.Amount));
        Assert.True(bridge.Holds);
        return new ReconciliationSummary
        {
            Day = job.Day!.Value,
            Format = job.Format,
            Counts = counts,
            Totals = [new SideTotals("ours", "CNY", mine.Count(own => own.Kind == "payment"), mine.Where(own => own.Kind == "payment").Sum(own => own.Amount), 0, 0, 0)],
            Bridge = [bridge],
            OursSha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(job.OursPath))),
            BillSha256 = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(job.BillPath))),
        };
    }

    private static async Task<List<Own>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var lines = await File.ReadAllLinesAsync(path, Encoding.UTF8, cancellationToken);
        Assert.Equal("orderNo,attemptNo,channelTransactionId,kind,amountMinor,currency,status,occurredAt,feeMinor", lines[0]);
        return [.. lines.Skip(1).Select(line => line.Split(',')).Select(cells => new Own(
            cells[0],
            cells[1],
            cells[2],
            cells[3],
            long.Parse(cells[4], CultureInfo.InvariantCulture),
            cells[6],
            DateTimeOffset.ParseExact(cells[7], "yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)))];
    }

    private sealed record Own(string Order, string Number, string Transaction, string Kind, long Amount, string Status, DateTimeOffset At)
    {
        public long Signed => Kind == "payment" ? Amount : -Amount;
    }
}
