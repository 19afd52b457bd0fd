using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Law 4: a change, its events, its evidence and its answer are one transaction; law 9: the row version is the truth.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class CommitConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    [Fact]
    public async Task A_commit_writes_order_attempts_events_evidence_and_answer()
    {
        var order = await GivenOrderAsync(key: "key");
        var evidence = Sample.Evidence(order.OrderNo);
        var commit = Sample.Next(order, Paid, evidence, new IdempotencyUpdate(order.MerchantId, "key", "answer"u8.ToArray()));

        await CommitAsync(commit);

        Same.Order(commit.Order, await FindAsync(order.OrderNo));
        Same.Event(commit.Events[0], (await EventsAsync(order.OrderNo))[1]);
        Same.Evidence(evidence, Assert.Single(await Store.ReadEvidenceAsync(order.OrderNo, 10, Cancellation)));
        Assert.IsType<BeginOrderResult.Answered>(await Store.BeginOrderAsync(Sample.Begin(Sample.Order(order.MerchantOrderNo), "key"), Cancellation));
    }

    [Fact]
    public async Task A_commit_on_an_older_version_writes_nothing()
    {
        var order = await GivenOrderAsync(key: "key");
        var current = await CommitAsync(Sample.Next(order));

        var late = Sample.Next(order, Paid, Sample.Evidence(order.OrderNo), new IdempotencyUpdate(order.MerchantId, "key", "answer"u8.ToArray()));
        late = late with { Events = [late.Events[0] with { Sequence = 3 }] };

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(late, Cancellation));
        await NothingChangedAsync(current, events: 2);
    }

    [Fact]
    public async Task A_commit_on_a_version_that_is_still_to_come_writes_nothing()
    {
        var order = await GivenOrderAsync(key: "key");

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(Sample.Next(order with { Version = 2 }, Paid), Cancellation));
        await NothingChangedAsync(order, events: 1);
    }

    [Fact]
    public async Task A_commit_on_another_change_of_the_same_version_writes_nothing()
    {
        var order = await GivenOrderAsync(key: "key");
        var other = Sample.Next(order, Paid) with { ExpectedUpdatedAt = order.UpdatedAt.AddTicks(-1) };

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(other, Cancellation));
        await NothingChangedAsync(order, events: 1);

        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(other with { ExpectedUpdatedAt = order.UpdatedAt }, Cancellation));
    }

    [Fact]
    public async Task What_is_remembered_was_stored_and_is_compared()
    {
        var order = await GivenOrderAsync();
        var node = await OpenNodeAsync();
        var known = await node.FindOrderAsync(order.OrderNo, Cancellation);
        var current = await CommitAsync(Sample.Next(order));

        if (node.RecallOrder(order.OrderNo) is not { } remembered)
        {
            return; // a store need not remember
        }

        Same.Order(known!, remembered);
        Assert.Equal(CommitResult.Conflict, await node.CommitAsync(Sample.Next(remembered) with { ExpectedUpdatedAt = remembered.UpdatedAt }, Cancellation));
        Same.Order(current, await node.FindOrderAsync(order.OrderNo, Cancellation));
    }

    [Fact]
    public async Task A_commit_repeated_is_a_conflict()
    {
        var order = await GivenOrderAsync();
        var commit = Sample.Next(order);
        await CommitAsync(commit);

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(commit, Cancellation));
    }

    [Fact]
    public async Task A_commit_of_an_unknown_order_is_a_conflict()
    {
        var unknown = Sample.Order();

        Assert.Equal(CommitResult.Conflict, await Store.CommitAsync(Sample.Next(unknown, evidence: Sample.Evidence(unknown.OrderNo)), Cancellation));
        Assert.Null(await Store.FindOrderAsync(unknown.OrderNo, Cancellation));
        Assert.Empty(await EventsAsync(unknown.OrderNo));
        Assert.Empty(await Store.ReadEvidenceAsync(unknown.OrderNo, 10, Cancellation));
    }

    [Fact]
    public async Task A_version_rises_by_one()
    {
        var order = await GivenOrderAsync(key: "key");
        var commit = Sample.Next(order, Paid);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.CommitAsync(commit with { Order = commit.Order with { Version = 3 } }, Cancellation).AsTask());
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Store.CommitAsync(commit with { Order = commit.Order with { Version = 1 } }, Cancellation).AsTask());
        await NothingChangedAsync(order, events: 1);
    }

    [Fact]
    public async Task A_commit_does_not_change_whose_order_it_is_nor_its_amount()
    {
        var order = await GivenOrderAsync(key: "key");
        Func<PaymentOrder, PaymentOrder>[] forgeries =
        [
            it => it with { MerchantId = "another" },
            it => it with { MerchantOrderNo = "another" },
            it => it with { Amount = Money.FromMinorUnits(1, Currency.Cny) },
            it => it with { Amount = Money.FromMinorUnits(it.Amount.MinorUnits, Currency.Usd) },
        ];
        foreach (var forge in forgeries)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(Sample.Next(order, forge), Cancellation).AsTask());
            await NothingChangedAsync(order, events: 1);
        }
    }

    [Fact]
    public async Task Attempts_are_added_and_changed()
    {
        var order = await GivenOrderAsync();
        var second = await CommitAsync(Sample.Next(order, it => it with
        {
            Attempts = [it.Attempts[0] with { Status = AttemptStatus.Failed }, Sample.Attempt(it.OrderNo, 2)],
        }));
        Same.Order(second, await FindAsync(order.OrderNo));

        var third = await CommitAsync(Sample.Next(second, it => it with
        {
            Attempts = [it.Attempts[0], it.Attempts[1] with { Status = AttemptStatus.Succeeded, ChannelTransactionId = "t" }],
        }));
        Same.Order(third, await FindAsync(order.OrderNo));
    }

    [Fact]
    public async Task An_attempt_left_out_of_a_commit_is_not_removed()
    {
        var order = await GivenOrderAsync();
        var commit = Sample.Next(order, it => it with { Attempts = [Sample.Attempt(it.OrderNo, 2)] });
        await CommitAsync(commit);

        var found = await FindAsync(order.OrderNo);
        Assert.Equal([order.OrderNo.ToAttemptNo(1), order.OrderNo.ToAttemptNo(2)], found.Attempts.Select(attempt => attempt.AttemptNo));
    }

    [Fact]
    public async Task A_commit_changes_no_other_order()
    {
        var bystander = await GivenOrderAsync();
        var order = await GivenOrderAsync();
        await CommitAsync(Sample.Next(order, Paid));

        Same.Order(bystander, await FindAsync(bystander.OrderNo));
    }

    [Fact]
    public async Task A_hundred_concurrent_commits_on_one_version_are_one()
    {
        var order = await GivenOrderAsync();

        var results = await AtOnceAsync(100, async i => await Store.CommitAsync(
            Sample.Next(order, it => it with { Subject = $"by {i}" }, Sample.Evidence(order.OrderNo)), Cancellation));

        var winner = Array.IndexOf(results, CommitResult.Committed);
        Assert.Single(results, CommitResult.Committed);
        Assert.Equal($"by {winner}", (await FindAsync(order.OrderNo)).Subject);
        Assert.Equal(2, (await EventsAsync(order.OrderNo)).Count);
        Assert.Single(await Store.ReadEvidenceAsync(order.OrderNo, 1_000, Cancellation));
    }

    [Fact]
    public async Task Concurrent_commits_that_retry_all_get_through()
    {
        var order = await GivenOrderAsync();

        await AtOnceAsync(20, async _ =>
        {
            for (var attempt = 0; attempt < 1_000; attempt++)
            {
                if (await Store.CommitAsync(Sample.Next(await FindAsync(order.OrderNo)), Cancellation) == CommitResult.Committed)
                {
                    return true;
                }
            }

            throw new TimeoutException("A commit never got through.");
        });

        Assert.Equal(21, (await FindAsync(order.OrderNo)).Version);
        Assert.Equal(Enumerable.Range(1, 21), (await EventsAsync(order.OrderNo)).Select(each => each.Sequence));
    }

    [Fact]
    public async Task Law04_a_commit_whose_event_exists_leaves_nothing_of_itself()
    {
        var order = await GivenOrderAsync(key: "key");
        var commit = Sample.Next(order, Paid, Sample.Evidence(order.OrderNo), new IdempotencyUpdate(order.MerchantId, "key", "answer"u8.ToArray()));
        var poisoned = commit with { Events = [commit.Events[0], Sample.Created(commit.Order, sequence: 1)] };

        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(poisoned, Cancellation).AsTask());

        await NothingChangedAsync(order, events: 1);
        await CommitAsync(commit);
    }

    [Fact]
    public async Task Law04_a_commit_whose_evidence_exists_leaves_nothing_of_itself()
    {
        var order = await GivenOrderAsync(key: "key");
        var evidence = Sample.Evidence();
        await Store.RecordEvidenceAsync(evidence, Cancellation);

        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(Sample.Next(order, Paid, evidence with { OrderNo = order.OrderNo }), Cancellation).AsTask());

        await NothingChangedAsync(order, events: 1);
    }

    [Fact]
    public async Task Law04_an_order_whose_number_exists_leaves_nothing_of_itself()
    {
        var order = await GivenOrderAsync(key: "key");
        var impostor = Sample.Order("another") with { OrderNo = order.OrderNo, Attempts = order.Attempts };

        await Assert.ThrowsAnyAsync<Exception>(() => Store.BeginOrderAsync(Sample.Begin(impostor, "key-2"), Cancellation).AsTask());

        await NothingChangedAsync(order, events: 1);
        Assert.Null(await Store.FindOrderAsync(Merchants.Default, "another", Cancellation));
        Assert.IsType<BeginOrderResult.Started>(await Store.BeginOrderAsync(Sample.Begin(Sample.Order("another"), "key-2"), Cancellation));
    }

    [Fact]
    public async Task One_that_fails_among_many_harms_no_other()
    {
        var orders = new List<PaymentOrder>();
        for (var i = 0; i < 60; i++)
        {
            orders.Add(await GivenOrderAsync());
        }

        var results = await AtOnceAsync(orders.Count, async i =>
        {
            var commit = Sample.Next(orders[i], Paid, Sample.Evidence(orders[i].OrderNo));
            if (i % 3 != 0)
            {
                return await Store.CommitAsync(commit, Cancellation) == CommitResult.Committed;
            }

            var poisoned = commit with { Events = [commit.Events[0], Sample.Created(commit.Order, sequence: 1)] };
            await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(poisoned, Cancellation).AsTask());
            return false;
        });

        for (var i = 0; i < orders.Count; i++)
        {
            Assert.Equal(i % 3 != 0, results[i]);
            Assert.Equal(results[i] ? 2 : 1, (await FindAsync(orders[i].OrderNo)).Version);
            Assert.Equal(results[i] ? 2 : 1, (await EventsAsync(orders[i].OrderNo)).Count);
            Assert.Equal(results[i] ? 1 : 0, (await Store.ReadEvidenceAsync(orders[i].OrderNo, 10, Cancellation)).Count);
        }
    }

    private static PaymentOrder Paid(PaymentOrder order) => order with
    {
        Status = OrderStatus.Paid,
        PaidAt = Sample.Now.AddSeconds(9),
        PaidAttemptNo = order.Attempts[0].AttemptNo,
        ChannelTransactionId = "4200001",
        UpdatedAt = Sample.Now.AddSeconds(10),
        Attempts = [order.Attempts[0] with { Status = AttemptStatus.Succeeded, ChannelTransactionId = "4200001" }],
    };

    private async Task NothingChangedAsync(PaymentOrder order, int events)
    {
        Same.Order(order, await FindAsync(order.OrderNo));
        Assert.Equal(events, (await EventsAsync(order.OrderNo)).Count);
        Assert.Empty(await Store.ReadEvidenceAsync(order.OrderNo, 10, Cancellation));
        var again = await Store.BeginOrderAsync(Sample.Begin(Sample.Order(order.MerchantOrderNo), "key"), Cancellation);
        Assert.IsType<BeginOrderResult.InFlight>(again);
    }
}
