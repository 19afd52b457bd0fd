using Payments.Storage;

namespace Payments.Simulation.Store;

internal sealed class OrderRow(PaymentOrder order, DateTimeOffset? nextCheckAt)
{
    public PaymentOrder Order { get; set; } = order;

    /// <summary>What it was before, oldest first: a node may remember any of it.</summary>
    public List<PaymentOrder> Earlier { get; } = [];

    public DateTimeOffset? NextCheckAt { get; set; } = nextCheckAt;

    public string? CheckOwner { get; set; }

    public List<EventRow> Events { get; } = [];

    /// <summary>The events that are to be delivered: the oldest of them holds the others back.</summary>
    public EventRow? FirstPending => Events.Find(row => row.State == OutboxState.Pending);
}

internal sealed class EventRow(PaymentEvent paymentEvent)
{
    public PaymentEvent Event { get; } = paymentEvent;

    public OutboxState State
    {
        get;
        set
        {
            field = value;
            WasDead |= value == OutboxState.Dead;
        }
    }

    /// <summary>Whether it was given up once: then later events went before it.</summary>
    public bool WasDead { get; private set; }

    public DateTimeOffset DueAt { get; set; } = paymentEvent.OccurredAt;

    public string? Owner { get; set; }

    public int Attempts { get; set; }

    public IReadOnlyList<string> DeliveredTo { get; set; } = [];

    public string? LastError { get; set; }
}

internal sealed class KeyRow(OrderNo orderNo, ReadOnlyMemory<byte> fingerprint, DateTimeOffset leaseUntil)
{
    public OrderNo OrderNo { get; } = orderNo;

    public ReadOnlyMemory<byte> Fingerprint { get; } = fingerprint;

    public DateTimeOffset LeaseUntil { get; set; } = leaseUntil;

    /// <summary>When it was leased last, by the world's clock.</summary>
    public DateTimeOffset LeasedAt { get; set; }

    public ReadOnlyMemory<byte>? Answer { get; set; }
}
