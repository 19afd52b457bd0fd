using Payments.Fleet.Load;

namespace Payments.Fleet.Reckoning;

/// <summary>What there is to reckon after a cell: what was asked, what the channels know, what the database has, and what subscribers got.</summary>
internal sealed record Facts
{
    /// <summary>What clients asked for.</summary>
    public required IReadOnlyCollection<Placed> Placed { get; init; }

    /// <summary>What was seen meanwhile of keys of former rounds.</summary>
    public IReadOnlyList<Breach> Former { get; init; } = [];

    /// <summary>The orders of the database.</summary>
    public required IReadOnlyList<PaymentOrder> Orders { get; init; }

    /// <summary>What the channels know of these orders, and of orders nobody knows.</summary>
    public required IReadOnlyList<Trade> Trades { get; init; }

    /// <summary>The events of the database.</summary>
    public required IReadOnlyList<EventRow> Events { get; init; }

    /// <summary>The evidence of the database.</summary>
    public required IReadOnlyList<EvidenceRow> Evidence { get; init; }

    /// <summary>When each event came first, by subscriber.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Arrivals { get; init; }

    /// <summary>Events of orders that were reckoned before: they may come once more.</summary>
    public required Func<string, bool> IsOld { get; init; }

    /// <summary>The numbers of callbacks that were acknowledged.</summary>
    public required IReadOnlyCollection<string> Acknowledged { get; init; }

    /// <summary>What nodes logged.</summary>
    public required IEnumerable<string> LogLines { get; init; }

    /// <summary>What no log may have.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }
}

/// <summary>An event of the database.</summary>
internal sealed record EventRow(string OrderNo, int Sequence, string Type, string State)
{
    public string EventId => $"{OrderNo}-{Sequence}";
}

/// <summary>Evidence of the database.</summary>
internal sealed record EvidenceRow(string? OrderNo, string Verdict, string? NotificationId);
