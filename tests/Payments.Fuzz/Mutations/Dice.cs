namespace Payments.Fuzz.Mutations;

/// <summary>
/// The chance of one case: the same seed and case give the same throws on every machine and version (SplitMix64). Notes what was done, so that a
/// replay can tell. One per worker, reset for each case.
/// </summary>
internal sealed class Dice
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private readonly List<string> _steps = [];
    private ulong _state;

    /// <summary>What was done to the callback, in order.</summary>
    public string Story => string.Join(", ", _steps);

    public void Reset(ulong seed, long number)
    {
        _steps.Clear();
        _state = seed;
        _state = Next() ^ ((ulong)number * Golden);
    }

    public void Note(string step) => _steps.Add(step);

    public ulong Next()
    {
        var mixed = _state += Golden;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>0 to <paramref name="limit"/> - 1.</summary>
    public int Below(int limit) => (int)(Next() % (uint)limit);

    public bool Chance(int percent) => Below(100) < percent;

    public byte Byte() => (byte)Next();

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Mostly small, now and then up to <paramref name="most"/>.</summary>
    public int Size(int most) => 1 + Below(Chance(95) ? Math.Min(most, 16) : most);
}
