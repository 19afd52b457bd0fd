using Payments.Channels;
using Payments.Reconciliation;
using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>
/// Reconciliation in a store, for providers whose stores keep it: runs are leased to one node, change by compare-and-set and in the order of their days;
/// breaks change by compare-and-set, and their history only grows; our side of a day has each record once. A provider writes
/// <c>public sealed class MyReconciliation : ReconciliationConformance&lt;MyFixture&gt;;</c>.
/// </summary>
/// <typeparam name="TFixture">Makes the provider's stores, which implement <see cref="IReconciliationStore"/> too.</typeparam>
public abstract class ReconciliationConformance<TFixture> : IAsyncLifetime
    where TFixture : PaymentStoreFixture, new()
{
    private static readonly DateOnly Day = new(2026, 3, 3);

    /// <summary>The data of this test.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>An initialised store.</summary>
    protected IReconciliationStore Store { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store.</summary>
    public async ValueTask InitializeAsync() => Store = await OpenAsync();

    /// <summary>Removes the data.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Fixture.DisposeAsync();
    }

    [Fact]
    public async Task A_run_comes_back_as_it_was()
    {
        var full = Run(Day) with
        {
            State = ReconciliationRunState.Completed,
            Format = "wechat.trades",
            BillSha256 = new string('a', 64),
            Counts = new Dictionary<ReconciliationBucket, long> { [ReconciliationBucket.Matched] = 4_000_000_000, [ReconciliationBucket.HeldByCutoff] = 2 },
            Totals = [new SideTotals("ours", "CNY", 3, 100, 1, 20, 1)],
            Bridge = [new Bridge("CNY", 80, [new BridgeStep(ReconciliationBucket.ChannelOnly, 5)], 85)],
            Files = [new ArchivedFile("bill.csv", new string('b', 64), 12, 7, new string('c', 64))],
            DeliveredTo = ["mail"],
            Error = new PaymentError { Code = "x", Message = "茶 '; DROP TABLE \"x\" 🍵", Remedy = "y" },
            StartedBy = "anna",
        };
        Assert.True(await Store.AddRunAsync(full, Cancellation));
        Assert.False(await Store.AddRunAsync(full with { Format = "other" }, Cancellation));

        var found = await Store.FindRunAsync(full.RunId, Cancellation);
        Assert.NotNull(found);
        Assert.Equal(full.Counts, found.Counts);
        Assert.Equal(full.Totals, found.Totals);
        Assert.Equal(full.Bridge[0].Steps, found.Bridge[0].Steps);
        Assert.Equal(full.Files, found.Files);
        Assert.Equal(full.DeliveredTo, found.DeliveredTo);
        Assert.Equal(
            full with { Counts = found.Counts, Totals = found.Totals, Bridge = found.Bridge, Files = found.Files, DeliveredTo = found.DeliveredTo, Error = found.Error },
            found);
        Assert.Equal(full.Error!.Message, found.Error!.Message);
        Assert.Null(await Store.FindRunAsync("nothing", Cancellation));
    }

    [Fact]
    public async Task A_run_that_is_due_is_one_nodes_until_its_lease_is_over()
    {
        var run = await GivenRunAsync(Day);
        var other = await OpenAsync();
        Assert.Equal(run.RunId, (await ClaimAsync("a", Sample.Now))?.RunId);
        Assert.Null(await other.ClaimRunAsync(new ClaimRun("b", Sample.Now.AddMinutes(1), Sample.Now.AddMinutes(9)), Cancellation));
        Assert.True(await Store.RenewRunAsync(run.RunId, "a", Sample.Now.AddMinutes(4), Cancellation));
        Assert.Null(await other.ClaimRunAsync(new ClaimRun("b", Sample.Now.AddMinutes(3), Sample.Now.AddMinutes(9)), Cancellation));
        Assert.NotNull(await other.ClaimRunAsync(new ClaimRun("b", Sample.Now.AddMinutes(4), Sample.Now.AddMinutes(9)), Cancellation));

        Assert.False(await Store.RenewRunAsync(run.RunId, "a", Sample.Now.AddMinutes(20), Cancellation));
        Assert.False(await Store.CommitRunAsync(new CommitRun(Next(run), "a", Sample.Now.AddMinutes(20), Sample.Now.AddMinutes(5)), Cancellation));
        Assert.True(await Store.CommitRunAsync(new CommitRun(Next(run), "b", Sample.Now.AddMinutes(20), Sample.Now.AddMinutes(5)), Cancellation));
        Assert.Equal(2, (await Store.FindRunAsync(run.RunId, Cancellation))!.Version);
    }

    [Fact]
    public async Task Of_many_nodes_that_claim_at_once_one_has_the_run()
    {
        await GivenRunAsync(Day);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => OpenAsync()));
        var claims = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(
            () => nodes[n % nodes.Length].ClaimRunAsync(new ClaimRun($"n{n}", Sample.Now, Sample.Now.AddMinutes(2)), Cancellation).AsTask(), Cancellation)));
        Assert.Single(claims, claim => claim is not null);
    }

    [Fact]
    public async Task A_day_waits_for_the_earlier_days_of_its_account()
    {
        var second = await GivenRunAsync(Day.AddDays(1));
        var first = await GivenRunAsync(Day);
        var elsewhere = await GivenRunAsync(Day.AddDays(2), account: "alipay-main");
        Assert.Equal(first.RunId, (await ClaimAsync("a", Sample.Now))?.RunId);
        Assert.Equal(elsewhere.RunId, (await ClaimAsync("b", Sample.Now))?.RunId);
        Assert.Null(await ClaimAsync("c", Sample.Now));

        var waiting = Next(first) with { State = ReconciliationRunState.Waiting, DueAt = Sample.Now.AddHours(1) };
        Assert.True(await Store.CommitRunAsync(new CommitRun(waiting, "a", LeaseUntil: null, Sample.Now), Cancellation));
        Assert.Null(await ClaimAsync("c", Sample.Now.AddMinutes(1)));

        var over = Next(waiting) with { State = ReconciliationRunState.Failed, DueAt = null };
        Assert.True(await Store.CommitRunAsync(new CommitRun(over, Owner: null, LeaseUntil: null, Sample.Now), Cancellation));
        Assert.Equal(second.RunId, (await ClaimAsync("c", Sample.Now.AddMinutes(1)))?.RunId);
    }

    [Fact]
    public async Task Nobody_changes_a_run_that_another_works_on()
    {
        var run = await GivenRunAsync(Day);
        await ClaimAsync("a", Sample.Now);
        Assert.False(await Store.CommitRunAsync(new CommitRun(Next(run), Owner: null, LeaseUntil: null, Sample.Now.AddMinutes(1)), Cancellation));
        Assert.False(await Store.CommitRunAsync(new CommitRun(Next(run), "b", LeaseUntil: null, Sample.Now.AddMinutes(1)), Cancellation));
        Assert.True(await Store.CommitRunAsync(new CommitRun(Next(run), Owner: null, LeaseUntil: null, Sample.Now.AddMinutes(2)), Cancellation));
        Assert.False(await Store.CommitRunAsync(new CommitRun(Next(run), Owner: null, LeaseUntil: null, Sample.Now.AddMinutes(2)), Cancellation));
    }

    [Fact]
    public async Task Runs_are_listed_from_the_newest_day_by_account_and_state()
    {
        for (var n = 0; n < 5; n++)
        {
            await GivenRunAsync(Day.AddDays(n));
            await GivenRunAsync(Day.AddDays(n), account: "alipay-main");
        }

        var found = new List<ReconciliationRun>();
        for (ReconciliationRun? after = null; ;)
        {
            var page = await Store.ReadRunsAsync(new ReadRuns { After = after, Max = 3 }, Cancellation);
            found.AddRange(page);
            if (page.Count < 3)
            {
                break;
            }

            after = page[^1];
        }

        Assert.Equal(10, found.Count);
        Assert.Equal(found.OrderByDescending(run => run.Day).ThenByDescending(run => run.RunId, StringComparer.Ordinal), found);
        Assert.Equal(2, (await Store.ReadRunsAsync(new ReadRuns { ChannelAccount = "alipay-main", From = Day.AddDays(1), To = Day.AddDays(2) }, Cancellation)).Count);
        Assert.Empty(await Store.ReadRunsAsync(new ReadRuns { State = ReconciliationRunState.Failed }, Cancellation));
    }

    [Fact]
    public async Task A_break_comes_back_with_its_whole_history()
    {
        var row = Row("brk_1", ReconciliationBucket.Amount) with { CauseEvidence = "茶 '; \"x\" 🍵", Held = Own(Sample.OrderNo()), SettledDay = Day.AddDays(1) };
        Assert.Empty(await Store.CommitBreaksAsync([row], Cancellation));
        var next = Next(row, BreakState.InReview);
        Assert.Empty(await Store.CommitBreaksAsync([next], Cancellation));
        var last = Next(next, BreakState.Resolved) with { Resolution = BreakResolution.Adjust };
        Assert.Empty(await Store.CommitBreaksAsync([last], Cancellation));

        var found = await Store.FindBreakAsync("brk_1", Cancellation);
        Assert.NotNull(found);
        Assert.Equal(last.History, found.History);
        Assert.Equal(last with { History = found.History }, found);
        Assert.Null(await Store.FindBreakAsync("brk_2", Cancellation));
    }

    [Fact]
    public async Task Of_a_batch_only_what_is_based_on_another_version_is_refused()
    {
        var (one, two) = (Row("brk_1"), Row("brk_2"));
        Assert.Empty(await Store.CommitBreaksAsync([one, two], Cancellation));
        Assert.Equal(["brk_1"], await Store.CommitBreaksAsync([one with { Detail = "again" }, Next(two, BreakState.InReview), Row("brk_3")], Cancellation));
        Assert.Equal(["brk_2"], await Store.CommitBreaksAsync([Next(two, BreakState.Resolved)], Cancellation));

        Assert.Equal("amounts differ", (await Store.FindBreakAsync("brk_1", Cancellation))!.Detail);
        Assert.Equal(BreakState.InReview, (await Store.FindBreakAsync("brk_2", Cancellation))!.State);
        Assert.Equal(2, (await Store.FindBreakAsync("brk_2", Cancellation))!.History.Count);
        await Assert.ThrowsAsync<ArgumentException>(() => Store.CommitBreaksAsync([one with { Version = 2 }], Cancellation).AsTask());
    }

    [Fact]
    public async Task Of_many_who_change_a_break_at_once_one_does()
    {
        var row = Row("brk_1");
        await Store.CommitBreaksAsync([row], Cancellation);
        var other = await OpenAsync();
        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Task.Run(
            () => (n % 2 == 0 ? Store : other).CommitBreaksAsync([Next(row, BreakState.InReview)], Cancellation).AsTask(), Cancellation)));
        Assert.Single(results, refused => refused.Count == 0);
        Assert.Equal(2, (await Store.FindBreakAsync("brk_1", Cancellation))!.History.Count);
    }

    [Fact]
    public async Task Breaks_are_found_by_what_is_asked_and_in_pages()
    {
        var rows = Enumerable.Range(0, 20).Select(n => Row($"brk_{n:D2}", n % 2 == 0 ? ReconciliationBucket.Amount : ReconciliationBucket.ChannelOnly) with
        {
            Day = Day.AddDays(n % 4),
            ChannelAccount = n % 5 == 0 ? "alipay-main" : "wechat-main",
            OrderNo = $"order-{n % 3}",
            State = n % 10 == 9 ? BreakState.Resolved : BreakState.Open,
        }).ToList();
        Assert.Empty(await Store.CommitBreaksAsync(rows, Cancellation));

        await SameAsync(new ReadBreaks(), _ => true);
        await SameAsync(new ReadBreaks { ChannelAccount = "alipay-main" }, row => row.ChannelAccount == "alipay-main");
        await SameAsync(new ReadBreaks { States = [BreakState.Open, BreakState.InReview] }, row => row.State == BreakState.Open);
        await SameAsync(new ReadBreaks { States = [BreakState.Resolved] }, row => row.State == BreakState.Resolved);
        await SameAsync(new ReadBreaks { Buckets = [ReconciliationBucket.ChannelOnly, ReconciliationBucket.Fee] }, row => row.Bucket == ReconciliationBucket.ChannelOnly);
        await SameAsync(new ReadBreaks { From = Day.AddDays(1), To = Day.AddDays(2) }, row => row.Day > Day && row.Day < Day.AddDays(3));
        await SameAsync(new ReadBreaks { OrderNo = "order-1" }, row => row.OrderNo == "order-1");
        await SameAsync(new ReadBreaks { RunId = rows[0].RunId, States = [BreakState.Open] }, row => row.State == BreakState.Open);
        await SameAsync(new ReadBreaks { Kind = StatementKind.FundFlow }, _ => false);

        async Task SameAsync(ReadBreaks query, Func<Break, bool> isWanted)
        {
            var found = new List<string>();
            for (BreakCursor? after = null; ;)
            {
                var page = await Store.ReadBreaksAsync(query with { After = after, Max = 3 }, Cancellation);
                found.AddRange(page.Select(row => row.BreakId));
                if (page.Count < 3)
                {
                    break;
                }

                after = new BreakCursor(page[^1].Day, page[^1].BreakId);
            }

            Assert.Equal(rows.Where(isWanted).OrderBy(row => row.Day).ThenBy(row => row.BreakId, StringComparer.Ordinal).Select(row => row.BreakId), found);
        }
    }

    [Fact]
    public async Task Held_lines_are_found_until_a_day_settled_them()
    {
        var held = Row("brk_1", ReconciliationBucket.HeldByCutoff) with { State = BreakState.Held, Held = Own(Sample.OrderNo()) };
        var settled = Row("brk_2", ReconciliationBucket.HeldByCutoff) with { State = BreakState.Resolved, Held = Own(Sample.OrderNo()), SettledDay = Day.AddDays(1) };
        await Store.CommitBreaksAsync([held, settled, Row("brk_3")], Cancellation);

        Assert.Empty(await HeldAsync(Day));
        Assert.Equal(["brk_1", "brk_2"], await HeldAsync(Day.AddDays(1)));
        Assert.Equal(["brk_1"], await HeldAsync(Day.AddDays(2)));

        async Task<IEnumerable<string>> HeldAsync(DateOnly until) => (await Store.ReadBreaksAsync(
            new ReadBreaks { ChannelAccount = "wechat-main", Kind = StatementKind.Trades, HeldUntil = until }, Cancellation)).Select(row => row.BreakId);
    }

    [Fact]
    public async Task Breaks_are_counted_by_what_they_are()
    {
        await Store.CommitBreaksAsync(
            [
                Row("brk_1") with { Currency = "CNY", OursMinor = 5, TheirsMinor = 8 },
                Row("brk_2") with { Currency = "CNY", OursMinor = 9, TheirsMinor = 8 },
                Row("brk_3", ReconciliationBucket.ChannelOnly) with { OursMinor = null, TheirsMinor = 7 },
                Row("brk_4") with { State = BreakState.Resolved, ChannelAccount = "alipay-main" },
            ],
            Cancellation);
        var open = await Store.CountBreaksAsync(account: null, includeResolved: false, Cancellation);
        Assert.Equal(2, open.Count);
        Assert.Contains(new BreakCount("wechat-main", Day, ReconciliationBucket.Amount, BreakState.Open, "CNY", 2, 4), open);
        Assert.Contains(new BreakCount("wechat-main", Day, ReconciliationBucket.ChannelOnly, BreakState.Open, null, 1, 7), open);
        Assert.Equal(3, (await Store.CountBreaksAsync(account: null, includeResolved: true, Cancellation)).Count);
        Assert.Empty(await Store.CountBreaksAsync("alipay-main", includeResolved: false, Cancellation));
    }

    [Fact]
    public async Task Our_side_has_what_succeeded_in_the_window_by_the_channels_time_and_what_was_begun_in_it()
    {
        var payments = (IPaymentStore)Store;
        var from = Sample.Now.Date is var date ? new DateTimeOffset(date, TimeSpan.Zero) : default;
        var to = from.AddDays(1);
        var paid = await GivenAsync(payments, from.AddHours(-5), AttemptStatus.Succeeded, from);
        var early = await GivenAsync(payments, from.AddHours(-5), AttemptStatus.Succeeded, from.AddTicks(-1));
        var late = await GivenAsync(payments, to.AddMinutes(-1), AttemptStatus.Succeeded, to);
        var skewed = await GivenAsync(payments, to.AddSeconds(2), AttemptStatus.Succeeded, to.AddSeconds(-1));
        var pending = await GivenAsync(payments, from.AddHours(1), AttemptStatus.Unknown, null);
        var closed = await GivenAsync(payments, from.AddHours(1), AttemptStatus.Closed, null);
        var old = await GivenAsync(payments, from.AddHours(-30), AttemptStatus.Closed, null);
        var elsewhere = await GivenAsync(payments, from.AddHours(1), AttemptStatus.Succeeded, from.AddHours(2), account: "alipay-main");

        var found = await OwnAsync(from, to);
        Assert.Equal(
            new[] { paid, skewed, pending, closed }.Select(order => order.Attempts[0].AttemptNo).Order(StringComparer.Ordinal),
            found.Select(record => record.AttemptNo).Order(StringComparer.Ordinal));
        var record = found.Single(each => each.OrderNo == paid.OrderNo);
        Assert.Equal(new OwnRecord(paid.OrderNo, paid.Attempts[0].AttemptNo, "4200", OwnRecordKind.Payment, paid.Amount, OwnRecordStatus.Succeeded, from), record);
        Assert.Equal(OwnRecordStatus.Pending, found.Single(each => each.OrderNo == pending.OrderNo).Status);
        Assert.Equal(OwnRecordStatus.Closed, found.Single(each => each.OrderNo == closed.OrderNo).Status);
        Assert.Equal([late.OrderNo], (await OwnAsync(to, to.AddDays(1))).Where(each => each.Status == OwnRecordStatus.Succeeded).Select(each => each.OrderNo));
        Assert.DoesNotContain(found, each => each.OrderNo == early.OrderNo || each.OrderNo == old.OrderNo || each.OrderNo == elsewhere.OrderNo);
    }

    [Fact]
    public async Task Our_side_has_each_record_once_over_many_pages()
    {
        var payments = (IPaymentStore)Store;
        var from = new DateTimeOffset(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);
        var orders = new List<PaymentOrder>();
        for (var n = 0; n < 2_100; n++)
        {
            orders.Add(await GivenAsync(payments, from.AddSeconds(n), AttemptStatus.Succeeded, from.AddSeconds(n + 1), refunded: n % 2 == 0));
        }

        var found = await OwnAsync(from, from.AddDays(1));
        Assert.Equal(orders.Count, found.Where(each => each.Kind == OwnRecordKind.Payment).Select(each => each.AttemptNo).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(orders.Count / 2, found.Where(each => each.Kind == OwnRecordKind.Refund).Select(each => each.AttemptNo).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(orders.Count * 3 / 2, found.Count);
        Assert.Empty(await OwnAsync(from.AddDays(1), from.AddDays(2)));
    }

    [Fact]
    public async Task A_refund_is_ours_when_it_succeeded_and_has_the_number_the_channel_knows()
    {
        var payments = (IPaymentStore)Store;
        var from = new DateTimeOffset(2026, 3, 4, 0, 0, 0, TimeSpan.Zero);
        var order = await GivenAsync(payments, from.AddDays(-40), AttemptStatus.Succeeded, from.AddDays(-40));
        var ours = Sample.Refund(order.OrderNo, 1) with { Status = RefundStatus.Succeeded, SucceededAt = from.AddHours(3), ChannelRefundId = "5000" };
        var console = Sample.Refund(order.OrderNo, 2, "channel 880022") with { Status = RefundStatus.Succeeded, SucceededAt = from.AddHours(4), Cause = RefundCause.External };
        var open = Sample.Refund(order.OrderNo, 3) with { Status = RefundStatus.Processing, CreatedAt = from.AddHours(5) };
        var next = Sample.Refund(order.OrderNo, 4) with { Status = RefundStatus.Succeeded, SucceededAt = from.AddDays(1) };
        Assert.Equal(CommitResult.Committed, await payments.CommitAsync(Sample.Next(order, each => each with { Refunds = [ours, console, open, next] }), Cancellation));

        var found = (await OwnAsync(from, from.AddDays(1))).ToDictionary(each => each.AttemptNo, StringComparer.Ordinal);
        Assert.Equal(3, found.Count);
        Assert.Equal(new OwnRecord(order.OrderNo, ours.RefundNo, "5000", OwnRecordKind.Refund, ours.Amount, OwnRecordStatus.Succeeded, from.AddHours(3)), found[ours.RefundNo]);
        Assert.Equal(OwnRecordStatus.Succeeded, found["880022"].Status);
        Assert.Equal(OwnRecordStatus.Pending, found[open.RefundNo].Status);
    }

    private static async Task<PaymentOrder> GivenAsync(
        IPaymentStore payments, DateTimeOffset createdAt, AttemptStatus status, DateTimeOffset? paidAt, string account = "wechat-main", bool refunded = false)
    {
        var order = Sample.Order(at: createdAt);
        var attempt = order.Attempts[0] with { ChannelAccount = account };
        order = order with { Attempts = [attempt] };
        Assert.IsType<BeginOrderResult.Started>(await payments.BeginOrderAsync(Sample.Begin(order), Cancellation));
        var commit = Sample.Next(order, each => each with
        {
            Status = paidAt is null ? OrderStatus.Closed : OrderStatus.Paid,
            PaidAt = paidAt,
            PaidAttemptNo = paidAt is null ? null : attempt.AttemptNo,
            ChannelTransactionId = paidAt is null ? null : "4200",
            Attempts = [attempt with { Status = status, ChannelTransactionId = paidAt is null ? null : "4200" }],
            Refunds = refunded ? [Sample.Refund(order.OrderNo, 1) with { Status = RefundStatus.Succeeded, SucceededAt = paidAt!.Value.AddMinutes(1) }] : [],
        });
        Assert.Equal(CommitResult.Committed, await payments.CommitAsync(commit, Cancellation));
        return commit.Order;
    }

    private async Task<List<OwnRecord>> OwnAsync(DateTimeOffset from, DateTimeOffset to)
    {
        var found = new List<OwnRecord>();
        await foreach (var record in Store.ReadOwnRecordsAsync(new OwnRecordQuery("wechat-main", from, to, TimeSpan.FromDays(8)), Cancellation))
        {
            found.Add(record);
        }

        return found;
    }

    private async Task<IReconciliationStore> OpenAsync()
    {
        var store = await Fixture.CreateStoreAsync();
        await store.InitializeAsync(Cancellation);
        return Assert.IsType<IReconciliationStore>(store, exactMatch: false);
    }

    private ValueTask<ReconciliationRun?> ClaimAsync(string owner, DateTimeOffset now) => Store.ClaimRunAsync(new ClaimRun(owner, now, now.AddMinutes(2)), Cancellation);

    private async Task<ReconciliationRun> GivenRunAsync(DateOnly day, string account = "wechat-main")
    {
        var run = Run(day, account);
        Assert.True(await Store.AddRunAsync(run, Cancellation));
        return run;
    }

    private static ReconciliationRun Run(DateOnly day, string account = "wechat-main") => new()
    {
        RunId = ReconciliationRun.IdOf(account, day, StatementKind.Trades),
        ChannelAccount = account,
        Day = day,
        Kind = StatementKind.Trades,
        State = ReconciliationRunState.Waiting,
        CreatedAt = Sample.Now,
        UpdatedAt = Sample.Now,
        DueAt = Sample.Now,
        Version = 1,
    };

    private static ReconciliationRun Next(ReconciliationRun run) => run with { Version = run.Version + 1 };

    private static Break Row(string breakId, ReconciliationBucket bucket = ReconciliationBucket.Amount) => new()
    {
        BreakId = breakId,
        ChannelAccount = "wechat-main",
        Kind = StatementKind.Trades,
        Day = Day,
        RunId = "wechat-main-20260303-trades",
        Bucket = bucket,
        State = BreakState.Open,
        AttemptNo = breakId,
        OursMinor = 100,
        TheirsMinor = 101,
        Detail = "amounts differ",
        OpenedAt = Sample.Now,
        UpdatedAt = Sample.Now,
        Version = 1,
        History = [new BreakChange(Sample.Now, BreakChange.System, "opened", BreakState.Open, "amounts differ")],
    };

    private static Break Next(Break row, BreakState state) => row with
    {
        State = state,
        Version = row.Version + 1,
        History = [.. row.History, new BreakChange(Sample.Now, "anna", "did", state, "because 茶", "voucher 7", BreakResolution.Adjust)],
    };

    private static OwnRecord Own(OrderNo orderNo) => new(
        orderNo, orderNo.ToAttemptNo(1), "4200", OwnRecordKind.Payment, Money.FromMinorUnits(100, Currency.Cny), OwnRecordStatus.Succeeded, Sample.Now);
}
