using System.Runtime.CompilerServices;
using Payments.Simulation.Actors;
using Payments.Simulation.Laws;
using Payments.Simulation.Nodes;
using Payments.Simulation.Run;
using Payments.Simulation.Store;
using Payments.Simulation.Truth;

namespace Payments.Simulation.Stage;

/// <summary>
/// One seeded world on one thread: nodes running the real engine over one store, channels with a truth of their own, payers and merchants. Whatever
/// the engine awaits is an entry of the agenda, so that the same seed gives the same story.
/// </summary>
internal sealed class World
{
    private const int MostSteps = 200_000;

    private static readonly DateTimeOffset Beginning = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan LongestUnrest = TimeSpan.FromDays(12);

    private readonly Agenda _agenda = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private int _acting;

    public World(Case @case, TextWriter? trace = null)
    {
        Seed = @case.Seed;
        Scenario = Scenario.Draw(@case);
        Trace = new Trace(trace);
        Delays = Dice.Of(Seed, Part.Delays);
        Engine = new SimEntropy(Dice.Of(Seed, Part.Engine));
        Laws = new LawBook(this);
        Channels = new ChannelWorld(this);
        Refunds = new RefundDesk(this);
        Callbacks = new Callbacks(this);
        Payers = new Payers(this);
        Books = new Books(this);
        Inbox = new Inbox(this);
        Background = new Background(this);
        Cache = new LyingCache(this);
        Nodes = [.. Enumerable.Range(1, Scenario.Nodes).Select(index => new Node(this, index))];
    }

    public ulong Seed { get; }

    public Scenario Scenario { get; }

    public Weather Weather => Scenario.Weather;

    public Trace Trace { get; }

    public Dice Delays { get; }

    public SimEntropy Engine { get; }

    public LawBook Laws { get; }

    public ChannelWorld Channels { get; }

    public RefundDesk Refunds { get; }

    public Callbacks Callbacks { get; }

    public Payers Payers { get; }

    public Books Books { get; }

    public Inbox Inbox { get; }

    public Background Background { get; }

    /// <summary>What the nodes share about the accounts' health.</summary>
    public LyingCache Cache { get; }

    public Node[] Nodes { get; }

    public Figures Figures { get; } = new();

    public DateTimeOffset Now { get; private set; } = Beginning;

    public TimeSpan Elapsed => Now - Beginning;

    /// <summary>The first law that was broken.</summary>
    public Violation? Broken { get; private set; }

    /// <summary>Every law that was seen broken: at rest there may be several.</summary>
    public HashSet<string> BrokenLaws { get; } = [];

    /// <summary>Runs the world to its rest, or to the first broken law.</summary>
    public Violation? Run()
    {
        Begin();
        RunUntil(() => _acting == 0);
        if (Broken is null)
        {
            BecomeCalm();
            RunUntil(() => false);
        }

        if (Broken is null)
        {
            Laws.CheckRest();
        }

        return Broken;
    }

    /// <summary>Everything the engine calls comes through here first: a call from another thread would make the story another one each time.</summary>
    public void Enter(string where)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            Break("World", $"{where} was called from another thread: something in the engine left the world.");
            throw new InvalidOperationException($"{where} was called from another thread than the world's.");
        }
    }

    public void Break(string law, string what)
    {
        BrokenLaws.Add(law);
        Broken ??= new Violation(law, what, Elapsed);
        Trace.Write(Elapsed, "VIOLATION", $"{law}: {what}");
    }

    public void After(TimeSpan delay, Life? life, Action happens) =>
        _agenda.Add((delay > TimeSpan.Zero ? Now + delay : Now).UtcTicks, life, happens);

    /// <summary>Waits, for the actors of the world.</summary>
    public Task Pause(TimeSpan time)
    {
        var over = new TaskCompletionSource();
        After(time, null, over.SetResult);
        return over.Task;
    }

    public void Say(string actor, [InterpolatedStringHandlerArgument("")] ref Trace.Line line)
    {
        if (Trace.IsOn)
        {
            Trace.Write(Elapsed, actor, line.ToString());
        }
    }

    /// <summary>Runs an actor; the faults begin to end when all have ended.</summary>
    public void Act(Func<Task> actor)
    {
        _acting++;
        Observe(ActAsync(actor));
    }

    /// <summary>Nothing the world itself runs may fail unseen.</summary>
    public void Observe(Task work)
    {
        if (!work.IsCompletedSuccessfully)
        {
            _ = ObserveAsync(work);
        }
    }

    /// <summary>The node a load balancer sends a call to.</summary>
    public Node PickNode() => Nodes[Nodes.Length == 1 ? 0 : Delays.Below(Nodes.Length)];

    private void Begin()
    {
        Say("world", $"seed {Seed}, {Nodes.Length} nodes, {Scenario.Orders.Count} orders, faults: {string.Join(", ", Weather.Active)}");
        foreach (var node in Nodes)
        {
            node.Start();
        }

        foreach (var plan in Scenario.Orders)
        {
            Figures.Orders++;
            Act(() => new Merchant(this, plan).LiveAsync());
        }

        if (Weather.Has(Fault.Outage))
        {
            Act(() => new Trouble(this, 1).OutagesAsync());
        }

        if (Weather.Has(Fault.Switches))
        {
            Act(() => new Trouble(this, 2).SwitchesAsync());
        }
    }

    private void BecomeCalm()
    {
        Say("world", $"the weather clears");
        Weather.Calm();
        foreach (var account in Channels.Accounts)
        {
            account.OutUntil = DateTimeOffset.MinValue;
        }

        foreach (var node in Nodes)
        {
            node.StartIfDown();
        }

        Books.SwitchAllOn();
        foreach (var node in Nodes)
        {
            node.ReadSwitches();
        }

        Books.ReplayDeadLetters();
        Background.Arrange();
    }

    private void RunUntil(Func<bool> isOver)
    {
        while (Broken is null && !isOver() && _agenda.TryNext(out var entry))
        {
            if (entry.Life is { IsOver: true })
            {
                continue;
            }

            Now = new DateTimeOffset(entry.At, TimeSpan.Zero);
            Figures.Steps++;
            entry.Happens();
            Laws.AfterStep();
            if (Figures.Steps > MostSteps || Elapsed > LongestUnrest)
            {
                Break("Rest", $"the world does not come to rest: {Figures.Steps} steps, {Elapsed.TotalHours:0} hours. {Books.Unrest()}");
            }
        }
    }

    private async Task ActAsync(Func<Task> actor)
    {
        await actor();
        _acting--;
    }

    private async Task ObserveAsync(Task work)
    {
        try
        {
            await work;
        }
        catch (Exception exception)
        {
            Break("World", $"an actor failed: {exception}");
        }
    }
}
