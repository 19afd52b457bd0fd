using System.Diagnostics;
using Payments.Recon.Tests.Runs.Support;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Runs;

/// <summary>
/// A year of days whose money crosses midnight in both directions: every held line clears or becomes a break, no break is false, and no day counts what
/// another day counts.
/// </summary>
public sealed class YearTests
{
    [Theory]
    [InlineData("08:00:00", 366, 20260101)]
    [InlineData("-05:00:00", 60, 7)]
    [InlineData("13:45:00", 60, 11)]
    public async Task Every_held_line_clears_or_becomes_a_break_and_no_break_is_false(string zone, int days, int seed)
    {
        var watch = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var offset = TimeSpan.Parse(zone, System.Globalization.CultureInfo.InvariantCulture);
        await using var world = await World.StartAsync(options =>
        {
            options.UtcOffset = offset;
            options.OrderLookback = TimeSpan.FromHours(26);
        });
        var year = new Year(world, offset, new Random(seed));
        for (var n = 0; n < days + 5; n++)
        {
            world.Time.Set(year.StartOf(n + 1) + TimeSpan.FromHours(2));
            if (n < days)
            {
                await year.LiveAsync(n);
            }

            await world.WorkAsync();
        }

        var runs = new List<ReconciliationRun>();
        for (var n = year.FirstDay; n < days + 5; n++)
        {
            var run = await world.RunOfAsync(Year.DayOf(n));
            Assert.True(run.IsFinal && run.State != ReconciliationRunState.Failed, $"{run.RunId} is {run.State}: {run.Error?.Message}");
            Assert.All(run.Bridge, bridge => Assert.True(bridge.Holds));
            runs.Add(run);
        }

        var breaks = await world.BreaksAsync();
        Assert.DoesNotContain(breaks, row => row.State == BreakState.Held);
        Assert.Equal(
            year.Wrong.Order(StringComparer.Ordinal),
            breaks.Where(row => row.State != BreakState.Resolved).Select(row => $"{row.Bucket} {row.AttemptNo}").Order(StringComparer.Ordinal));
        Assert.Equal(year.Matches, runs.Sum(run => run.Counts.GetValueOrDefault(ReconciliationBucket.Matched)));
        Assert.Equal(year.Crossings.Order(StringComparer.Ordinal), breaks.Where(row => row.Resolution == BreakResolution.Cleared).Select(row => row.AttemptNo!).Order(StringComparer.Ordinal));
        await AssertEachIsCountedOnceAsync(world, year, runs);
        Assert.True(year.Crossings.Count > days, "Too few days crossed midnight to prove anything.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{zone}, {days} days: {year.Matches} matched, {year.Crossings.Count} crossed midnight, {year.Wrong.Count} true breaks, {watch.Elapsed}, {(Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds:F1} s of processor");
    }

    /// <summary>What is held is told by every day that waits for it, and counted by the one day that ends the waiting.</summary>
    private static async Task AssertEachIsCountedOnceAsync(World world, Year year, List<ReconciliationRun> runs)
    {
        var counted = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        var waiting = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var run in runs)
        {
            var lines = world.Engine.Matched.GetValueOrDefault(run.Day, []).Select(number => (Bucket: ReconciliationBucket.Matched, Number: number))
                .Concat(await ListedAsync(world, run)).ToList();
            Assert.Equal(
                run.Counts.Where(count => count.Value > 0).OrderBy(count => count.Key).Select(count => (count.Key, count.Value)),
                lines.GroupBy(line => line.Bucket).OrderBy(bucket => bucket.Key).Select(bucket => (bucket.Key, bucket.LongCount())));
            Assert.Equal(lines.Count, lines.Select(line => line.Number).Distinct(StringComparer.Ordinal).Count());
            foreach (var (bucket, number) in lines)
            {
                Assert.False(counted.TryGetValue(number, out var day), $"{number} was counted on {day}, and {run.Day} has it again as {bucket}.");
                if (bucket == ReconciliationBucket.HeldByCutoff)
                {
                    waiting[number] = waiting.GetValueOrDefault(number) + 1;
                }
                else
                {
                    counted.Add(number, run.Day);
                }
            }
        }

        Assert.Equal(year.Days.Keys.Order(StringComparer.Ordinal), counted.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(year.Days.Count, runs.Sum(run => run.Counts.Where(count => count.Key != ReconciliationBucket.HeldByCutoff).Sum(count => count.Value)));
        Assert.All(waiting, each => Assert.Equal(counted[each.Key].DayNumber - year.Days[each.Key].DayNumber, each.Value));
    }

