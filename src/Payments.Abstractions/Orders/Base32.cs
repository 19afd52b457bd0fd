using System.Buffers;

namespace Payments;

/// <summary>Crockford Base32: digits sort as they count, and no letter looks like a digit.</summary>
internal static class Base32
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static readonly SearchValues<char> Valid = SearchValues.Create(Alphabet);

    public static void Encode(UInt128 value, Span<char> destination)
    {
        for (var i = destination.Length - 1; i >= 0; i--)
        {
            destination[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }

    public static UInt128 Decode(ReadOnlySpan<char> text)
    {
        UInt128 value = 0;
        foreach (var c in text)
        {
            value = (value << 5) | (uint)Alphabet.IndexOf(c, StringComparison.Ordinal);
        }

        return value;
    }

    public static bool IsValid(ReadOnlySpan<char> text) => text.IndexOfAnyExcept(Valid) < 0;
}
