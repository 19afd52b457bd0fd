using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Payments;

/// <summary>
/// Our number of a payment order: 26 characters of Crockford Base32 (<c>0-9A-HJKMNP-TV-Z</c>), upper case.
/// Characters 0-9 are the creation time in milliseconds since the Unix epoch, 10-23 are 70 random bits,
/// 24-25 are the shard (0 to 1023). Numbers therefore sort by time and need no coordination between nodes.
/// </summary>
/// <remarks>
/// An attempt's number is the order's number followed by two more characters, 28 in all: within WeChat Pay's 32 and
/// Alipay's 64 characters of <c>out_trade_no</c>, and made only of characters both allow.
/// </remarks>
[JsonConverter(typeof(OrderNoJsonConverter))]
public readonly record struct OrderNo : IComparable<OrderNo>
{
    /// <summary>Length of an order number in characters.</summary>
    public const int Length = 26;

    /// <summary>Length of an attempt number in characters.</summary>
    public const int AttemptNoLength = Length + 2;

    /// <summary>Number of shards an order number can name; a shard is 0 to <c>ShardCount - 1</c>.</summary>
    public const int ShardCount = 1024;

    /// <summary>Most attempts one order can number.</summary>
    public const int MaxAttempts = 1023;

    /// <summary>Length of a refund number in characters.</summary>
    public const int RefundNoLength = Length + 3;

    private const char RefundMark = 'R';
    private const int TimeLength = 10;
    private const int ShardOffset = 24;

    private readonly string? _value;

    private OrderNo(string value) => _value = value;

    /// <summary>The number as text. The default value's text is empty and is never a valid number.</summary>
    public string Value => _value ?? "";

    /// <summary>The shard, 0 to 1023: equal for all rows that belong to the order.</summary>
    public int Shard => _value is null ? 0 : (int)Base32.Decode(_value.AsSpan(ShardOffset, 2));

    /// <summary>When the number was made, to the millisecond.</summary>
    public DateTimeOffset CreatedAt =>
        _value is null ? DateTimeOffset.UnixEpoch : DateTimeOffset.FromUnixTimeMilliseconds((long)Base32.Decode(_value.AsSpan(0, TimeLength)));

    /// <summary>Builds a number from its parts.</summary>
    /// <param name="createdAt">Creation time, from the Unix epoch to the year 10889.</param>
    /// <param name="random">70 bits that make the number unique within its millisecond; higher bits must be zero.</param>
    /// <param name="shard">0 to 1023.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part does not fit.</exception>
    public static OrderNo Create(DateTimeOffset createdAt, UInt128 random, int shard)
    {
        var milliseconds = createdAt.ToUnixTimeMilliseconds();
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds, nameof(createdAt));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(random, UInt128.One << 70);
        ArgumentOutOfRangeException.ThrowIfNegative(shard);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(shard, ShardCount);
        return new OrderNo(string.Create(Length, (milliseconds, random, shard), static (span, parts) =>
        {
            Base32.Encode((UInt128)parts.milliseconds, span[..TimeLength]);
            Base32.Encode(parts.random, span[TimeLength..ShardOffset]);
            Base32.Encode((UInt128)parts.shard, span[ShardOffset..]);
        }));
    }

    /// <summary>The number of the order's <paramref name="sequence"/>-th attempt (from 1 to 1023).</summary>
    public string ToAttemptNo(int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, MaxAttempts);
        return string.Create(AttemptNoLength, (Value, sequence), static (span, parts) =>
        {
            parts.Value.CopyTo(span);
            Base32.Encode((UInt128)parts.sequence, span[Length..]);
        });
    }

    /// <summary>Reads the order's number out of an attempt's number.</summary>
    /// <returns><see langword="false"/> when the text is not an attempt number of ours.</returns>
    public static bool TryFromAttemptNo([NotNullWhen(true)] string? attemptNo, out OrderNo orderNo)
    {
        orderNo = default;
        return attemptNo is { Length: AttemptNoLength }
            && Base32.IsValid(attemptNo.AsSpan(Length))
            && TryParse(attemptNo[..Length], out orderNo);
    }

    /// <summary>The number of the order's <paramref name="sequence"/>-th refund (from 1 to 1023): 29 characters, the order's number, <c>R</c> and two more.</summary>
    public string ToRefundNo(int sequence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sequence, MaxAttempts);
        return string.Create(RefundNoLength, (Value, sequence), static (span, parts) =>
        {
            parts.Value.CopyTo(span);
            span[Length] = RefundMark;
            Base32.Encode((UInt128)parts.sequence, span[(Length + 1)..]);
        });
    }

    /// <summary>Reads the order's number out of a refund's number.</summary>
    /// <returns><see langword="false"/> when the text is not a refund number of ours.</returns>
    public static bool TryFromRefundNo([NotNullWhen(true)] string? refundNo, out OrderNo orderNo)
    {
        orderNo = default;
        return refundNo is { Length: RefundNoLength }
            && refundNo[Length] == RefundMark
            && Base32.IsValid(refundNo.AsSpan(Length + 1))
            && TryParse(refundNo[..Length], out orderNo);
    }

    /// <summary>Parses exactly 26 upper-case characters.</summary>
    /// <returns><see langword="false"/> for anything else.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out OrderNo orderNo)
    {
        // Ten characters hold 50 bits; the two highest must be zero for a 48-bit time.
        if (text is { Length: Length } && Base32.IsValid(text) && text[0] is >= '0' and <= '7')
        {
            orderNo = new OrderNo(text);
            return true;
        }

        orderNo = default;
        return false;
    }

    /// <summary>Parses exactly 26 upper-case characters.</summary>
    /// <exception cref="FormatException">The text is not an order number.</exception>
    public static OrderNo Parse(string text) => TryParse(text, out var orderNo)
        ? orderNo
        : throw new FormatException("This is not an order number: it has 26 characters of 0-9 and A-Z without I, L, O and U.");

    /// <inheritdoc/>
    public int CompareTo(OrderNo other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>Orders by time of creation.</summary>
    public static bool operator <(OrderNo left, OrderNo right) => left.CompareTo(right) < 0;

    /// <summary>Orders by time of creation.</summary>
    public static bool operator <=(OrderNo left, OrderNo right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by time of creation.</summary>
    public static bool operator >(OrderNo left, OrderNo right) => left.CompareTo(right) > 0;

    /// <summary>Orders by time of creation.</summary>
    public static bool operator >=(OrderNo left, OrderNo right) => left.CompareTo(right) >= 0;
}
