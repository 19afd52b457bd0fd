using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Payments.Recon.Bills;
using Payments.Recon.Scanning;

namespace Payments.Recon.Matching;

/// <summary>Which file a line is in. The order is that of precedence between lines of one number.</summary>
internal static class Source
{
    public const int Carried = 0;
    public const int Ours = 1;
    public const int Bill = 2;

    private const int Shift = 44;

    /// <summary>The source and the place in its file, in 46 bits: files of at most 16 TiB.</summary>
    public static long Position(int source, long offset) => ((long)source << Shift) | offset;

    public static int Of(long position) => (int)(position >> Shift);

    public static long Offset(long position) => position & ((1L << Shift) - 1);
}

/// <summary>
/// One line as it is matched, in about 30 bytes: hash, flags, place, the number itself (digits two to a byte), amount, fee.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal unsafe ref struct Record
{
    private const int RefundFlag = 1;
    private const int StatusShift = 1;
    private const int FeeFlag = 8;
    private const int CurrencyFlag = 16;
    private const int ContradictionFlag = 32;
    private const int PackedFlag = 64;
    private const int TransactionFlag = 128;
    private const int Header = 12;

    public uint Hash;
    public byte Flags;
    public byte Length;
    public long Position;
    public byte* Key;
    public byte* Next;
    public long Amount;
    public long Fee;
    public long Contradiction;
    public ushort Currency;

    public readonly LineKind Kind => (Flags & RefundFlag) != 0 ? LineKind.Refund : LineKind.Payment;

    public readonly LineStatus Status => (LineStatus)((Flags >> StatusShift) & 3);

    /// <summary>Whether the number is digits, two to a byte.</summary>
    public readonly bool IsPacked => (Flags & PackedFlag) != 0;

    public readonly bool HasFee => (Flags & FeeFlag) != 0;

    public readonly bool HasTransaction => (Flags & TransactionFlag) != 0;

    public readonly bool Moved => Status is LineStatus.Succeeded or LineStatus.InProgress;

    /// <summary>What it adds to its side's net.</summary>
    public readonly long Net => !Moved ? 0 : Kind == LineKind.Refund ? -Amount : Amount;

    /// <summary>Packs a number; digits only, and at most 32 of them, two to a byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Pack(byte* number, int length, byte* to, out bool isPacked)
    {
        isPacked = false;
        if (length <= 32)
        {
            var digits = Vector256.Load(number) - Vector256.Create((byte)'0');
            var inside = Vector256.LessThan(Vector256<byte>.Indices, Vector256.Create((byte)length));
            if ((Vector256.GreaterThan(digits, Vector256.Create((byte)9)) & inside) == Vector256<byte>.Zero)
            {
                var pairs = (digits & inside).AsUInt16();
                var packed = ((pairs & Vector256.Create((ushort)0xFF)) << 4) | (pairs >> 8);
                Vector128.Narrow(packed.GetLower(), packed.GetUpper()).Store(to);
                isPacked = true;
                return (length + 1) >> 1;
            }
        }

        Buffer.MemoryCopy(number, to, LineParser.MaxNumber, length);
        return length;
    }

    /// <summary>Writes the parser's line.</summary>
    /// <returns>The byte after it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(byte* to, LineParser line, uint hash, long position, byte* key, int keyBytes, bool isPacked, int length, bool hasTransaction)
    {
        var flags = (line.Kind == LineKind.Refund ? RefundFlag : 0) | ((int)line.Status << StatusShift) | (line.HasFee ? FeeFlag : 0)
            | (line.Currency != Cells.Cny ? CurrencyFlag : 0) | (line.Contradiction >= 0 ? ContradictionFlag : 0) | (isPacked ? PackedFlag : 0)
            | (hasTransaction ? TransactionFlag : 0);
        Unsafe.WriteUnaligned(to, hash);
        to[4] = (byte)flags;
        to[5] = (byte)length;
        Unsafe.WriteUnaligned(to + 6, (uint)position);
        Unsafe.WriteUnaligned(to + 10, (ushort)(position >> 32));
        to += Header;
        if (keyBytes <= 16)
        {
            Vector128.Load(key).Store(to);
        }
        else
        {
            Buffer.MemoryCopy(key, to, LineParser.MaxNumber, keyBytes);
        }

        to = Varint(to + keyBytes, (ulong)line.Amount);
        if (line.HasFee)
        {
            to = Varint(to, (ulong)((line.Fee << 1) ^ (line.Fee >> 63)));
        }

        if (line.Currency != Cells.Cny)
        {
            Unsafe.WriteUnaligned(to, line.Currency);
            to += sizeof(ushort);
        }

        return line.Contradiction >= 0 ? Varint(to, (ulong)line.Contradiction) : to;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(byte* from, out Record record)
    {
        ReadKey(from, out record);
        var at = record.Key + record.KeyBytes;
        record.Amount = (long)Varint(ref at);
        record.Fee = 0;
        if (record.HasFee)
        {
            var fee = Varint(ref at);
            record.Fee = (long)(fee >> 1) ^ -(long)(fee & 1);
        }

        record.Currency = Cells.Cny;
        if ((record.Flags & CurrencyFlag) != 0)
        {
            record.Currency = Unsafe.ReadUnaligned<ushort>(at);
            at += sizeof(ushort);
        }

        record.Contradiction = (record.Flags & ContradictionFlag) != 0 ? (long)Varint(ref at) : -1;
        record.Next = at;
    }

    /// <summary>Whether two records have the same number and kind, byte for byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool SameNumber(byte* left, byte* right)
    {
        if (left[5] != right[5] || ((left[4] ^ right[4]) & (RefundFlag | PackedFlag)) != 0)
        {
            return false;
        }

        var bytes = (left[4] & PackedFlag) != 0 ? (left[5] + 1) >> 1 : left[5];
        return new ReadOnlySpan<byte>(left + Header, bytes).SequenceEqual(new ReadOnlySpan<byte>(right + Header, bytes));
    }

    public static uint HashOf(byte* record) => Unsafe.ReadUnaligned<uint>(record);

    public static long PositionOf(byte* record) => Unsafe.ReadUnaligned<uint>(record + 6) | ((long)Unsafe.ReadUnaligned<ushort>(record + 10) << 32);

    public readonly int KeyBytes => (Flags & PackedFlag) != 0 ? (Length + 1) >> 1 : Length;

    private static void ReadKey(byte* from, out Record record)
    {
        record = default;
        record.Hash = Unsafe.ReadUnaligned<uint>(from);
        record.Flags = from[4];
        record.Length = from[5];
        record.Position = PositionOf(from);
        record.Key = from + Header;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* Varint(byte* to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            *to++ = (byte)(value | 0x80);
        }

        *to++ = (byte)value;
        return to;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Varint(ref byte* from)
    {
        ulong value = *from & 0x7FUL;
        for (var shift = 7; *from++ >= 0x80; shift += 7)
        {
            value |= (*from & 0x7FUL) << shift;
        }

        return value;
    }
}
