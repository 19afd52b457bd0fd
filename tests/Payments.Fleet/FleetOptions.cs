using System.Globalization;
using Payments.Fleet.Cells;
using Payments.Fleet.Nodes;

namespace Payments.Fleet;

/// <summary>What to do, how long and how hard.</summary>
internal sealed record FleetOptions
{
    public const string Usage = """
        ./build.sh soak [CELL ...] [--minutes N] [--matrix] [--short] [--rate ORDERS_PER_SECOND] [--nodes N] [--seed S] [--bug NAME]
        Cells at random for so many minutes (60); with --matrix each cell once; with names these cells once; --short is what CI runs.
        The rate is 10 to 1000 (200), nodes are 2 to 8 (3). --cells lists the cells. --bug plants a bug, to see that it is found.
        """;

    public int Minutes { get; init; } = 60;

    public int Rate { get; init; } = 200;

    public int Nodes { get; init; } = 3;

    public int Seed { get; init; } = Environment.TickCount & 0xFFFFFF;

    public bool IsMatrix { get; init; }

    public bool IsShort { get; init; }

    public bool ListsCells { get; init; }

    public string? Bug { get; init; }

    public IReadOnlyList<Cell> Cells { get; init; } = [];

    /// <returns><see langword="null"/> when the arguments make no sense.</returns>
    public static FleetOptions? Parse(string[] args)
    {
        var options = new FleetOptions();
        for (var i = 0; i < args.Length; i++)
        {
            var (name, value) = (args[i], i + 1 < args.Length ? args[i + 1] : "");
            var next = name switch
            {
                "--matrix" => options with { IsMatrix = true },
                "--short" => options with { IsShort = true },
                "--cells" => options with { ListsCells = true },
                "--minutes" when Number(value, 1, 600) is { } minutes => options with { Minutes = minutes },
                "--rate" when Number(value, 10, 1_000) is { } rate => options with { Rate = rate },
                "--nodes" when Number(value, 2, 8) is { } nodes => options with { Nodes = nodes },
                "--seed" when Number(value, 0, int.MaxValue) is { } seed => options with { Seed = seed },
                "--bug" when PlantedBug.All.Contains(value, StringComparer.Ordinal) => options with { Bug = value },
                _ when CellTable.Find(name) is { } cell => options with { Cells = [.. options.Cells, cell] },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }

            options = next;
            i += name is "--minutes" or "--rate" or "--nodes" or "--seed" or "--bug" ? 1 : 0;
        }

        return options;
    }

    private static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value : null;
}
