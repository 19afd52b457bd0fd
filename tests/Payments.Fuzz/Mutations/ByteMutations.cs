using System.Text;

namespace Payments.Fuzz.Mutations;

/// <summary>Changes to raw bytes, whatever they mean.</summary>
internal static class ByteMutations
{
    // Large enough to tell a reader that grows with its input, small enough to be taken as a callback.
    private const int MostInserted = 24 * 1024;

    private static readonly byte[][] Poison =
    [
        [0xEF, 0xBB, 0xBF],                 // byte order mark
        [0x00],
        [0xC0, 0x80],                       // overlong NUL
        [0xED, 0xA0, 0x80],                 // lone surrogate
        [0xF4, 0x90, 0x80, 0x80],           // beyond Unicode
        [0xFF, 0xFE],
        [0x80],
        [(byte)'\r', (byte)'\n'],
        [(byte)'"'],
        [(byte)'\\'],
        [(byte)'%'],
        [(byte)'&'],
        [(byte)'='],
        [0xE2, 0x80, 0xAE],                 // right-to-left override
    ];

    private static readonly Func<byte[], Dice, byte[]>[] All =
    [
        FlipBit, FlipBit, FlipBit, Replace, Replace, DeleteByte, DeleteRange, InsertByte, InsertByte, Repeat, Move, Truncate, Poisoned, Prefixed, Suffixed, Twice, Grown,
    ];

    /// <summary>One to four changes.</summary>
    public static byte[] Apply(byte[] body, Dice dice)
    {
        var changes = dice.Chance(70) ? 1 : 1 + dice.Below(4);
        for (var i = 0; i < changes; i++)
        {
            var mutation = dice.Pick(All);
            dice.Note(mutation.Method.Name);
            body = body.Length == 0 ? [dice.Byte()] : mutation(body, dice);
        }

        return body;
    }

    /// <summary>Puts invalid or surprising bytes right after this text, where it occurs.</summary>
    public static byte[] PoisonAfter(byte[] body, string text, Dice dice)
    {
        var at = body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        return at < 0 ? Poisoned(body, dice) : Insert(body, at + text.Length, dice.Pick(Poison));
    }

    private static byte[] FlipBit(byte[] body, Dice dice)
    {
        var copy = (byte[])body.Clone();
        copy[dice.Below(copy.Length)] ^= (byte)(1 << dice.Below(8));
        return copy;
    }

    private static byte[] Replace(byte[] body, Dice dice)
    {
        var copy = (byte[])body.Clone();
        copy[dice.Below(copy.Length)] = dice.Byte();
        return copy;
    }

    private static byte[] DeleteByte(byte[] body, Dice dice) => Delete(body, dice.Below(body.Length), 1);

    private static byte[] DeleteRange(byte[] body, Dice dice)
    {
        var start = dice.Below(body.Length);
        return Delete(body, start, 1 + dice.Below(body.Length - start));
    }

    private static byte[] InsertByte(byte[] body, Dice dice) => Insert(body, dice.Below(body.Length + 1), [dice.Byte()]);

    private static byte[] Repeat(byte[] body, Dice dice) => Insert(body, dice.Below(body.Length + 1), Slice(body, dice));

    private static byte[] Move(byte[] body, Dice dice)
    {
        var start = dice.Below(body.Length);
        var length = 1 + dice.Below(body.Length - start);
        var rest = Delete(body, start, length);
        return Insert(rest, dice.Below(rest.Length + 1), body.AsSpan(start, length));
    }

    private static byte[] Truncate(byte[] body, Dice dice) => body[..dice.Below(body.Length)];

    private static byte[] Poisoned(byte[] body, Dice dice) => Insert(body, dice.Below(body.Length + 1), dice.Pick(Poison));

    private static byte[] Prefixed(byte[] body, Dice dice) => Insert(body, 0, dice.Pick(Poison));

    private static byte[] Suffixed(byte[] body, Dice dice) => Insert(body, body.Length, dice.Pick(Poison));

    private static byte[] Twice(byte[] body, Dice dice) => dice.Chance(50) ? [.. body, .. body] : Insert(body, dice.Below(body.Length + 1), body);

    private static byte[] Grown(byte[] body, Dice dice)
    {
        var filler = new byte[dice.Chance(98) ? dice.Size(1024) : 1 + dice.Below(MostInserted)];
        filler.AsSpan().Fill(dice.Byte());
        return Insert(body, dice.Below(body.Length + 1), filler);
    }

    private static ReadOnlySpan<byte> Slice(byte[] body, Dice dice)
    {
        var start = dice.Below(body.Length);
        return body.AsSpan(start, Math.Min(dice.Size(body.Length), body.Length - start));
    }

    private static byte[] Delete(byte[] body, int start, int length) => [.. body.AsSpan(0, start), .. body.AsSpan(start + length)];

    private static byte[] Insert(byte[] body, int at, ReadOnlySpan<byte> more) => [.. body.AsSpan(0, at), .. more, .. body.AsSpan(at)];
}
