namespace Payments.Simulators.Scenarios;

/// <summary>The scenarios still to happen, oldest first. Each call, delivery or outcome takes at most one.</summary>
internal sealed class ScenarioQueue
{
    private const int Capacity = 10_000;
    private readonly Lock _lock = new();
    private readonly List<(Scenario Scenario, int Left)> _waiting = [];
    private volatile int _count;

    public bool TryAdd(Scenario scenario)
    {
        lock (_lock)
        {
            if (_waiting.Count >= Capacity)
            {
                return false;
            }

            _waiting.Add((scenario, scenario.Times));
            _count = _waiting.Count;
            return true;
        }
    }

    /// <summary>The scenario for a call to <paramref name="operation"/>, counted down.</summary>
    public Scenario? TakeForCall(string channel, string operation, string? outTradeNo) => Take(
        (operation, channel, outTradeNo),
        static (s, x) => !s.IsForNotices && !s.IsForOutcome && s.Fits(x.channel, x.outTradeNo)
            && (s.Operation is null or Scenario.AnyCall || string.Equals(s.Operation, x.operation, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The scenario for one delivery of a notice, counted down.</summary>
    public Scenario? TakeForNotice(string channel, string? outTradeNo) => Take(
        (channel, outTradeNo), static (s, x) => s.IsForNotices && s.Fits(x.channel, x.outTradeNo));

    /// <summary>The scenario of one of <paramref name="kinds"/> for how a payment or refund ends, counted down.</summary>
    public Scenario? TakeOutcome(string channel, string? outTradeNo, params ReadOnlySpan<ScenarioKind> kinds)
    {
        if (_count == 0)
        {
            return null;
        }

        var wanted = kinds.ToArray();
        return Take((channel, outTradeNo, wanted), static (s, x) => s.Fits(x.channel, x.outTradeNo) && Array.IndexOf(x.wanted, s.Kind) >= 0);
    }

    public IReadOnlyList<(Scenario Scenario, int Left)> Snapshot()
    {
        lock (_lock)
        {
            return [.. _waiting];
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _waiting.Clear();
            _count = 0;
        }
    }

    private Scenario? Take<TState>(TState state, Func<Scenario, TState, bool> fits)
    {
        if (_count == 0)
        {
            return null;
        }

        lock (_lock)
        {
            for (var i = 0; i < _waiting.Count; i++)
            {
                var (scenario, left) = _waiting[i];
                if (!fits(scenario, state))
                {
                    continue;
                }

                if (left > 1)
                {
                    _waiting[i] = (scenario, left - 1);
                }
                else
                {
                    _waiting.RemoveAt(i);
                    _count = _waiting.Count;
                }

                return scenario;
            }
        }

        return null;
    }
}
