using System.Text;
using Payments.Channels;
using Payments.Recon.Tests.Runs.Support;
using Payments.Reconciliation;

namespace Payments.Recon.Tests.Archive;

/// <summary>What anybody does to an archive behind our back shows; what is kept is not deleted before its time.</summary>
public sealed class TamperTests
{
    private static readonly DateOnly Day = new(2026, 1, 1);

    private readonly VirtualTime _time = new();
    private readonly MemoryArchiveStore _store = new();
    private readonly List<ArchivedFile> _files = [];
    private readonly ReconciliationArchive _archive;

    public TamperTests() => _archive = new ReconciliationArchive(_store, _time, ReconciliationArchive.LeastRetention);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_archive_nobody_touched_is_whole()
    {
        await FillAsync();
        var found = await VerifyAsync();
        Assert.Empty(found.Problems);
        Assert.Equal((5L, 5L), (found.Entries, found.Contents));
        Assert.Equal(new ArchiveHead(5, _files[^1].EntrySha256), found.Head);
    }

    [Fact]
    public async Task Each_flipped_bit_of_each_object_is_found()
    {
        await FillAsync();
        foreach (var (name, bytes) in _store.Objects.ToList())
        {
            for (var at = 0; at < bytes.Length; at += 7)
            {
                var changed = (byte[])bytes.Clone();
                changed[at] ^= 4;
                _store.Objects[name] = changed;
                Assert.False((await VerifyAsync()).IsIntact, $"byte {at} of {name}");
            }

            _store.Objects[name] = bytes;
        }

        Assert.True((await VerifyAsync()).IsIntact);
    }

    [Fact]
    public async Task A_missing_content_a_hole_and_a_cut_end_are_found()
    {
        await FillAsync();
        await FindsAsync(ArchiveProblemKind.ContentMissing, objects => objects.TryRemove($"objects/{_files[2].Sha256[..2]}/{_files[2].Sha256}", out _));
        await FindsAsync(ArchiveProblemKind.ChainCut, objects => objects.TryRemove("index/000000000003.json", out _));
        await FindsAsync(ArchiveProblemKind.Unlisted, objects => objects.TryRemove("index/000000000005.json", out _));
        await FindsAsync(ArchiveProblemKind.ChainCut, objects =>
        {
            objects.TryRemove("index/000000000005.json", out _);
            objects.TryRemove($"objects/{_files[4].Sha256[..2]}/{_files[4].Sha256}", out _);
        });
    }

    [Fact]
    public async Task Entries_in_other_places_and_rewritten_ones_are_found()
    {
        await FillAsync();
        await FindsAsync(ArchiveProblemKind.ChainBroken, objects =>
            (objects["index/000000000002.json"], objects["index/000000000003.json"]) = (objects["index/000000000003.json"], objects["index/000000000002.json"]));
        await FindsAsync(ArchiveProblemKind.ChainBroken, objects => objects["index/000000000002.json"] =
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(objects["index/000000000002.json"]).Replace("fake-main", "fake-mine", StringComparison.Ordinal)));
        await FindsAsync(ArchiveProblemKind.EntryMalformed, objects => objects["index/000000000004.json"] = "{}"u8.ToArray());

