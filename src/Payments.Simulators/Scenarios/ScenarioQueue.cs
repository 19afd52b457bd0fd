namespace Payments.Simulators.Scenarios;

/// <summary>
/// The scenarios still to happen, oldest first. Each call, delivery or outcome takes at most one. Those of one trade are kept apart: however many trades
/// wait for theirs, a call looks at its own.
/// </summary>
internal sealed class ScenarioQueue
{
    private const int Capacity = 10_000;
    private readonly Lock _lock = new();
    private readonly List<Entry> _forAny = [];
    private readonly Dictionary<string, List<Entry>> _forTrade = new(StringComparer.Ordinal);
    private long _sequence;
    private volatile int _count;

    public bool TryAdd(Scenario scenario)
    {
        lock (_lock)
        {
            if (_count >= Capacity)
            {
                return false;
            }

            ListFor(scenario.OutTradeNo).Add(new Entry(++_sequence, scenario, scenario.Times));
            _count++;
            return true;
        }
    }

    /// <summary>The scenario for a call to <paramref name="operation"/>, counted down.</summary>
    public Scenario? TakeForCall(string channel, string operation, string? outTradeNo) => Take(
        outTradeNo,
        (operation, channel),
        static (s, x) => !s.IsForNotices && !s.IsForOutcome && s.Channel == x.channel
            && (s.Operation is null or Scenario.AnyCall || string.Equals(s.Operation, x.operation, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The scenario for one delivery of a notice, counted down.</summary>
    public Scenario? TakeForNotice(string channel, string? outTradeNo) => Take(outTradeNo, channel, static (s, channel) => s.IsForNotices && s.Channel == channel);

    /// <summary>The scenario of one of <paramref name="kinds"/> for how a payment or refund ends, counted down.</summary>
    public Scenario? TakeOutcome(string channel, string? outTradeNo, params ReadOnlySpan<ScenarioKind> kinds) => _count == 0
        ? null
        : Take(outTradeNo, (channel, wanted: kinds.ToArray()), static (s, x) => s.Channel == x.channel && Array.IndexOf(x.wanted, s.Kind) >= 0);

    public IReadOnlyList<(Scenario Scenario, int Left)> Snapshot()
    {
        lock (_lock)
        {
            return [.. _forAny.Concat(_forTrade.Values.SelectMany(list => list)).OrderBy(entry => entry.Sequence).Select(entry => (entry.Scenario, entry.Left))];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _forAny.Clear();
            _forTrade.Clear();
            _count = 0;
        }
    }

    private List<Entry> ListFor(string? outTradeNo)
    {
        if (outTradeNo is null)
        {
            return _forAny;
        }

        return _forTrade.TryGetValue(outTradeNo, out var list) ? list : _forTrade[outTradeNo] = [];
    }

    private Scenario? Take<TState>(string? outTradeNo, TState state, Func<Scenario, TState, bool> fits)
    {
        if (_count == 0)
        {
            return null;
        }

        lock (_lock)
        {
            var any = _forAny.FindIndex(entry => fits(entry.Scenario, state));
            var own = outTradeNo is not null && _forTrade.TryGetValue(outTradeNo, out var list) ? list : [];
            var mine = own.FindIndex(entry => fits(entry.Scenario, state));
            if (any < 0 && mine < 0)
            {
                return null;
            }

            var isOwn = mine >= 0 && (any < 0 || own[mine].Sequence < _forAny[any].Sequence);
            var scenario = CountDown(isOwn ? own : _forAny, isOwn ? mine : any);
            if (isOwn && own.Count == 0)
            {
                _forTrade.Remove(outTradeNo!);
            }

            return scenario;
        }
    }

    private Scenario CountDown(List<Entry> list, int at)
    {
        var entry = list[at];
        if (entry.Left > 1)
        {
            list[at] = entry with { Left = entry.Left - 1 };
        }
        else
        {
            list.RemoveAt(at);
            _count--;
        }

        return entry.Scenario;
    }

    private readonly record struct Entry(long Sequence, Scenario Scenario, int Left);
}
