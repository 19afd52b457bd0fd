namespace Payments.Simulation.Stage;

/// <summary>Which faults a world has and how often each strikes; all are over when the world comes to rest.</summary>
internal sealed class Weather
{
    private static readonly int Kinds = Enum.GetValues<Fault>().Length;

    private readonly int[] _rates = new int[Kinds];
    private readonly Dice?[] _dice = new Dice?[Kinds];

    public bool IsCalm { get; private set; }

    /// <summary>Throws a seed's weather.</summary>
    public static Weather Draw(ulong seed, IReadOnlyCollection<Fault> without)
    {
        var weather = new Weather();
        var dice = Dice.Of(seed, Part.Weather);

        // One world in sixteen has no trouble at all, a few have nearly every kind.
        var share = dice.Pick(0, 120, 120, 200, 200, 200, 300, 300, 300, 300, 400, 400, 500, 500, 700, 900);
        for (var kind = 0; kind < Kinds; kind++)
        {
            var isOn = dice.Chance((Fault)kind == Fault.UnscannedCodes ? 500 : share);
            var rate = Rate((Fault)kind, dice);
            if (isOn && !without.Contains((Fault)kind))
            {
                weather._rates[kind] = rate;
                weather._dice[kind] = Dice.Of(seed, Part.Faults + kind);
            }
        }

        return weather;
    }

    public bool Has(Fault fault) => _rates[(int)fault] > 0;

    public IEnumerable<Fault> Active => Enum.GetValues<Fault>().Where(Has);

    public bool Strikes(Fault fault)
    {
        var rate = _rates[(int)fault];
        return rate > 0 && !IsCalm && _dice[(int)fault]!.Chance(rate);
    }

    /// <summary>The dice of a kind of fault that is on.</summary>
    public Dice DiceOf(Fault fault) => _dice[(int)fault]!;

    public void Calm() => IsCalm = true;

    private static int Rate(Fault fault, Dice dice) => fault switch
    {
        // These strike at every call to a store or a channel.
        Fault.Crash => dice.Pick(2, 5, 10, 20),
        Fault.StoreFailsBefore or Fault.StoreFailsAfter => dice.Pick(2, 5, 15, 40),
        Fault.StoreSlow => dice.Pick(5, 20, 50),
        Fault.UnscannedCodes => 1_000,
        _ => dice.Pick(20, 60, 150, 300),
    };
}
