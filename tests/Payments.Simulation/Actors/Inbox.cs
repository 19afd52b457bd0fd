using Payments.Simulation.Stage;

namespace Payments.Simulation.Actors;

/// <summary>Those who hear of events: the merchant's handler and a broker. Both fail, stall, and must hear of everything all the same (law 4).</summary>
internal sealed class Inbox
{
    private static readonly string[] Subscribers = ["merchant", "broker"];

    private readonly World _world;
    private readonly Dictionary<(string Subscriber, OrderNo OrderNo), List<PaymentEvent>> _heard = [];
    private readonly Dictionary<OrderNo, List<TaskCompletionSource>> _waiting = [];

    public Inbox(World world)
    {
        _world = world;
        Subscriptions = [.. Subscribers.Select(name => new EventSubscription(name, static _ => true, (_, told, token) => HearAsync(name, told, token)))];
    }

    public EventSubscription[] Subscriptions { get; }

    public IEnumerable<(string Subscriber, IReadOnlyList<PaymentEvent> Events)> Heard(OrderNo orderNo) =>
        Subscribers.Select(name => (name, (IReadOnlyList<PaymentEvent>)_heard.GetValueOrDefault((name, orderNo), [])));

    /// <summary>Waits until the merchant hears something more of the order.</summary>
    public Task NextAsync(OrderNo orderNo)
    {
        var next = new TaskCompletionSource();
        if (!_waiting.TryGetValue(orderNo, out var list))
        {
            _waiting[orderNo] = list = [];
        }

        list.Add(next);
        return next.Task;
    }

    private async ValueTask HearAsync(string name, PaymentEvent told, CancellationToken cancellationToken)
    {
        _world.Enter("an event handler");
        if (_world.Weather.Strikes(Fault.HandlerFails))
        {
            _world.Say(name, $"fails at {told.EventId}");
            throw new InvalidOperationException("The handler failed.");
        }

        if (_world.Weather.Strikes(Fault.HandlerSlow))
        {
            await _world.Pause(_world.Weather.DiceOf(Fault.HandlerSlow).Seconds(1, 45));
        }

        _world.Say(name, $"hears {told.EventId} {told.Type}");
        if (!_heard.TryGetValue((name, told.OrderNo), out var heard))
        {
            _heard[(name, told.OrderNo)] = heard = [];
        }

        heard.Add(told);
        _world.Laws.Heard(name, told, heard);
        if (name == Subscribers[0] && _waiting.Remove(told.OrderNo, out var waiting))
        {
            foreach (var listener in waiting)
            {
                _world.After(TimeSpan.Zero, null, () => listener.TrySetResult());
            }
        }
    }
}
