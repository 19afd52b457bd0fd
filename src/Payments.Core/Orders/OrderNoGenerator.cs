using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Core.Orders;

/// <summary>
/// Makes order numbers: unique across nodes by 70 random bits, rising within this process even when the clock stands still or steps back.
/// </summary>
internal sealed class OrderNoGenerator(Entropy entropy, TimeProvider time)
{
    // The highest bit starts at zero, so that counting up within a millisecond cannot overflow.
    private static readonly UInt128 StartMask = (UInt128.One << 69) - 1;

    private readonly Lock _gate = new();
    private long _lastMilliseconds;
    private UInt128 _lastRandom;

    public OrderNo Next(string merchantId, string merchantOrderNo)
    {
        var shard = ShardOf(merchantId, merchantOrderNo);
        lock (_gate)
        {
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (now > _lastMilliseconds)
            {
                _lastMilliseconds = now;
                _lastRandom = entropy.Bits() & StartMask;
            }
            else
            {
                _lastRandom++;
            }

            return OrderNo.Create(DateTimeOffset.FromUnixTimeMilliseconds(_lastMilliseconds), _lastRandom, shard);
        }
    }

    /// <summary>
    /// The shard follows from the merchant's own number, so that its uniqueness can be kept within one shard.
    /// </summary>
    public static int ShardOf(string merchantId, string merchantOrderNo)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{merchantId}\n{merchantOrderNo}"), hash);
        return BinaryPrimitives.ReadUInt16BigEndian(hash) & (OrderNo.ShardCount - 1);
    }
}
