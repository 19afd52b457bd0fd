using System.Runtime.CompilerServices;

namespace Payments.Simulation.Stage;

/// <summary>
/// A seeded source of chance (SplitMix64). Each actor and each kind of fault has dice of its own, so that taking one out of a story leaves the others
/// throwing what they threw.
/// </summary>
internal sealed class Dice
{
    private ulong _state;

    private Dice(ulong state) => _state = state;

    /// <summary>The dice of one part of a seed's world.</summary>
    public static Dice Of(ulong seed, int part, int index = 0)
    {
        var dice = new Dice(seed ^ ((ulong)(uint)part << 40) ^ ((ulong)(uint)index << 20) ^ 0x5DEECE66DUL);
        dice.Next();
        dice._state ^= (ulong)(uint)(part * 7_919) + ((ulong)(uint)index * 104_729);
        return dice;
    }

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    /// <summary>From zero to one less than the limit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Below(int limit) => (int)(((UInt128)Next() * (uint)limit) >> 64);

    /// <summary>From the least to the most, both included.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    public TimeSpan Milliseconds(int least, int most) => TimeSpan.FromTicks((least + (long)Below(most - least + 1)) * TimeSpan.TicksPerMillisecond);

    public TimeSpan Seconds(int least, int most) => Milliseconds(least * 1_000, most * 1_000);

    public bool Chance(int perMille) => Below(1_000) < perMille;

    public T Pick<T>(params ReadOnlySpan<T> of) => of[Below(of.Length)];
}
