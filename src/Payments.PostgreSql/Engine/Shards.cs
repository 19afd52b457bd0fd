using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Payments.PostgreSql;

/// <summary>Where rows live that are looked up by a text and not by an order's number.</summary>
internal static class Shards
{
    /// <summary>
    /// The shard of a merchant's key or number. Of a number it is the same the engine puts into the order number, so that the two live together;
    /// uniqueness does not depend on it.
    /// </summary>
    public static short Of(string merchantId, string text) => Of($"{merchantId}\n{text}");

    public static short Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return (short)(BinaryPrimitives.ReadUInt16BigEndian(hash) & (OrderNo.ShardCount - 1));
    }
}
