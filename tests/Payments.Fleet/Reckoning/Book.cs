namespace Payments.Fleet.Reckoning;

/// <summary>The facts by number.</summary>
internal sealed class Book
{
    private readonly Dictionary<string, Trade> _trades;
    private readonly Dictionary<string, PaymentAttempt> _attempts;
    private readonly ILookup<string, EventRow> _events;
    private readonly HashSet<string> _proved;

    public Book(Facts facts)
    {
        (Orders, Trades) = (facts.Orders, facts.Trades);
        Attempts = [.. facts.Orders.SelectMany(order => order.Attempts.Select(attempt => (order, attempt)))];
        _trades = facts.Trades.ToDictionary(trade => trade.AttemptNo, StringComparer.Ordinal);
        _attempts = Attempts.ToDictionary(each => each.Attempt.AttemptNo, each => each.Attempt, StringComparer.Ordinal);
        _events = facts.Events.ToLookup(each => each.OrderNo, StringComparer.Ordinal);
        _proved = facts.Evidence.Where(each => each is { Verdict: "Applied", OrderNo: not null }).Select(each => each.OrderNo!).ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlyList<PaymentOrder> Orders { get; }

    public IReadOnlyList<(PaymentOrder Order, PaymentAttempt Attempt)> Attempts { get; }

    public IReadOnlyList<Trade> Trades { get; }

    public Trade? TradeOf(string attemptNo) => _trades.GetValueOrDefault(attemptNo);

    public PaymentAttempt? AttemptOf(string attemptNo) => _attempts.GetValueOrDefault(attemptNo);

    public IEnumerable<EventRow> EventsOf(PaymentOrder order) => _events[order.OrderNo.Value];

    public bool HasProof(PaymentOrder order) => _proved.Contains(order.OrderNo.Value);
}
