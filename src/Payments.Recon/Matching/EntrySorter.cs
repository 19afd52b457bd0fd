using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Payments.Recon.Matching;

/// <summary>Sorts entries by their place; more than fit go to disk in sorted runs that are merged. Not thread-safe.</summary>
internal sealed class EntrySorter(string folder, string name, int mostInMemory = EntrySorter.MostInMemory)
{
    public const int MostInMemory = 1 << 20;

    private readonly List<Entry> _entries = [];
    private readonly List<string> _runs = [];

    public long Count { get; private set; }

    public void Add(IReadOnlyList<Entry> entries)
    {
        foreach (var entry in entries)
        {
            Add(entry);
        }
    }

    public void Add(in Entry entry)
    {
        _entries.Add(entry);
        Count++;
        if (_entries.Count >= mostInMemory)
        {
            Spill();
        }
    }

    public void AddPositions(IReadOnlyList<long> positions)
    {
        foreach (var position in positions)
        {
            Add(new Entry { Position = position });
        }
    }

    /// <summary>All entries, in order.</summary>
    public IEnumerable<Entry> Sorted()
    {
        _entries.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        if (_runs.Count == 0)
        {
            return _entries;
        }

        return Merge([.. _runs.Select(ReadRun), _entries]);
    }

    private static IEnumerable<Entry> Merge(List<IEnumerable<Entry>> runs)
    {
        var heads = new PriorityQueue<IEnumerator<Entry>, long>();
        foreach (var run in runs)
        {
            var entries = run.GetEnumerator();
            if (entries.MoveNext())
            {
                heads.Enqueue(entries, entries.Current.Position);
            }
        }

        while (heads.TryDequeue(out var entries, out _))
        {
            yield return entries.Current;
            if (entries.MoveNext())
            {
                heads.Enqueue(entries, entries.Current.Position);
            }
            else
            {
                entries.Dispose();
            }
        }
    }

    private static IEnumerable<Entry> ReadRun(string path)
    {
        using var file = File.OpenRead(path);
        var block = new Entry[1024];
        int read;
        while ((read = file.ReadAtLeast(MemoryMarshal.AsBytes(block.AsSpan()), block.Length * Unsafe.SizeOf<Entry>(), throwOnEndOfStream: false)) > 0)
        {
            for (var index = 0; index < read / Unsafe.SizeOf<Entry>(); index++)
            {
                yield return block[index];
            }
        }
    }

    private void Spill()
    {
        _entries.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}.{_runs.Count:00000}"));
        using (var file = File.Create(path))
        {
            file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_entries)));
        }

        _runs.Add(path);
        _entries.Clear();
    }
}
