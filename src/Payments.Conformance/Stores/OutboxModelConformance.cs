using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>Random lives of an outbox, step by step against a model that is a plain list.</summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class OutboxModelConformance<TFixture> : PaymentStoreConformance<TFixture>
    where TFixture : PaymentStoreFixture, new()
{
    private const int Steps = 400;

    /// <summary>Seeds; a failure names its own.</summary>
    public static TheoryData<int> Seeds { get; } = [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_outbox_does_what_the_model_does(int seed)
    {
#pragma warning disable CA5394 // a seed that replays is the point
        var random = new Random(seed);
        var now = Sample.Now;
        var orders = new List<PaymentOrder>();
        var model = new List<Entry>();
        var held = new List<OutboxItem>();
        for (var step = 0; step < Steps; step++)
        {
            now = now.AddSeconds(random.Next(3));
            switch (random.Next(10))
            {
                case 0 or 1:
                    orders.Add(await GivenOrderAsync(Sample.Order(at: now)));
                    model.Add(new Entry(orders[^1].OrderNo, 1) { DueAt = now });
                    break;
                case 2 or 3 when orders.Count > 0:
                    var at = random.Next(orders.Count);
                    orders[at] = await CommitAsync(Sample.Next(orders[at]));
                    model.Add(new Entry(orders[at].OrderNo, orders[at].LastEventSequence) { DueAt = orders[at].CreatedAt });
                    break;
                case 4 or 5 or 6:
                    var owner = $"node-{random.Next(3)}";
                    var max = random.Next(1, 6);
                    var claimed = await Store.ClaimEventsAsync(new(owner, max, now, now.AddSeconds(10)), Cancellation);
                    Check(model, claimed, max, now, seed, step);
                    claimed.ToList().ForEach(item => Find(model, item.Event.EventId).Lease(owner, now.AddSeconds(10)));
                    held.AddRange(claimed);
                    break;
                case 7 or 8 when held.Count > 0:
                    var settled = Outbox.Settle(held[random.Next(held.Count)], (OutboxState)random.Next(3), now.AddSeconds(random.Next(20)));
                    await Store.SettleEventsAsync([settled], Cancellation);
                    Find(model, $"{settled.OrderNo}-{settled.Sequence}").Settle(settled);
                    break;
                case 9 when model.Count > 0:
                    var entry = model[random.Next(model.Count)];
                    var replayed = await Store.ReplayDeadLetterAsync(entry.EventId, now, Cancellation);
                    Assert.True(entry.Replay(now) == replayed, $"seed {seed}, step {step}: replaying {entry}");
                    break;
                default:
                    break;
            }

            if (step % 20 == 0)
            {
                var dead = await Store.ReadDeadLettersAsync(1_000, Cancellation);
                Assert.Equal(model.Where(each => each.State == OutboxState.Dead).Select(each => each.EventId).Order(), dead.Select(each => each.Event.EventId).Order());
            }
        }
#pragma warning restore CA5394

        await DrainAsync(model, now.AddDays(1));
    }

    private static Entry Find(List<Entry> model, string eventId) => model.Single(entry => entry.EventId == eventId);

    /// <summary>What may be claimed: the oldest undelivered event of each order, if it is due.</summary>
    private static List<Entry> Claimable(List<Entry> model, DateTimeOffset now) => [.. model
        .Where(entry => entry.State == OutboxState.Pending)
        .GroupBy(entry => entry.OrderNo)
        .Select(group => group.MinBy(entry => entry.Sequence)!)
        .Where(entry => entry.DueAt <= now)];

    private static void Check(List<Entry> model, IReadOnlyList<OutboxItem> claimed, int max, DateTimeOffset now, int seed, int step)
    {
        var claimable = Claimable(model, now).ToDictionary(entry => entry.EventId, StringComparer.Ordinal);
        Assert.True(claimed.Count == Math.Min(max, claimable.Count), $"seed {seed}, step {step}: {claimed.Count} claimed of {claimable.Count}, at most {max}");
        foreach (var item in claimed)
        {
            Assert.True(claimable.Remove(item.Event.EventId, out var entry), $"seed {seed}, step {step}: {item.Event.EventId} must not be claimed now");
            Assert.Equal(entry.Attempts, item.Attempts);
        }
    }

    /// <summary>Whatever happened: everything undelivered comes out in the end, in order per order.</summary>
    private async Task DrainAsync(List<Entry> model, DateTimeOffset now)
    {
        var open = model.Count(entry => entry.State == OutboxState.Pending);
        for (var round = 0; open > 0; round++)
        {
            Assert.True(round <= model.Count, "The outbox does not drain.");
            var claimed = await Store.ClaimEventsAsync(new("drain", 1_000, now, now.AddMinutes(1)), Cancellation);
            Assert.Equal(Claimable(model, now).Select(entry => entry.EventId).Order(), claimed.Select(item => item.Event.EventId).Order());
            await Store.SettleEventsAsync([.. claimed.Select(item => Outbox.Settle(item, OutboxState.Delivered))], Cancellation);
            claimed.ToList().ForEach(item => Find(model, item.Event.EventId).State = OutboxState.Delivered);
            open -= claimed.Count;
        }
    }

    private sealed class Entry(OrderNo orderNo, int sequence)
    {
        private string? _owner;

        public OrderNo OrderNo { get; } = orderNo;

        public int Sequence { get; } = sequence;

        public string EventId => $"{OrderNo}-{Sequence}";

        public OutboxState State { get; set; }

        public DateTimeOffset DueAt { get; set; }

        public int Attempts { get; private set; }

        public void Lease(string owner, DateTimeOffset until) => (_owner, DueAt) = (owner, until);

        public void Settle(OutboxSettlement settlement)
        {
            if (State == OutboxState.Pending && _owner == settlement.Owner)
            {
                (State, Attempts, _owner) = (settlement.State, settlement.Attempts, null);
                DueAt = settlement.DueAt ?? DueAt;
            }
        }

        public bool Replay(DateTimeOffset now)
        {
            if (State != OutboxState.Dead)
            {
                return false;
            }

            (State, Attempts, DueAt) = (OutboxState.Pending, 0, now);
            return true;
        }

        public override string ToString() => $"{EventId} {State} {_owner} {DueAt:O}";
    }
}
