using Payments.Conformance;
using Payments.Storage;
using Xunit;

namespace Payments.PostgreSql.Tests;

/// <summary>An hour without a broker leaves a backlog. What one of its events or orders costs the server does not grow with how long it is.</summary>
public sealed class BacklogTests
{
    private const string Owner = "me";
    private const int Many = 1_500;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Each is looked for when it is written, claimed and settled, and when its order's next one is: one after the other in the indexes, its old versions beside it.
    [Fact]
    public async Task An_event_among_thousands_is_found_by_statements_that_were_prepared_while_there_were_none() =>
        Assert.InRange(await ReadWhileAsync("events", (store, orders) => DeliverAsync(store, orders * 2)), Many * 2, Many * 2 * 20);

    [Fact]
    public async Task An_order_to_look_after_among_thousands_is_found_by_statements_that_were_prepared_while_there_were_none() =>
        Assert.InRange(await ReadWhileAsync("orders", LookAfterAsync), Many, Many * 20);

    private static async Task<long> ReadWhileAsync(string table, Func<PostgreSqlPaymentStore, int, Task> workOff)
    {
        await using var fixture = new PostgreSqlFixture(isFresh: true);
        await using (var store = await fixture.CreateAsync())
        {
            await store.InitializeAsync(Cancellation);
            for (var i = 0; i < 20; i++)
            {
                await WriteAsync(store, 1); // on each connection, as at the start of a node
                await workOff(store, 1);
            }

            await WriteAsync(store, Many);
            await workOff(store, Many);
        }

        return await fixture.ReadRowsAsync(table);
    }

    private static Task WriteAsync(PostgreSqlPaymentStore store, int orders) => Parallel.ForAsync(0, orders, Cancellation, async (_, cancellationToken) =>
    {
        var begin = Sample.Begin(Sample.Order()) with { NextCheckAt = Sample.Now };
        await store.BeginOrderAsync(begin, cancellationToken);
        Assert.Equal(CommitResult.Committed, await store.CommitAsync(Sample.Next(begin.Order) with { NextCheckAt = Sample.Now }, cancellationToken));
    });

    private static async Task DeliverAsync(PostgreSqlPaymentStore store, int events)
    {
        for (var left = events; left > 0;)
        {
            var claimed = await store.ClaimEventsAsync(new(Owner, 50, Sample.Now, Sample.Now.AddMinutes(5)), Cancellation);
            Assert.NotEmpty(claimed);
            await store.SettleEventsAsync([.. claimed.Select(item => Conformance.Outbox.Settle(item, OutboxState.Delivered))], Cancellation);
            left -= claimed.Count;
        }
    }

    private static async Task LookAfterAsync(PostgreSqlPaymentStore store, int orders)
    {
        for (var left = orders; left > 0;)
        {
            var claimed = await store.ClaimDueOrdersAsync(new(Owner, 50, Sample.Now, Sample.Now.AddMinutes(5)), Cancellation);
            Assert.NotEmpty(claimed);
            await Task.WhenAll(claimed.Select(order => store.ScheduleCheckAsync(new(order.OrderNo, Owner, null), Cancellation).AsTask()));
            left -= claimed.Count;
        }
    }
}
