using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Payments.Channels;
using Payments.Core.Routing;
using Payments.Diagnostics;
using Payments.Storage;

namespace Payments.Core.Diagnostics;

/// <summary>Everything the engine measures. Nothing of it holds a payer, a merchant or an amount; order numbers go onto activities only.</summary>
internal sealed class CoreTelemetry
{
    private readonly PaymentsTelemetry _telemetry;
    private readonly CommitTraces _commits = new();
    private readonly Lazy<FrozenSet<string>> _methods;
    private readonly Counter<long> _events;
    private readonly Counter<long> _routes;
    private readonly Counter<long> _failovers;
    private readonly Counter<long> _deadLetters;
    private readonly DurationHistogram _lag;

    public CoreTelemetry(PaymentsTelemetry telemetry, IPaymentChannels channels)
    {
        _telemetry = telemetry;
        _methods = new(() => channels.All.SelectMany(channel => channel.Capabilities.Methods).Select(capability => capability.Method.Value).ToFrozenSet(StringComparer.Ordinal));
        OrderCreate = telemetry.CreateOperation(PaymentsInstruments.OrderCreate, "Creating an order, its channel's answer included.");
        OrderCommit = telemetry.CreateOperation(PaymentsInstruments.OrderCommit, "Committing a change of an order, waiting included.");
        ChannelCall = telemetry.CreateOperation(PaymentsInstruments.ChannelCall, "One call to a channel account.", ActivityKind.Client);
        Callback = telemetry.CreateOperation(PaymentsInstruments.Callback, "One callback of a channel, until its answer.", ActivityKind.Consumer);
        RefundRequest = telemetry.CreateOperation(PaymentsInstruments.RefundRequest, "One request for a refund, its channel's answer included.");
        SweepCheck = telemetry.CreateOperation(PaymentsInstruments.SweepCheck, "One look at an order that is due.");
        OutboxDeliver = telemetry.CreateOperation(PaymentsInstruments.OutboxDeliver, "One delivery of an event to one subscriber.", ActivityKind.Consumer);
        _lag = telemetry.CreateDuration(PaymentsInstruments.OutboxLag, "From an event's commit until its last subscriber has it.");
        _events = telemetry.Meter.CreateCounter<long>(PaymentsInstruments.EventCommit, "{event}", "Events committed.");
        _routes = telemetry.Meter.CreateCounter<long>(PaymentsInstruments.RouteDecision, "{decision}", "Choices of a channel account.");
        _failovers = telemetry.Meter.CreateCounter<long>(PaymentsInstruments.Failover, "{failover}", "Orders that another channel account took over.");
        _deadLetters = telemetry.Meter.CreateCounter<long>(PaymentsInstruments.OutboxDeadLetter, "{event}", "Events given up.");
    }

    public OperationInstrument OrderCreate { get; }

    public OperationInstrument OrderCommit { get; }

    public OperationInstrument ChannelCall { get; }

    public OperationInstrument Callback { get; }

    public OperationInstrument RefundRequest { get; }

    public OperationInstrument SweepCheck { get; }

    public OperationInstrument OutboxDeliver { get; }

    /// <summary>The method as a tag: whatever a caller may write, only what this host offers becomes one.</summary>
    public string MethodTag(PaymentMethod method) => _methods.Value.Contains(method.Value) ? method.Value : PaymentsTags.Other;

    /// <summary>Events went through, in the activity at hand.</summary>
    public void Committed(OrderNo orderNo, IReadOnlyList<PaymentEvent> events)
    {
        if (events.Count > 0 && _telemetry.Activities.HasListeners() && Activity.Current is { } commit)
        {
            _commits.Remember(orderNo, commit.Context);
        }

        if (_events.Enabled)
        {
            foreach (var each in events)
            {
                _events.Add(1, new TagList { { PaymentsTags.EventType, each.Type } });
            }
        }
    }

    /// <summary>The commit an event came from, if it was made here while somebody traced.</summary>
    public ActivityContext CommitOf(OrderNo orderNo) => _telemetry.Activities.HasListeners() ? _commits.Find(orderNo) : default;

    public void Routed(IChannelRouter router, in RouteDecision decision)
    {
        if (_routes.Enabled)
        {
            _routes.Add(1, new TagList
            {
                { PaymentsTags.Account, decision.IsChosen ? router[decision.Index].Account : PaymentsTags.Other },
                { PaymentsTags.Outcome, !decision.IsChosen ? "none" : decision.IsDown ? "chosen_down" : "chosen" },
            });
        }
    }

    public void FailedOver(string from, string to, string code)
    {
        if (_failovers.Enabled)
        {
            _failovers.Add(1, new TagList { { PaymentsTags.Account, from }, { PaymentsTags.NextAccount, to }, { PaymentsTags.ErrorCode, code } });
        }
    }

    /// <summary>An event is through with its subscribers, or given up.</summary>
    public void Settled(PaymentEvent settled, OutboxState state, DateTimeOffset now)
    {
        if (state == OutboxState.Delivered)
        {
            _lag.Record(now - settled.OccurredAt, default);
        }
        else if (state == OutboxState.Dead && _deadLetters.Enabled)
        {
            _deadLetters.Add(1, new TagList { { PaymentsTags.EventType, settled.Type } });
        }
    }
}
