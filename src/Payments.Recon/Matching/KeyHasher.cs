using System.Runtime.CompilerServices;

namespace Payments.Recon.Matching;

/// <summary>
/// A keyed hash of a number, with a key that is new for each run: who chooses numbers cannot choose their partition. What it says is never the last word:
/// two numbers are the same when their bytes are.
/// </summary>
internal sealed unsafe class KeyHasher(ulong first, ulong second)
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    /// <param name="key">The bytes.</param>
    /// <param name="length">How many.</param>
    /// <param name="seed">What else tells keys apart: the kind.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(byte* key, int length, uint seed)
    {
        var state = first ^ (((ulong)seed << 32) | (uint)length);
        for (; length >= 16; length -= 16)
        {
            state = Mix(Unsafe.ReadUnaligned<ulong>(key) ^ second, Unsafe.ReadUnaligned<ulong>(key + 8) ^ state);
            key += 16;
        }

        if (length > 0)
        {
            var (low, high) = Rest(key, length);
            state = Mix(low ^ second, high ^ state);
        }

        return Mix(state ^ Odd, second ^ state);
    }

    private static (ulong Low, ulong High) Rest(byte* key, int length)
    {
        if (length >= 8)
        {
            return (Unsafe.ReadUnaligned<ulong>(key), Unsafe.ReadUnaligned<ulong>(key + length - 8));
        }

        if (length >= 4)
        {
            return (Unsafe.ReadUnaligned<uint>(key), Unsafe.ReadUnaligned<uint>(key + length - 4));
        }

        return (key[0] | ((ulong)key[length >> 1] << 8) | ((ulong)key[length - 1] << 16), (ulong)length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mix(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
