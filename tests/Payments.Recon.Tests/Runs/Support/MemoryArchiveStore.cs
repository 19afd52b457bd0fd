using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Runs.Support;

/// <summary>An archive without a disk.</summary>
internal sealed class MemoryArchiveStore : IArchiveStore
{
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    public async Task<bool> PutAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);
        return Objects.TryAdd(name, copy.ToArray());
    }

    public Task<Stream?> OpenAsync(string name, CancellationToken cancellationToken) =>
        Task.FromResult<Stream?>(Objects.TryGetValue(name, out var bytes) ? new MemoryStream(bytes, writable: false) : null);

    public async IAsyncEnumerable<ArchiveObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var (name, bytes) in Objects.Where(each => each.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            yield return new ArchiveObject(name, bytes.Length);
        }
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Objects.TryRemove(name, out _));
}
