using System.Security.Cryptography;
using Payments.Reconciliation;

namespace Payments.Recon.Archive;

/// <summary>Follows the chain from its beginning and hashes every content.</summary>
internal sealed class ArchiveVerifier(IArchiveStore store)
{
    private const int MostProblems = 1_000;
    private const int MostEntryBytes = 16 << 10;
    private const int BufferBytes = 1 << 20;

    private readonly List<ArchiveProblem> _problems = [];
    private readonly Dictionary<string, Content> _contents = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _known = [];
    private long _last;
    private long _entries;
    private string _lastSha256 = ArchiveNames.None;

    public async Task<ArchiveVerification> VerifyAsync(IReadOnlyList<ArchiveHead> known, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        foreach (var head in known)
        {
            _known[head.Sequence] = head.Sha256;
        }

        await foreach (var item in store.ListAsync(ArchiveNames.Index, cancellationToken).ConfigureAwait(false))
        {
            await FollowAsync(item.Name, cancellationToken).ConfigureAwait(false);
        }

        foreach (var head in known.Where(head => head.Sequence > _last).DistinctBy(head => head.Sequence))
        {
            Tell(ArchiveProblemKind.ChainCut, ArchiveNames.Entry(head.Sequence), $"The chain ends at {_last}; entry {head.Sequence} is known to have been written.");
        }

        var (contents, bytes) = await HashAsync(progress, cancellationToken).ConfigureAwait(false);
        return new ArchiveVerification
        {
            Entries = _entries,
            Contents = contents,
            Bytes = bytes,
            Head = _last == 0 ? null : new ArchiveHead(_last, _lastSha256),
            Problems = _problems,
        };
    }

    private async Task FollowAsync(string name, CancellationToken cancellationToken)
    {
        var sequence = ArchiveNames.SequenceOf(name);
        if (sequence == 0)
        {
            Tell(ArchiveProblemKind.EntryMalformed, name, "It is no entry's name.");
            return;
        }

        _entries++;
        var isNext = sequence == _last + 1;
        if (!isNext)
        {
            Tell(ArchiveProblemKind.ChainCut, ArchiveNames.Entry(_last + 1), $"The entries {_last + 1} to {sequence - 1} are not there.");
        }

        var bytes = await store.ReadAllAsync(name, MostEntryBytes, cancellationToken).ConfigureAwait(false) ?? [];
        var sha256 = ArchiveJson.HashOf(bytes);
        if (_known.TryGetValue(sequence, out var expected) && expected != sha256)
        {
            Tell(ArchiveProblemKind.ChainBroken, name, $"Its hash is {sha256}; it is known to have been {expected}.");
        }

        if (ArchiveJson.TryDecode(bytes) is { } entry)
        {
            if (entry.Sequence != sequence)
            {
                Tell(ArchiveProblemKind.ChainBroken, name, $"It says that it is entry {entry.Sequence}: entries were given other places.");
            }
            else if (isNext && entry.Previous != _lastSha256)
            {
                Tell(ArchiveProblemKind.ChainBroken, name, $"It follows an entry with the hash {entry.Previous}; the one before it has {_lastSha256}.");
            }

            Take(entry, name);
        }
        else
        {
            Tell(ArchiveProblemKind.EntryMalformed, name, "It is not the JSON of an entry.");
        }

        (_last, _lastSha256) = (sequence, sha256);
    }

    private void Take(ArchiveEntry entry, string name)
    {
        var known = _contents.GetValueOrDefault(entry.Sha256);
        if (entry.Kind == ArchiveEntryKind.Added)
        {
            var until = known is { IsPurged: false } && known.RetainUntil > entry.RetainUntil ? known.RetainUntil : entry.RetainUntil;
            _contents[entry.Sha256] = new Content(entry.Bytes, until, IsPurged: false);
            return;
        }

        if (known is null || known.RetainUntil > entry.At)
        {
            Tell(ArchiveProblemKind.PurgedEarly, name, known is null ? "It purges a content that no entry before it names." : $"It purges a content on {entry.At:yyyy-MM-dd} that is kept until {known.RetainUntil:yyyy-MM-dd}.");
        }

        _contents[entry.Sha256] = new Content(entry.Bytes, entry.RetainUntil, IsPurged: true);
    }

    private async Task<(long Contents, long Bytes)> HashAsync(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        long contents = 0;
        long bytes = 0;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var item in store.ListAsync(ArchiveNames.Contents, cancellationToken).ConfigureAwait(false))
        {
            if (ArchiveNames.HashOf(item.Name) is not { } sha256 || !_contents.TryGetValue(sha256, out var content))
            {
                Tell(ArchiveProblemKind.Unlisted, item.Name, "No entry names it: a write that never ended, or entries were cut off.");
                continue;
            }

            seen.Add(sha256);
            contents++;
            bytes += await HashOneAsync(item.Name, sha256, content, cancellationToken).ConfigureAwait(false);
            progress?.Report(bytes);
        }

        foreach (var (sha256, _) in _contents.Where(each => !each.Value.IsPurged && !seen.Contains(each.Key)).OrderBy(each => each.Key, StringComparer.Ordinal))
        {
            Tell(ArchiveProblemKind.ContentMissing, ArchiveNames.Content(sha256), "It is not there, and no entry says that it was purged.");
        }

        return (contents, bytes);
    }

    private async Task<long> HashOneAsync(string name, string sha256, Content content, CancellationToken cancellationToken)
    {
        if (await store.OpenAsync(name, cancellationToken).ConfigureAwait(false) is not { } stream)
        {
            Tell(ArchiveProblemKind.ContentMissing, name, "It was there a moment ago.");
            return 0;
        }

        await using (stream.ConfigureAwait(false))
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            long length = 0;
            for (int read; (read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; length += read)
            {
                hash.AppendData(buffer, 0, read);
            }

            var actual = Convert.ToHexStringLower(hash.GetHashAndReset());
            if (actual != sha256 || length != content.Bytes)
            {
                Tell(ArchiveProblemKind.ContentChanged, name, $"Its {length} bytes have the hash {actual}; {content.Bytes} bytes were archived.");
            }

            return length;
        }
    }

    private void Tell(ArchiveProblemKind kind, string name, string detail)
    {
        if (_problems.Count < MostProblems)
        {
            _problems.Add(new ArchiveProblem(kind, name, detail));
        }
    }

    private sealed record Content(long Bytes, DateTimeOffset RetainUntil, bool IsPurged);
}
