using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Payments.Channels;
using Payments.Recon.Archive;
using Payments.Reconciliation;

namespace Payments.Recon;

/// <summary>
/// Bills, results and reports, kept so that nobody can change them unseen: contents are named by their hash, and each entry of the index carries the
/// hash of the one before. Thread-safe; many nodes may add to one archive at once.
/// </summary>
public sealed class ReconciliationArchive
{
    /// <summary>The shortest time anything is kept: three years.</summary>
    public static readonly TimeSpan LeastRetention = TimeSpan.FromDays(1096);

    private const int MostTries = 100;
    private const int MostEntryBytes = 16 << 10;

    private readonly IArchiveStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _retention;
    private long _known;

    /// <summary>Opens an archive; nothing is read or written yet.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="time">The clock.</param>
    /// <param name="retention">How long a content is kept, at least <see cref="LeastRetention"/>.</param>
    public ReconciliationArchive(IArchiveStore store, TimeProvider time, TimeSpan retention)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(retention, LeastRetention);
        _store = store;
        _time = time;
        _retention = retention;
    }

    /// <summary>Archives a file: its content, unless the archive has it, and an entry of the index.</summary>
    /// <param name="name">What it is, as <c>bill.csv</c>: 1 to 64 characters of <c>a-z</c>, <c>0-9</c>, <c>-</c> and <c>.</c>.</param>
    /// <param name="account">The channel account.</param>
    /// <param name="day">The day.</param>
    /// <param name="kind">The kind of bill.</param>
    /// <param name="content">The content, from its beginning; it can seek.</param>
    /// <param name="cancellationToken">Gives up; adding the same again does no harm.</param>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    public async Task<ArchivedFile> AddAsync(string name, string account, DateOnly day, StatementKind kind, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (name is not { Length: > 0 and <= 64 } || !ArchiveNames.IsPart(name))
        {
            throw new ArgumentException($"'{name}' is no name for a file: 1 to 64 characters of a-z, 0-9, '-' and '.'.", nameof(name));
        }

        content.Position = 0;
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken).ConfigureAwait(false));
        var bytes = content.Position;
        content.Position = 0;
        await _store.PutAsync(ArchiveNames.Content(sha256), content, cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        var (entry, entrySha256) = await AppendAsync(
            new ArchiveEntry
            {
                Sequence = 0,
                Kind = ArchiveEntryKind.Added,
                Name = name,
                ChannelAccount = account,
                Day = day,
                Statement = kind,
                Sha256 = sha256,
                Bytes = bytes,
                At = now,
                RetainUntil = now + _retention,
                Previous = ArchiveNames.None,
            },
            cancellationToken).ConfigureAwait(false);
        return new ArchivedFile(name, sha256, bytes, entry.Sequence, entrySha256);
    }

    /// <summary>Opens a content, compared with its hash while it is read.</summary>
    /// <returns><see langword="null"/> when the archive does not have it.</returns>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    public async Task<Stream?> OpenAsync(string sha256, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sha256);
        return await _store.OpenAsync(ArchiveNames.Content(sha256), cancellationToken).ConfigureAwait(false) is { } content
            ? new HashedStream(content, sha256)
            : null;
    }

    /// <summary>The entries, from a place on, as far as the chain has no gap.</summary>
    /// <exception cref="InvalidDataException">An entry cannot be read.</exception>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    public async IAsyncEnumerable<ArchiveEntry> ReadEntriesAsync(long from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var sequence = Math.Max(1, from); await ReadEntryAsync(sequence, cancellationToken).ConfigureAwait(false) is { } bytes; sequence++)
        {
            yield return ArchiveJson.TryDecode(bytes) ?? throw new InvalidDataException($"The archive's entry {sequence} cannot be read. Verify the archive.");
        }
    }

    /// <summary>
    /// Reads everything and tells what is wrong. Entries added meanwhile may or may not be looked at; a content whose entry is being written is told
    /// as <see cref="ArchiveProblemKind.Unlisted"/>.
    /// </summary>
    /// <param name="known">Entries known from elsewhere, as those of <see cref="ArchivedFile"/>: without them nobody can tell that the end was cut off.</param>
    /// <param name="progress">Hears how many bytes were read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    public Task<ArchiveVerification> VerifyAsync(IReadOnlyList<ArchiveHead> known, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(known);
        return new ArchiveVerifier(_store).VerifyAsync(known, progress, cancellationToken);
    }

    /// <summary>Deletes a content whose time is over, and says so in the index.</summary>
    /// <param name="sha256">The content.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ReconciliationException">Its time is not over (<c>archive_retained</c>), or no entry names it (<c>archive_unknown</c>).</exception>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    public async Task DeleteAsync(string sha256, CancellationToken cancellationToken)
    {
        var terms = await ReadTermsAsync(cancellationToken).ConfigureAwait(false);
        if (!terms.TryGetValue(sha256, out var term))
        {
            throw new ReconciliationException(ReconciliationErrorCodes.ArchiveUnknown, $"No entry of the archive names the content {sha256}. Name a content of the index.");
        }

        if (term.RetainUntil > _time.GetUtcNow())
        {
            throw new ReconciliationException(
                ReconciliationErrorCodes.ArchiveRetained,
                $"The content {sha256} ('{term.Name}' of {term.ChannelAccount}, {term.Day:yyyy-MM-dd}) is kept until {term.RetainUntil:yyyy-MM-dd}. Nothing was deleted; delete it after that day.");
        }

        await PurgeAsync(term, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes contents whose time is over, and says so in the index.</summary>
    /// <param name="max">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="IOException">The store cannot be reached or refuses.</exception>
    public async Task<int> PurgeAsync(int max, CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow();
        var over = (await ReadTermsAsync(cancellationToken).ConfigureAwait(false)).Values
            .Where(term => term.Kind == ArchiveEntryKind.Added && term.RetainUntil <= now)
            .OrderBy(term => term.Sequence)
            .Take(max)
            .ToList();
        foreach (var term in over)
        {
            await PurgeAsync(term, cancellationToken).ConfigureAwait(false);
        }

        return over.Count;
    }

    private async Task PurgeAsync(ArchiveEntry term, CancellationToken cancellationToken)
    {
        // The entry first: a content that is gone without one would look like a loss.
        if (term.Kind == ArchiveEntryKind.Added)
        {
            await AppendAsync(term with { Kind = ArchiveEntryKind.Purged, At = _time.GetUtcNow() }, cancellationToken).ConfigureAwait(false);
        }

        await _store.DeleteAsync(ArchiveNames.Content(term.Sha256), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Of each content the entry that keeps it longest, or the one that says it was purged since.</summary>
    private async Task<Dictionary<string, ArchiveEntry>> ReadTermsAsync(CancellationToken cancellationToken)
    {
        var terms = new Dictionary<string, ArchiveEntry>(StringComparer.Ordinal);
        await foreach (var entry in ReadEntriesAsync(1, cancellationToken).ConfigureAwait(false))
        {
            if (entry.Kind == ArchiveEntryKind.Purged
                || !terms.TryGetValue(entry.Sha256, out var term)
                || term.Kind == ArchiveEntryKind.Purged
                || term.RetainUntil < entry.RetainUntil)
            {
                terms[entry.Sha256] = entry;
            }
        }

        return terms;
    }

    /// <summary>Adds an entry at the end of the chain. Whoever of many writes its place first has it; the others go on to the next.</summary>
    private async Task<(ArchiveEntry Entry, string Sha256)> AppendAsync(ArchiveEntry entry, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var (last, lastSha256) = await FindEndAsync(cancellationToken).ConfigureAwait(false);
            var next = entry with { Sequence = last + 1, Previous = lastSha256 };
            var bytes = ArchiveJson.Encode(next);
            using var content = new MemoryStream(bytes, writable: false);
            if (await _store.PutAsync(ArchiveNames.Entry(next.Sequence), content, cancellationToken).ConfigureAwait(false)
                || (await ReadEntryAsync(next.Sequence, cancellationToken).ConfigureAwait(false) is { } there && there.AsSpan().SequenceEqual(bytes)))
            {
                Volatile.Write(ref _known, next.Sequence);
                return (next, ArchiveJson.HashOf(bytes));
            }
        }

        throw new IOException("Others added to the archive's index without pause: no place was free in time. Try again.");
    }

    private async Task<(long Sequence, string Sha256)> FindEndAsync(CancellationToken cancellationToken)
    {
        // Places have no gaps: ever longer steps, then halves.
        var last = Volatile.Read(ref _known);
        var bytes = last == 0 ? null : await ReadEntryAsync(last, cancellationToken).ConfigureAwait(false);
        if (bytes is null)
        {
            last = 0;
        }

        for (long step = 1; step > 0;)
        {
            if (await ReadEntryAsync(last + step, cancellationToken).ConfigureAwait(false) is { } found)
            {
                (last, bytes) = (last + step, found);
                step *= 2;
            }
            else
            {
                step /= 2;
            }
        }

        return (last, bytes is null ? ArchiveNames.None : ArchiveJson.HashOf(bytes));
    }

    private Task<byte[]?> ReadEntryAsync(long sequence, CancellationToken cancellationToken) =>
        _store.ReadAllAsync(ArchiveNames.Entry(sequence), MostEntryBytes, cancellationToken);
}
