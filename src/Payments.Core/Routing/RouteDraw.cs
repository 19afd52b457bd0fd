namespace Payments.Core.Routing;

/// <summary>The draw of an order: the same number draws the same on every node and in every version, so that a choice can be made again.</summary>
internal static class RouteDraw
{
    public const int Steps = 10_000;

    private const ulong Basis = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <returns>0 to 9,999.</returns>
    public static int Of(OrderNo orderNo)
    {
        // FNV-1a; numbers made in one millisecond differ late, so the high bits are folded down before the remainder is taken.
        var hash = Basis;
        foreach (var character in orderNo.Value)
        {
            hash = (hash ^ character) * Prime;
        }

        hash ^= hash >> 33;
        hash *= 0xFF51_AFD7_ED55_8CCD;
        hash ^= hash >> 33;
        return (int)(hash % Steps);
    }
}
