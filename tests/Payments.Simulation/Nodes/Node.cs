using Payments.Simulation.Stage;

namespace Payments.Simulation.Nodes;

/// <summary>One host. It crashes at calls and starts again with fresh objects; only the store outlives it.</summary>
internal sealed class Node(World world, int index)
{
    private const int MostCrashes = 12;

    private const int MostClockSteps = 8;

    private readonly Dice _dice = Dice.Of(world.Seed, Part.Nodes, index);
    private readonly List<IPending> _pending = [];
    private Life _life = new();

    public int Index => index;

    public string Name { get; } = $"node{index}";

    /// <summary>The engine of the present life; <see langword="null"/> while the node is down.</summary>
    public NodeEngine? Engine { get; private set; }

    public void Start()
    {
        _life = new Life();
        var offset = world.Weather.Has(Fault.Drift) && !world.Weather.IsCalm ? _dice.Milliseconds(-4_000, 4_000) : TimeSpan.Zero;
        world.Say(Name, $"starts, its clock off by {offset}");
        world.Observe(OpenAsync(new NodeEngine(world, this, _life, offset), _life));
    }

    /// <summary>A host reads the switches before it takes traffic, and starts again when it cannot.</summary>
    private async Task OpenAsync(NodeEngine engine, Life life)
    {
        if (world.Weather.Has(Fault.Switches))
        {
            try
            {
                await engine.Switches.StartingAsync(CancellationToken.None);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                Crash("while it starts: the store does not answer");
                return;
            }
        }

        Engine = engine;
        if (world.Weather.Has(Fault.Drift))
        {
            StepClock(engine, life, MostClockSteps);
        }

        new Tending(world, this, life, engine).Begin();
        world.Background.Arrange();
    }

    public void StartIfDown()
    {
        if (_life.IsOver)
        {
            Start();
        }
    }

    /// <summary>What a real node does each second.</summary>
    public void ReadSwitches()
    {
        if (Engine is { } engine && world.Weather.Has(Fault.Switches))
        {
            world.Observe(engine.Switches.RunOnceAsync(CancellationToken.None));
        }
    }

    /// <summary>Dies here, if it is to be.</summary>
    /// <param name="where">At what, for the story.</param>
    public bool DiesAt(string where)
    {
        if (world.Figures.Crashes >= MostCrashes || !world.Weather.Strikes(Fault.Crash))
        {
            return false;
        }

        Crash(where);
        return true;
    }

    public bool WouldDie() => world.Figures.Crashes < MostCrashes && world.Weather.Strikes(Fault.Crash);

    public void Crash(string where)
    {
        if (_life.IsOver)
        {
            return;
        }

        world.Say(Name, $"CRASHES {where}");
        world.Figures.Crashes++;
        _life.End();
        Engine = null;
        var cut = _pending.ToArray();
        _pending.Clear();
        foreach (var call in cut)
        {
            call.Lose();
        }

        var life = _life;
        world.After(_dice.Milliseconds(200, 30_000), null, () =>
        {
            if (ReferenceEquals(life, _life))
            {
                Start();
            }
        });
    }

    /// <summary>Calls the node from outside, over a network.</summary>
    /// <param name="what">For the story.</param>
    /// <param name="call">What the host does.</param>
    /// <param name="patience">How long the caller waits; <see langword="null"/>: for ever.</param>
    /// <param name="isCuttable">Whether the network may lose it.</param>
    public Task<Reply<T>> CallAsync<T>(string what, Func<NodeEngine, CancellationToken, Task<T>> call, TimeSpan? patience = null, bool isCuttable = true)
        where T : class?
    {
        var pending = new Pending<T>(world);
        var isCut = isCuttable && world.Weather.Strikes(Fault.CallerCut);
        var isLostOnTheWay = isCut && _dice.Chance(400);
        pending.IsAnswerLost = isCut;
        world.After(_dice.Milliseconds(1, 40), null, () =>
        {
            if (Engine is not { } engine || isLostOnTheWay)
            {
                world.Say(Name, $"does not get {what}");
                pending.Lose();
                return;
            }

            _pending.Add(pending);
            world.Observe(ServeAsync(engine, pending, call, patience));
        });
        return pending.Reply;
    }

    /// <summary>Somebody sets the clock, forwards and back.</summary>
    private void StepClock(NodeEngine engine, Life life, int left) => world.After(_dice.Seconds(5, 90), life, () =>
    {
        engine.Time.Offset = world.Weather.IsCalm ? TimeSpan.Zero : _dice.Milliseconds(-4_000, 4_000);
        if (left > 1 && !world.Weather.IsCalm)
        {
            StepClock(engine, life, left - 1);
        }
    });

    private async Task ServeAsync<T>(NodeEngine engine, Pending<T> pending, Func<NodeEngine, CancellationToken, Task<T>> call, TimeSpan? patience)
        where T : class?
    {
        using var leaves = patience is { } time ? new CancellationTokenSource(time, engine.Time) : null;
        try
        {
            var value = await call(engine, leaves?.Token ?? CancellationToken.None);
            pending.Answer(new Reply<T>(value, null));
        }
        catch (OperationCanceledException) when (leaves is { IsCancellationRequested: true })
        {
            pending.Lose();
        }
        catch (Exception exception)
        {
            // A store that fails, a call that takes too long and a request that breaks a limit are the world's doing. Anything else is ours, and a host answers 500.
            if (exception is not (IOException or TimeoutException or OperationCanceledException or InvalidPaymentRequestException))
            {
                world.Break("Law05", $"a request that nothing was wrong with ended with a fault of the engine's own: {exception}");
            }

            pending.Answer(new Reply<T>(default, exception));
        }

        _pending.Remove(pending);
    }

    private interface IPending
    {
        void Lose();
    }

    private sealed class Pending<T>(World world) : IPending
        where T : class?
    {
        private readonly TaskCompletionSource<Reply<T>> _reply = new();

        public Task<Reply<T>> Reply => _reply.Task;

        public bool IsAnswerLost { get; set; }

        public void Answer(Reply<T> reply)
        {
            var told = IsAnswerLost ? default : reply;
            world.After(world.Delays.Milliseconds(1, 40), null, () => _reply.TrySetResult(told));
        }

        public void Lose() => world.After(world.Delays.Milliseconds(100, 3_000), null, () => _reply.TrySetResult(default));
    }
}
