using Microsoft.Extensions.Caching.Distributed;
using Payments.Coordination;

namespace Payments.Core.Sharing;

/// <summary>Notes in the cache the host registered for purposes of its own.</summary>
internal sealed class CacheNotes(IDistributedCache cache) : ISharedNotes
{
    private const string KeyPrefix = "payments:";
    private const string OfOneProcess = "Microsoft.Extensions.Caching.Distributed.MemoryDistributedCache";

    /// <summary>Where nodes of this host leave notes for each other; <see langword="null"/>: nowhere.</summary>
    public static ISharedNotes? Find(IServiceProvider services) =>
        services.GetService(typeof(ISharedNotes)) as ISharedNotes
        ?? (services.GetService(typeof(IDistributedCache)) is IDistributedCache cache && cache.GetType().FullName != OfOneProcess ? new CacheNotes(cache) : null);

    public async ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default) =>
        await cache.GetAsync(KeyPrefix + key, cancellationToken).ConfigureAwait(false);

    public async ValueTask WriteAsync(string key, ReadOnlyMemory<byte> note, TimeSpan lifetime, CancellationToken cancellationToken = default) =>
        await cache.SetAsync(
            KeyPrefix + key,
            note.ToArray(),
            new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = lifetime },
            cancellationToken).ConfigureAwait(false);
}
