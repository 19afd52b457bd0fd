using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Payments.Core;

/// <summary>Where the engine's chance comes from: the operating system, or a seed when a world is replayed.</summary>
internal abstract class Entropy
{
    public static Entropy System { get; } = new SystemEntropy();

    public abstract UInt128 Bits();

    /// <summary>A number from zero to one less than <paramref name="limit"/>.</summary>
    public abstract int Below(int limit);

    private sealed class SystemEntropy : Entropy
    {
        public override UInt128 Bits()
        {
            Span<byte> bytes = stackalloc byte[16];
            RandomNumberGenerator.Fill(bytes);
            return BinaryPrimitives.ReadUInt128BigEndian(bytes);
        }

        public override int Below(int limit) => RandomNumberGenerator.GetInt32(limit);
    }
}
