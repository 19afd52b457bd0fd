using System.Globalization;

namespace Payments.Simulation.Stage;

/// <summary>One world to run: its seed, and what is taken out of it.</summary>
/// <param name="Seed">Everything follows from it.</param>
internal sealed record Case(ulong Seed)
{
    /// <summary>Kinds of trouble that are turned off.</summary>
    public IReadOnlyList<Fault> Without { get; init; } = [];

    /// <summary>The orders that take part, from 1; <see langword="null"/> for all.</summary>
    public IReadOnlyList<int>? Orders { get; init; }

    /// <summary>How many nodes there are; <see langword="null"/>: as the seed says.</summary>
    public int? Nodes { get; init; }

    /// <summary>The planted bug.</summary>
    public string? Mutant { get; init; }

    /// <summary>The command that runs it again.</summary>
    public string Replay
    {
        get
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"./build.sh simulate --seed {Seed}");
            text += Without.Count == 0 ? "" : $" --without {string.Join(',', Without)}";
            text += Orders is null ? "" : $" --orders {string.Join(',', Orders)}";
            text += Nodes is null ? "" : $" --nodes {Nodes}";
            text += Mutant is null ? "" : $" --mutant {Mutant}";
            return text + " --trace";
        }
    }
}
