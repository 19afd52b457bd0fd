using Payments.Simulation.Stage;
using Payments.Storage;

namespace Payments.Simulation.Store;

/// <summary>
/// The database all nodes share: the same rules as the real stores, each call one transaction. What it holds is immutable, so that what a node read
/// never changes under its hands. Every change passes by the laws.
/// </summary>
internal sealed class Books(World world)
{
    private readonly Dictionary<OrderNo, OrderRow> _orders = [];
    private readonly Dictionary<(string, string), OrderNo> _byMerchantNo = [];
    private readonly Dictionary<(string, string), KeyRow> _keys = [];

    public IReadOnlyCollection<OrderRow> Orders => _orders.Values;

    public List<Evidence> Evidence { get; } = [];

    public List<Channels.ChannelSwitch> Switches { get; } = [];

    public OrderRow? Find(OrderNo orderNo) => _orders.GetValueOrDefault(orderNo);

    public PaymentOrder? Find(string merchantId, string merchantOrderNo) =>
        _byMerchantNo.TryGetValue((merchantId, merchantOrderNo), out var orderNo) ? _orders[orderNo].Order : null;

    public BeginOrderResult Begin(BeginOrder intent)
    {
        var order = intent.Order;
        var key = (order.MerchantId, intent.IdempotencyKey);
        if (_keys.TryGetValue(key, out var known))
        {
            return Again(intent, known);
        }

        if (_byMerchantNo.TryGetValue((order.MerchantId, order.MerchantOrderNo), out var taken))
        {
            return new BeginOrderResult.MerchantOrderNoTaken(taken);
        }

        var row = new OrderRow(order, intent.NextCheckAt);
        row.Events.AddRange(intent.Events.Select(each => new EventRow(each)));
        _keys[key] = new KeyRow(order.OrderNo, intent.Fingerprint, intent.LeaseUntil) { LeasedAt = world.Now };
        _byMerchantNo[(order.MerchantId, order.MerchantOrderNo)] = order.OrderNo;
        _orders[order.OrderNo] = row;
        world.Trace.Name(order.OrderNo.Value, "order#" + order.MerchantOrderNo[2..]);
        world.Laws.Begun(order, intent.Events);
        world.Background.Arrange();
        return new BeginOrderResult.Started();
    }

    public CommitResult Commit(OrderCommit commit)
    {
        if (commit.Order.Version != commit.ExpectedVersion + 1)
        {
            throw new ArgumentException("A version rises by one.", nameof(commit));
        }

        if (!_orders.TryGetValue(commit.Order.OrderNo, out var row) || row.Order.Version != commit.ExpectedVersion || (commit.ExpectedUpdatedAt is { } updatedAt && row.Order.UpdatedAt != updatedAt))
        {
            return CommitResult.Conflict;
        }

        var before = row.Order;
        row.Earlier.Add(before);
        row.Order = commit.Order;
        row.NextCheckAt = commit.NextCheckAt;
        row.CheckOwner = null;
        row.Events.AddRange(commit.Events.Select(each => new EventRow(each)));
        Keep(commit.Evidence);
        if (commit.Idempotency is { } update && _keys.TryGetValue((update.MerchantId, update.Key), out var key) && key.OrderNo == commit.Order.OrderNo && key.Answer is null)
        {
            key.Answer = update.Answer;
            key.LeaseUntil = DateTimeOffset.MinValue;
        }

        world.Laws.Committed(before, commit);
        world.Background.Arrange();
        return CommitResult.Committed;
    }

    public void Keep(Evidence? evidence)
    {
        if (evidence is not null)
        {
            Evidence.Add(evidence);
            world.Laws.Kept(evidence);
        }
    }

    public IReadOnlyList<OutboxItem> Claim(ClaimEvents intent)
    {
        var items = new List<OutboxItem>();
        foreach (var row in _orders.Values)
        {
            if (row.FirstPending is { } first && first.DueAt <= intent.Now && items.Count < intent.Max)
            {
                first.Owner = intent.Owner;
                first.DueAt = intent.LeaseUntil;
                items.Add(new OutboxItem(first.Event, intent.Owner, first.Attempts, first.DeliveredTo, first.LastError));
            }
        }

        return items;
    }

