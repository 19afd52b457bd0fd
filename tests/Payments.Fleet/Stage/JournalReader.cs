using System.Globalization;

namespace Payments.Fleet.Stage;

/// <summary>Reads on in the journals of all nodes, those of the dead included.</summary>
internal sealed class JournalReader(IReadOnlyList<NodeSlot> slots)
{
    private readonly Dictionary<string, long> _read = new(StringComparer.Ordinal);

    public Arrivals Arrivals { get; } = new("handler in process");

    /// <summary>The points at which nodes killed themselves, each with how often.</summary>
    public Dictionary<string, int> Crashes { get; } = new(StringComparer.Ordinal);

    public void ReadOn()
    {
        foreach (var path in slots.SelectMany(slot => slot.Journals()))
        {
            ReadOn(path);
        }
    }

    private void ReadOn(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = _read.GetValueOrDefault(path);
        var bytes = new byte[file.Length - file.Position];
        file.ReadExactly(bytes);
        var whole = bytes.AsSpan().LastIndexOf((byte)'\n') + 1; // the last line may be half written
        _read[path] = _read.GetValueOrDefault(path) + whole;
        foreach (var line in System.Text.Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split(' ');
            if (parts[1] == "E")
            {
                Arrivals.Add(parts[2], long.Parse(parts[0], CultureInfo.InvariantCulture));
            }
            else
            {
                Crashes[parts[2]] = Crashes.GetValueOrDefault(parts[2]) + 1;
            }
        }
    }
}
