using Payments.Coordination;

namespace Payments.Redis;

/// <summary>Notes in Redis.</summary>
internal sealed class RedisSharedNotes(RedisLink link) : ISharedNotes
{
    private const int MostBytes = 65_536;

    private static readonly TimeSpan LeastLifetime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostLifetime = TimeSpan.FromDays(1);

    public async ValueTask<byte[]?> ReadAsync(string key, CancellationToken cancellationToken = default)
    {
        var reply = await link.TryAsync(adapter => adapter.ReadAsync(KeyOf(key)), cancellationToken).ConfigureAwait(false);
        return reply.IsThere ? reply.Value : throw Away();
    }

    public async ValueTask WriteAsync(string key, ReadOnlyMemory<byte> note, TimeSpan lifetime, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(note.Length, MostBytes, nameof(note));
        ArgumentOutOfRangeException.ThrowIfLessThan(lifetime, LeastLifetime);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, MostLifetime);
        var bytes = note.ToArray();
        var reply = await link.TryAsync(adapter => adapter.WriteAsync(KeyOf(key), bytes, lifetime), cancellationToken).ConfigureAwait(false);
        if (!reply.IsThere)
        {
            throw Away();
        }
    }

    private string KeyOf(string key) => link.KeyOf($"note:{key}");

    private static IOException Away() => new("Redis does not answer.");
}
