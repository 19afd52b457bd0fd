using Payments.Channels;
using Payments.Recon.Tests.Runs.Support;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Runs;

/// <summary>A day from the channel's bill to the breaks, the archive and the report; what a node's death, a late bill and doing it again make of it.</summary>
public sealed class RunTests
{
    private static readonly DateOnly Day = new(2026, 1, 1);
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.FromHours(8));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_day_is_obtained_compared_archived_and_told()
    {
        var mail = new RecordingHandler();
        await using var world = await World.StartAsync(more: services => services.Add(new(typeof(IReconciliationReportHandler), mail)));
        for (var n = 0; n < 5; n++)
        {
            var order = await world.GivenAsync(Noon.AddMinutes(n), Noon.AddMinutes(n + 1));
            world.ChannelHas(order, Day, Noon.AddMinutes(n + 1));
        }

        var missing = await world.GivenAsync(Noon, Noon.AddMinutes(2));
        world.Channel.Bill(Day, new BillLine("0someone-elses", "4200111", 77));
        await world.WorkAsync();

        var run = await world.RunOfAsync(Day);
        Assert.Equal(ReconciliationRunState.Completed, run.State);
        Assert.Equal((5, 1, 1), (run.Counts[ReconciliationBucket.Matched], run.Counts[ReconciliationBucket.OursOnly], run.Counts[ReconciliationBucket.ChannelOnly]));
        Assert.All(run.Bridge, bridge => Assert.True(bridge.Holds));
        Assert.Equal(["bill.csv", "breaks.csv", "summary.json"], run.Files.Select(file => file.Name).Order(StringComparer.Ordinal));
        var breaks = await world.BreaksAsync();
        Assert.Equal(2, breaks.Count);
        var ours = breaks.Single(row => row.Bucket == ReconciliationBucket.OursOnly);
        Assert.Equal((missing.OrderNo.Value, BreakState.Open, "CNY", 8_800L), (ours.OrderNo, ours.State, ours.Currency, ours.StakeMinor));
        Assert.Equal(BreakCause.OtherSystem, breaks.Single(row => row.Bucket == ReconciliationBucket.ChannelOnly).Cause);

        var report = Assert.Single(mail.Reports);
        Assert.Equal(run.RunId, report.Run.RunId);
        Assert.Contains("bill.csv", report.Files.Select(file => file.Name));
        Assert.Null((await world.RunOfAsync(Day)).DueAt);
        var verified = await world.Archive.VerifyAsync([.. run.Files.Select(file => new ArchiveHead(file.Sequence, file.EntrySha256))], progress: null, Cancellation);
        Assert.True(verified.IsIntact, string.Join('\n', verified.Problems));
        Assert.Equal(3, verified.Entries);
    }

    [Fact]
    public async Task Doing_a_day_again_changes_nothing()
    {
        await using var world = await World.StartAsync();
        var orders = new List<PaymentOrder>();
        for (var n = 0; n < 20; n++)
        {
            orders.Add(await world.GivenAsync(Noon.AddMinutes(n), Noon.AddMinutes(n + 1)));
            if (n % 4 != 0)
            {
                world.ChannelHas(orders[n], Day, Noon, minor: n % 5 == 0 ? 1 : null);
            }
        }

        var held = await world.GivenAsync(Noon.AddHours(11), new DateTimeOffset(2026, 1, 1, 23, 58, 0, TimeSpan.FromHours(8)));
        world.ChannelHas(held, Day.AddDays(1), Noon.AddHours(12));
        await world.WorkAsync();
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.WorkAsync();
        var open = (await world.BreaksAsync(new ReadBreaks { States = [BreakState.Open] }))[0];
        Assert.IsType<ReconciliationResult<Break>.Done>(await world.Desk.ActAsync(Resolve(open, "anna"), Cancellation));

        var before = (await world.RunOfAsync(Day), await world.RunOfAsync(Day.AddDays(1)));
        var breaks = Told(await world.BreaksAsync());
        var objects = world.Archived.Objects.Keys.Order(StringComparer.Ordinal).ToList();
        world.Channel.Bills.Clear(); // the bill is the archive's: the channel is not asked again
        var downloads = world.Channel.Downloads;
        var again = (await world.DoAsync(Day), await world.DoAsync(Day.AddDays(1)));

        Assert.Equal(2, again.Item1.Completions);
        Assert.Equal(before.Item1.Counts, again.Item1.Counts);
        Assert.Equal(before.Item2.Counts, again.Item2.Counts);
        Assert.Equal(before.Item1.Files, again.Item1.Files);
        Assert.Equal(before.Item2.Files, again.Item2.Files);
        Assert.Equal(downloads, world.Channel.Downloads);
        Assert.Equal(breaks, Told(await world.BreaksAsync()));
        Assert.Equal(objects, world.Archived.Objects.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_lost_callback_is_repaired_by_itself_and_only_once()
    {
        await using var world = await World.StartAsync();
        var lost = await world.GivenAsync(Noon, null, AttemptStatus.AwaitingPayer);
        var closed = await world.GivenAsync(Noon, null, AttemptStatus.Closed);
        var lied = await world.GivenAsync(Noon, null, AttemptStatus.Closed);
        world.ChannelHas(lost, Day, Noon.AddMinutes(5));
        world.ChannelHas(closed, Day, Noon.AddMinutes(5));
        world.ChannelHas(lied, Day, Noon.AddMinutes(5));
        world.Channel.Paid.TryRemove(lied.Attempts[0].AttemptNo, out _);
        await world.WorkAsync();

        Assert.Equal(OrderStatus.Paid, (await world.Payments.FindOrderAsync(lost.OrderNo, Cancellation))!.Status);
        var extra = (await world.Payments.FindOrderAsync(closed.OrderNo, Cancellation))!;
        Assert.Equal(OrderStatus.Closed, extra.Status);
        Assert.Single(extra.ExtraPayments);
        var run = await world.RunOfAsync(Day);
        Assert.Equal((2, 2L, 1L), (run.Repaired, run.Counts[ReconciliationBucket.Matched], run.Counts[ReconciliationBucket.Status]));
        var breaks = (await world.BreaksAsync(new ReadBreaks { To = Day })).ToDictionary(row => row.AttemptNo!, StringComparer.Ordinal);
        foreach (var order in new[] { lost, closed })
        {
            var row = breaks[order.Attempts[0].AttemptNo];
            Assert.Equal((BreakState.Resolved, BreakResolution.CompleteOrder, BreakCause.LostCallback), (row.State, row.Resolution, row.Cause));
            Assert.Contains("ever received", row.CauseEvidence, StringComparison.Ordinal);
            Assert.Equal(["opened", "repaired"], row.History.Select(change => change.Action));
        }

        Assert.Equal(BreakState.Open, breaks[lied.Attempts[0].AttemptNo].State);
        Assert.Equal(OrderStatus.Closed, (await world.Payments.FindOrderAsync(lied.OrderNo, Cancellation))!.Status);
        await world.DoAsync(Day);
        Assert.Equal(Told([.. breaks.Values]).Order(StringComparer.Ordinal), Told(await world.BreaksAsync(new ReadBreaks { To = Day })).Order(StringComparer.Ordinal));
        world.Time.Advance(TimeSpan.FromDays(1));
        await world.WorkAsync();
        Assert.Empty(await world.BreaksAsync(new ReadBreaks { From = Day.AddDays(1), States = [BreakState.Open, BreakState.Held] })); // counted once
    }

    [Fact]
    public async Task A_bill_that_is_not_ready_is_waited_for_and_then_given_up()
    {
        await using var world = await World.StartAsync(options => options.GiveUpAfter = TimeSpan.FromHours(12));
        await world.GivenAsync(Noon, Noon);
        world.Channel.Before = (_, _) => Task.FromResult<StatementDownload?>(new StatementDownload.NotReady(TimeSpan.FromMinutes(30)));
        await world.WorkAsync();
        var run = await world.RunOfAsync(Day);
        Assert.Equal((ReconciliationRunState.Waiting, PaymentErrorCodes.StatementNotReady), (run.State, run.Error!.Code));
        Assert.Equal(world.Time.GetUtcNow().AddMinutes(30), run.DueAt);

        await world.WorkAsync();
        Assert.Equal(1, world.Channel.Downloads);
        for (var n = 0; n < 40 && (await world.RunOfAsync(Day)).State == ReconciliationRunState.Waiting; n++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(30));
            await world.WorkAsync();
        }

        Assert.Equal(ReconciliationRunState.Failed, (await world.RunOfAsync(Day)).State);
        Assert.True(world.Time.GetUtcNow() < new DateTimeOffset(2026, 1, 2, 12, 30, 0, TimeSpan.FromHours(8)));
        world.Channel.Before = null;
        Assert.Equal(ReconciliationRunState.Completed, (await world.DoAsync(Day)).State);
    }

    [Fact]
    public async Task A_day_without_a_bill_is_an_answer()
    {
        await using var world = await World.StartAsync();
        Assert.Equal(ReconciliationRunState.NoActivity, (await world.DoAsync(Day)).State);
        Assert.Empty(await world.BreaksAsync());

        var order = await world.GivenAsync(Noon.AddDays(1), Noon.AddDays(1));
        world.Time.Advance(TimeSpan.FromDays(1));
        var run = await world.DoAsync(Day.AddDays(1));
        Assert.Equal(ReconciliationRunState.Completed, run.State);
        Assert.Equal(1, run.Counts[ReconciliationBucket.OursOnly]);
        Assert.All(run.Bridge, bridge => Assert.True(bridge.Holds));
        Assert.Equal(order.OrderNo.Value, Assert.Single(await world.BreaksAsync()).OrderNo);
    }

    [Fact]
    public async Task A_node_that_dies_while_it_obtains_is_followed_by_another()
    {
        await using var world = await World.StartAsync();
        await using var second = await World.StartAsync(shared: world);
        var order = await world.GivenAsync(Noon, Noon);
        world.ChannelHas(order, Day, Noon);
        var reached = new TaskCompletionSource();
        var never = new TaskCompletionSource<StatementDownload?>();
        var isFirst = true;
        world.Channel.Before = (_, _) =>
        {
            var mine = isFirst;
            isFirst = false;
            reached.TrySetResult();
            return mine ? never.Task : Task.FromResult<StatementDownload?>(null); // the first one hangs, and hears of no cancellation
        };
        Assert.IsType<ReconciliationResult<ReconciliationRun>.Done>(await world.Desk.StartAsync(FakeChannel.Name, Day, StatementKind.Trades, "anna", Cancellation));
        var first = Task.Run(() => world.WorkOnceAsync("first"), Cancellation);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.False(await second.WorkOnceAsync("second"));
        world.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(await second.WorkOnceAsync("second"));
        var done = await world.RunOfAsync(Day);
        Assert.Equal(ReconciliationRunState.Completed, done.State);

        never.SetResult(null); // it was not dead: what it comes to is nobody's any more
        await first.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        var after = await world.RunOfAsync(Day);
        Assert.Equal((done.Version, done.Completions), (after.Version, after.Completions));
        Assert.Equal((0, 1), (world.Engine.Runs, second.Engine.Runs));
    }

    [Fact]
    public async Task A_node_whose_run_was_taken_over_hears_of_it_while_it_compares_and_writes_nothing()
    {
        await using var world = await World.StartAsync(options => options.Lease = TimeSpan.FromSeconds(1));
        await using var second = await World.StartAsync(shared: world);
        await world.GivenAsync(Noon, Noon);
        world.Channel.Bill(Day, new BillLine("0someone-elses", "4200111", 77));
        var reached = new TaskCompletionSource();
        world.Engine.Before = token =>
        {
            reached.TrySetResult();
            return Task.Delay(Timeout.Infinite, token); // for as long as the run is its own
        };
        Assert.IsType<ReconciliationResult<ReconciliationRun>.Done>(await world.Desk.StartAsync(FakeChannel.Name, Day, StatementKind.Trades, "anna", Cancellation));
        var first = Task.Run(() => world.WorkOnceAsync("first"), Cancellation);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        for (var tries = 0; tries < 100; tries++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(3));
            if (await second.WorkOnceAsync("second"))
            {
                break; // else the first gave a sign of life between the two
            }
        }

        var (done, breaks, objects) = (await world.RunOfAsync(Day), Told(await world.BreaksAsync()), world.Archived.Objects.Count);
        Assert.Equal(ReconciliationRunState.Completed, done.State);

        await first.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        var after = await world.RunOfAsync(Day);
        Assert.Equal((done.Version, 1), (after.Version, after.Completions));
        Assert.Equal(breaks, Told(await world.BreaksAsync()));
        Assert.Equal(objects, world.Archived.Objects.Count);
    }

    [Fact]
    public async Task A_fault_is_tried_again_and_a_bad_bill_obtained_again()
    {
        await using var world = await World.StartAsync();
        var order = await world.GivenAsync(Noon, Noon);
        world.ChannelHas(order, Day, Noon);
        world.Engine.Fault = new ReconciliationException("bill_truncated", "The bill ends before its summary.");
        await world.WorkAsync();
        var run = await world.RunOfAsync(Day);
        Assert.Equal((ReconciliationRunState.Waiting, "bill_truncated"), (run.State, run.Error!.Code));
        Assert.DoesNotContain(run.Files, file => file.Name == "bill.csv");

        world.Engine.Fault = null;
        world.Time.Advance(TimeSpan.FromMinutes(2));
        await world.DrainAsync();
        Assert.Equal(ReconciliationRunState.Completed, (await world.RunOfAsync(Day)).State);
        Assert.Equal(2, world.Channel.Downloads);
    }

    [Fact]
    public async Task After_a_downtime_the_days_left_out_are_made_up_for_in_order()
    {
        await using var world = await World.StartAsync(options => options.CatchUpDays = 5);
        for (var n = 0; n < 9; n++)
        {
            var order = await world.GivenAsync(Noon.AddDays(n), Noon.AddDays(n));
            world.ChannelHas(order, Day.AddDays(n), Noon.AddDays(n));
        }

        await world.WorkAsync();
        Assert.Equal(ReconciliationRunState.Completed, (await world.RunOfAsync(Day)).State);
        world.Time.Advance(TimeSpan.FromDays(8) - TimeSpan.FromMinutes(1));
        await using var restarted = await World.StartAsync(options => options.CatchUpDays = 5, shared: world);
        await restarted.WorkAsync();
        var days = (await world.Store.ReadRunsAsync(new ReadRuns(), Cancellation)).Select(run => run.Day.Day).Order();
        Assert.Equal([1, 4, 5, 6, 7, 8], days); // 01:59 of the 10th: the 9th is not over for the schedule
        Assert.Empty(await world.BreaksAsync());
    }

    [Fact]
    public async Task A_report_is_handed_out_until_it_is_taken()
    {
        var mail = new RecordingHandler { Faults = 2 };
        await using var world = await World.StartAsync(more: services => services.Add(new(typeof(IReconciliationReportHandler), mail)));
        var order = await world.GivenAsync(Noon, Noon);
        world.ChannelHas(order, Day, Noon);
        await world.WorkAsync();
        Assert.Empty(mail.Reports);
        for (var n = 0; n < 3; n++)
        {
            world.Time.Advance(TimeSpan.FromMinutes(10));
            await world.DrainAsync();
        }

        Assert.Single(mail.Reports);
        Assert.Equal(["mail"], (await world.RunOfAsync(Day)).DeliveredTo);
    }

    internal static BreakCommand Resolve(Break row, string person) => new()
    {
        BreakId = row.BreakId,
        ExpectedVersion = row.Version,
        Action = BreakAction.Resolve,
        Person = person,
        Reason = "seen in the bank's statement",
        Evidence = "voucher 7",
        Resolution = BreakResolution.Adjust,
    };

    private static List<string> Told(IReadOnlyList<Break> breaks) =>
        [.. breaks.Select(row => $"{row.BreakId} {row.Version} {row.State} {row.Bucket} {row.Resolution} {row.SettledDay} {string.Join('|', row.History)}")];

    private sealed class RecordingHandler : IReconciliationReportHandler
    {
        public List<ReconciliationReportReady> Reports { get; } = [];

        public int Faults { get; set; }

        public string Name => "mail";

        public async Task HandleAsync(ReconciliationReportReady report, CancellationToken cancellationToken)
        {
            if (Faults-- > 0)
            {
                throw new IOException("the mail server is away");
            }

            foreach (var file in report.Files)
            {
                await using var content = await file.Open(cancellationToken);
                await content.CopyToAsync(Stream.Null, cancellationToken);
            }

            Reports.Add(report);
        }
    }
}
