using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Payments.Recon.Bills;
using Payments.Recon.Engine;
using Payments.Recon.Partitions;

namespace Payments.Recon.Matching;

/// <summary>
/// What a run that spilled to disk has done, so that it goes on after a crash: the scan as a whole, then each partition. It is good only for the same job
/// on the same files, in the same boot of the machine: nothing is forced to the disk, so what a power failure leaves is not trusted.
/// </summary>
internal sealed class Checkpoint
{
    private const string ScanFile = "scan.json";
    private const string EntriesFile = "scan.entries";
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const int EdgeBytes = 1 << 20;

    private readonly RunFolder _folder;
    private readonly string _identity;
    private bool _isSaved;

    public Checkpoint(RunFolder folder, ReconciliationJob job, IReadOnlyList<BillSource> sources, int utcOffsetSeconds)
    {
        _folder = folder;
        _identity = Identify(job, sources, utcOffsetSeconds);
    }

    public ulong FirstKey { get; private set; }

    public ulong SecondKey { get; private set; }

    /// <summary>Begins anew: with keys of its own and nothing left of an earlier run.</summary>
    public void Start()
    {
        File.Delete(PathOf(ScanFile)); // first: a kill in the middle must not leave a checkpoint without its files
        foreach (var file in Directory.EnumerateFiles(_folder.Work).Where(static file => Path.GetFileName(file) is not ("lock" or "bill.unpacked")))
        {
            File.Delete(file);
        }

        Span<ulong> keys = stackalloc ulong[2];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(keys));
        (FirstKey, SecondKey) = (keys[0], keys[1]);
    }

    public void Save(Scan scan, PartitionStore ours, PartitionStore theirs)
    {
        _folder.WriteWork(EntriesFile, MemoryMarshal.AsBytes<Entry>(scan.Malformed.Sorted().Concat(scan.Leftovers.Sorted()).ToArray()));
        var state = new ScanState
        {
            Identity = _identity,
            FirstKey = FirstKey,
            SecondKey = SecondKey,
            Malformed = scan.Malformed.Count,
            BlockLines = scan.BlockLines,
            OursBytes = Each(ours, ours.FileBytesOf),
            OursRecords = Each(ours, ours.RecordsOf),
            TheirsBytes = Each(theirs, theirs.FileBytesOf),
            TheirsRecords = Each(theirs, theirs.RecordsOf),
            Tally = TallyState.Of(scan.Tally),
        };
        _folder.WriteWork(ScanFile, JsonSerializer.SerializeToUtf8Bytes(state, CheckpointJson.Default.ScanState));
        _isSaved = true;
    }

    /// <summary>Takes up an earlier scan; null where there is none that fits.</summary>
    public KeyHasher? TryRestore(Scan scan, PartitionStore ours, PartitionStore theirs)
    {
        try
        {
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(PathOf(ScanFile)), CheckpointJson.Default.ScanState);
            if (state is null || state.Identity != _identity || state.OursBytes.Count != ours.Partitions || state.BlockLines.Length != scan.BlockLines.Length)
            {
                return null;
            }

            var entries = MemoryMarshal.Cast<byte, Entry>(File.ReadAllBytes(PathOf(EntriesFile)));
            for (var index = 0; index < entries.Length; index++)
            {
                (index < state.Malformed ? scan.Malformed : scan.Leftovers).Add(entries[index]);
            }

            state.BlockLines.CopyTo(scan.BlockLines, 0);
            ours.Restore(state.OursBytes, state.OursRecords);
            theirs.Restore(state.TheirsBytes, state.TheirsRecords);
            state.Tally.AddTo(scan.Tally);
            (FirstKey, SecondKey, _isSaved) = (state.FirstKey, state.SecondKey, true);
            return new KeyHasher(FirstKey, SecondKey);
        }
        catch (Exception fault) when (fault is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What an earlier run found in a partition; null where it did not come to it.</summary>
    public (List<Entry> Entries, List<long> Leftovers)? TryReadPartition(int partition, Tally tally)
    {
        if (!_isSaved || !File.Exists(PathOf(NameOf(partition))))
        {
            return null;
        }

        var bytes = File.ReadAllBytes(PathOf(NameOf(partition))).AsSpan();
        var counts = MemoryMarshal.Cast<byte, int>(bytes[..12]);
        var (entryBytes, leftoverBytes) = (counts[0] * System.Runtime.CompilerServices.Unsafe.SizeOf<Entry>(), counts[1] * sizeof(long));
        var entries = new List<Entry>(counts[0]);
        entries.AddRange(MemoryMarshal.Cast<byte, Entry>(bytes.Slice(12, entryBytes)));
        var leftovers = new List<long>(counts[1]);
        leftovers.AddRange(MemoryMarshal.Cast<byte, long>(bytes.Slice(12 + entryBytes, leftoverBytes)));
        JsonSerializer.Deserialize(bytes.Slice(12 + entryBytes + leftoverBytes, counts[2]), CheckpointJson.Default.TallyState)!.AddTo(tally);
        return (entries, leftovers);
    }

    public void SavePartition(int partition, Tally tally, List<Entry> entries, List<long> leftovers)
    {
        if (!_isSaved)
        {
            return;
        }

        var state = JsonSerializer.SerializeToUtf8Bytes(TallyState.Of(tally), CheckpointJson.Default.TallyState);
        ReadOnlySpan<int> counts = [entries.Count, leftovers.Count, state.Length];
        byte[] content = [.. MemoryMarshal.AsBytes(counts), .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(entries)), .. MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(leftovers)), .. state];
        var name = NameOf(partition);
        File.WriteAllBytes(_folder.Temporary(name), content);
        File.Move(_folder.Temporary(name), PathOf(name), overwrite: true);
    }

    private static string NameOf(int partition) => string.Create(CultureInfo.InvariantCulture, $"found.{partition:00000}");

    private static List<long> Each(PartitionStore store, Func<int, long> of) => [.. Enumerable.Range(0, store.Partitions).Select(of)];

    private static string Identify(ReconciliationJob job, IReadOnlyList<BillSource> sources, int utcOffsetSeconds)
    {
        var text = new StringBuilder("1");
        if (File.Exists(BootIdFile))
        {
            text.Append('|').Append(File.ReadAllText(BootIdFile).Trim());
        }

        text.Append(CultureInfo.InvariantCulture, $"|{job.Format}|{utcOffsetSeconds}|{job.Rules.ToleranceMinor}|{job.Rules.Summary}");
        var edge = new byte[EdgeBytes];
        foreach (var source in sources)
        {
            var length = (int)Math.Min(edge.Length, source.File.Length);
            source.File.Read(edge.AsSpan(0, length), 0);
            var first = SHA256.HashData(edge.AsSpan(0, length));
            source.File.Read(edge.AsSpan(0, length), source.File.Length - length);
            text.Append(CultureInfo.InvariantCulture, $"|{source.Source}|{source.File.Length}|{Convert.ToHexStringLower(first)}|{Convert.ToHexStringLower(SHA256.HashData(edge.AsSpan(0, length)))}");
            text.Append(CultureInfo.InvariantCulture, $"|{(source.File.Path.EndsWith("bill.unpacked", StringComparison.Ordinal) ? File.GetLastWriteTimeUtc(job.BillPath).Ticks : source.File.Written)}");
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private string PathOf(string name) => Path.Combine(_folder.Work, name);
}