        // The last entry has no successor: only who knows its hash from elsewhere can tell.
        await FindsAsync(ArchiveProblemKind.ChainBroken, objects => objects["index/000000000005.json"] =
            Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(objects["index/000000000005.json"]).Replace("fake-main", "fake-mine", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_changed_content_is_not_handed_out_whole()
    {
        await FillAsync();
        var name = $"objects/{_files[0].Sha256[..2]}/{_files[0].Sha256}";
        _store.Objects[name] = [.. _store.Objects[name].Select((one, at) => at == 1 ? (byte)(one ^ 1) : one)];
        await using var content = await _archive.OpenAsync(_files[0].Sha256, Cancellation);
        await Assert.ThrowsAsync<InvalidDataException>(() => content!.CopyToAsync(Stream.Null, Cancellation));
    }

    [Fact]
    public async Task Nothing_is_deleted_before_its_time_and_what_is_purged_is_written_down()
    {
        await FillAsync();
        _time.Advance(ReconciliationArchive.LeastRetention - TimeSpan.FromSeconds(1));
        var fault = await Assert.ThrowsAsync<ReconciliationException>(() => _archive.DeleteAsync(_files[0].Sha256, Cancellation));
        Assert.Equal("archive_retained", fault.Code);
        Assert.Equal(0, await _archive.PurgeAsync(100, Cancellation));
        await AddAsync("bill.csv", "content 0"); // the same content again is kept as long as the younger entry says

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(4, await _archive.PurgeAsync(100, Cancellation));
        Assert.NotNull(await _archive.OpenAsync(_files[0].Sha256, Cancellation));
        Assert.Null(await _archive.OpenAsync(_files[1].Sha256, Cancellation));
        var found = await VerifyAsync();
        Assert.Empty(found.Problems);
        Assert.Equal((10L, 1L), (found.Entries, found.Contents));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ReconciliationArchive(_store, _time, TimeSpan.FromDays(1_000)));
    }

    [Fact]
    public async Task A_content_purged_early_behind_the_archives_back_is_found()
    {
        await FillAsync();
        var other = new VirtualTime();
        other.Set(_time.GetUtcNow().AddYears(9));
        await new ReconciliationArchive(_store, other, ReconciliationArchive.LeastRetention).PurgeAsync(1, Cancellation);
        var text = Encoding.UTF8.GetString(_store.Objects["index/000000000006.json"]);
        _store.Objects["index/000000000006.json"] = Encoding.UTF8.GetBytes(text.Replace("\"at\":\"2035", "\"at\":\"2026", StringComparison.Ordinal));
        Assert.Contains((await VerifyAsync()).Problems, problem => problem.Kind == ArchiveProblemKind.PurgedEarly);
    }

    [Fact]
    public async Task Many_nodes_add_to_one_chain()
    {
        var nodes = Enumerable.Range(0, 4).Select(_ => new ReconciliationArchive(_store, _time, ReconciliationArchive.LeastRetention)).ToList();
        await Task.WhenAll(Enumerable.Range(0, 80).Select(n => Task.Run(
            async () =>
            {
                using var content = new MemoryStream(Encoding.UTF8.GetBytes($"content {n}"));
                await nodes[n % nodes.Count].AddAsync("bill.csv", "fake-main", Day, StatementKind.Trades, content, Cancellation);
            },
            Cancellation)));
        var found = await VerifyAsync();
        Assert.Empty(found.Problems);
        Assert.Equal(80, found.Entries);
    }

    private async Task FillAsync()
    {
        for (var n = 0; n < 5; n++)
        {
            await AddAsync("bill.csv", $"content {n}");
        }
    }

    private async Task AddAsync(string name, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        _files.Add(await _archive.AddAsync(name, "fake-main", Day, StatementKind.Trades, content, Cancellation));
    }

    private Task<ArchiveVerification> VerifyAsync() =>
        _archive.VerifyAsync([.. _files.Select(file => new ArchiveHead(file.Sequence, file.EntrySha256))], progress: null, Cancellation);

    /// <summary>Does something to the objects, sees it found, and puts everything back.</summary>
    private async Task FindsAsync(ArchiveProblemKind kind, Action<System.Collections.Concurrent.ConcurrentDictionary<string, byte[]>> harm)
    {
        var whole = _store.Objects.ToList();
        harm(_store.Objects);
        Assert.Contains((await VerifyAsync()).Problems, problem => problem.Kind == kind);
        _store.Objects.Clear();
        foreach (var (name, bytes) in whole)
        {
            _store.Objects[name] = bytes;
        }

        Assert.True((await VerifyAsync()).IsIntact);
    }
}