    /// <summary>What the day's archived list has: everything that is not simply matched.</summary>
    private static async Task<List<(ReconciliationBucket Bucket, string Number)>> ListedAsync(World world, ReconciliationRun run)
    {
        var file = run.Files.Single(each => each.Name == ReconciliationResults.BreaksFile);
        await using var content = await world.Archive.OpenAsync(file.Sha256, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(content!);
        var rows = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. rows.Skip(1).Select(row => row.Split(',')).Select(cells => (Enum.Parse<ReconciliationBucket>(cells[0], ignoreCase: true), cells[2]))];
    }

    private sealed class Year(World world, TimeSpan offset, Random random)
    {
        public int FirstDay { get; private set; } = -1;

        public List<string> Wrong { get; } = [];

        public List<string> Crossings { get; } = [];

        /// <summary>The day every number is of: ours where we have it, the bill's where only the channel does.</summary>
        public Dictionary<string, DateOnly> Days { get; } = new(StringComparer.Ordinal);

        public int Matches { get; private set; }

        public static DateOnly DayOf(int n) => new DateOnly(2026, 1, 1).AddDays(n);

        public DateTimeOffset StartOf(int n) => new(DayOf(n).ToDateTime(TimeOnly.MinValue), offset);

        /// <summary>One day's payments, as both sides have them in the end.</summary>
        public async Task LiveAsync(int n)
        {
            if (n > 3 && random.Next(20) == 0)
            {
                return; // nothing happens on some days
            }

            FirstDay = FirstDay < 0 ? n : FirstDay;
            var (start, end) = (StartOf(n), StartOf(n + 1));
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                await PaidAsync(start.AddSeconds(random.Next(0, 86_000)), n); // the first second of the day among them
            }

            await PaidAsync(start, n);
            await PaidAsync(end.AddTicks(-1), n);
            await HeldAsync(end, n);
            await EarlyAsync(end, n);
            if (random.Next(10) == 0)
            {
                var never = await world.GivenAsync(end.AddMinutes(-10), end.AddSeconds(-random.Next(1, 300)));
                Wrong.Add($"OursOnly {never.Attempts[0].AttemptNo}");
                Days.Add(never.Attempts[0].AttemptNo, DayOf(n));
            }

            if (random.Next(10) == 0)
            {
                var number = $"foreign{n}";
                world.Channel.Bill(DayOf(n), new BillLine(number, $"44{n}", 5));
                Wrong.Add($"ChannelOnly {number}");
                Days.Add(number, DayOf(n));
            }

            if (random.Next(10) == 0)
            {
                var order = await world.GivenAsync(start.AddHours(3), start.AddHours(4));
                world.ChannelHas(order, DayOf(n), start.AddHours(4), minor: 1);
                Wrong.Add($"Amount {order.Attempts[0].AttemptNo}");
                Days.Add(order.Attempts[0].AttemptNo, DayOf(n));
            }
        }

        private async Task PaidAsync(DateTimeOffset at, int billDay)
        {
            var order = await world.GivenAsync(at.AddMinutes(-2), at);
            world.ChannelHas(order, DayOf(billDay), at);
            Days.Add(order.Attempts[0].AttemptNo, DayOf(billDay));
            Matches++;
        }

        /// <summary>Ours is of this day, and a bill one to three days later has it.</summary>
        private async Task HeldAsync(DateTimeOffset end, int n)
        {
            for (var i = random.Next(3); i > 0; i--)
            {
                var at = end.AddSeconds(-random.Next(1, 300));
                var order = await world.GivenAsync(at.AddMinutes(-2), at);
                world.ChannelHas(order, DayOf(n + random.Next(1, 4)), at);
                Days.Add(order.Attempts[0].AttemptNo, DayOf(n));
                Crossings.Add(order.Attempts[0].AttemptNo);
                Matches++;
            }
        }

        /// <summary>The bill of this day has it, and ours is of the first minutes of the next.</summary>
        private async Task EarlyAsync(DateTimeOffset end, int n)
        {
            for (var i = random.Next(3); i > 0; i--)
            {
                var at = end.AddSeconds(random.Next(0, 300));
                var order = await world.GivenAsync(at.AddMinutes(-2), at);
                world.ChannelHas(order, DayOf(n), at);
                Days.Add(order.Attempts[0].AttemptNo, DayOf(n + 1));
                Crossings.Add(order.Attempts[0].AttemptNo);
                Matches++;
            }
        }
    }
}