    /// <returns>Whether the next event of an order is due by it.</returns>
    public bool Settle(IReadOnlyList<OutboxSettlement> settlements)
    {
        var isNextDue = false;
        foreach (var settlement in settlements)
        {
            var row = _orders[settlement.OrderNo].Events[settlement.Sequence - 1];
            if (row.Owner != settlement.Owner)
            {
                continue;
            }

            row.Owner = null;
            row.State = settlement.State;
            row.DueAt = settlement.DueAt ?? row.Event.OccurredAt;
            row.Attempts = settlement.Attempts;
            row.DeliveredTo = settlement.DeliveredTo;
            row.LastError = settlement.LastError;
            world.Laws.Read("an outbox row", settlement.LastError);
            isNextDue |= settlement.State != OutboxState.Pending && _orders[settlement.OrderNo].FirstPending is not null;
        }

        world.Background.Arrange();
        return isNextDue;
    }

    /// <summary>An operator lets every account do everything again.</summary>
    public void SwitchAllOn()
    {
        foreach (var account in Switches.Select(each => each.Account).Distinct().ToList())
        {
            Switches.Add(new Channels.ChannelSwitch(account, Channels.ChannelSwitchMode.On, "it is over", "operator", world.Now));
        }
    }

    public void ReplayDeadLetters()
    {
        foreach (var row in _orders.Values.SelectMany(order => order.Events).Where(row => row.State == OutboxState.Dead))
        {
            world.Say("operator", $"replays {row.Event.EventId}");
            row.State = OutboxState.Pending;
            row.Attempts = 0;
            row.DueAt = world.Now;
        }
    }

    public IReadOnlyList<PaymentOrder> Claim(ClaimOrders intent)
    {
        var due = _orders.Values.Where(row => row.NextCheckAt <= intent.Now).OrderBy(row => row.NextCheckAt).ThenBy(row => row.Order.OrderNo).Take(intent.Max).ToList();
        foreach (var row in due)
        {
            row.CheckOwner = intent.Owner;
            row.NextCheckAt = intent.LeaseUntil;
        }

        return [.. due.Select(row => row.Order)];
    }

    public void Schedule(ScheduleCheck intent)
    {
        if (_orders.TryGetValue(intent.OrderNo, out var row) && row.CheckOwner == intent.Owner)
        {
            row.CheckOwner = null;
            row.NextCheckAt = intent.NextCheckAt;
            world.Background.Arrange();
        }
    }

    /// <summary>When somebody has to look at something next.</summary>
    public (DateTimeOffset? Orders, DateTimeOffset? Events) NextDue()
    {
        DateTimeOffset? orders = null;
        DateTimeOffset? events = null;
        foreach (var row in _orders.Values)
        {
            orders = orders is null || row.NextCheckAt < orders ? row.NextCheckAt ?? orders : orders;
            if (row.FirstPending is { } first)
            {
                events = events is null || first.DueAt < events ? first.DueAt : events;
            }
        }

        return (orders, events);
    }

    /// <summary>What keeps the world from coming to rest.</summary>
    public string Unrest() => string.Join("; ", _orders.Values.Where(row => row.NextCheckAt is not null || row.FirstPending is not null).Select(row =>
        $"{row.Order.MerchantOrderNo} is {row.Order.Status}, attempts {string.Join(',', row.Order.Attempts.Select(each => each.Status))}, refunds {string.Join(',', row.Order.Refunds.Select(each => each.Status))}"));

    private BeginOrderResult Again(BeginOrder intent, KeyRow known)
    {
        if (!known.Fingerprint.Span.SequenceEqual(intent.Fingerprint.Span))
        {
            return new BeginOrderResult.KeyReused(known.OrderNo);
        }

        if (known.Answer is { } answer)
        {
            return new BeginOrderResult.Answered(answer);
        }

        if (intent.Now < known.LeaseUntil)
        {
            return new BeginOrderResult.InFlight(known.LeaseUntil);
        }

        world.Laws.Resumed(known);
        known.LeaseUntil = intent.LeaseUntil;
        known.LeasedAt = world.Now;
        return new BeginOrderResult.Resumed(_orders[known.OrderNo].Order);
    }
}
