using System.Globalization;

namespace Payments.Redis;

/// <summary>What a lock was taken on.</summary>
internal sealed record LockTerms(string LockKey, string FenceKey, string Owner, TimeSpan Lease)
{
    /// <summary>How long the last token is remembered, in milliseconds: far longer than a lease. Afterwards the clock alone keeps tokens rising.</summary>
    public const string FenceLife = "3600000";

    public string[] Keys => [LockKey, FenceKey];

    public string LeaseText => (Lease.Ticks / TimeSpan.TicksPerMillisecond).ToString(CultureInfo.InvariantCulture);
}
