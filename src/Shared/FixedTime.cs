using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Payments.Shared;

/// <summary>Comparisons of secrets whose time tells nothing but the length.</summary>
internal static class FixedTime
{
    public static bool Same(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => CryptographicOperations.FixedTimeEquals(left, right);

    /// <summary>Compares the characters as they are: no folding, no culture.</summary>
    public static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        CryptographicOperations.FixedTimeEquals(MemoryMarshal.AsBytes(left), MemoryMarshal.AsBytes(right));
}
