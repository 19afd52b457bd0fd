using System.Globalization;
using System.Security.Cryptography;
using Planted = Payments.Simulation.Mutants.Mutant;
using Payments.Simulation.Stage;

namespace Payments.Simulation.Run;

/// <summary>The command line.</summary>
internal sealed record SimulateOptions
{
    public const string Usage = """
        ./build.sh simulate [--seeds N] [--seed FIRST] [--threads T]   runs N worlds (1) from a seed on (a fresh one), T at a time (one per core)
        ./build.sh simulate --seed S --trace                           one world, told as a story
          --without FAULT,FAULT   turns kinds of trouble off      --nodes N          so many nodes
          --orders 1,3            only these orders               --mutant NAME      plants a bug
          --mutants               tells in which seed each planted bug is seen first
          --no-shrink             does not look for a smaller story after a violation
          --past TEXT             goes on past violations that say this, to hunt for others (the exit code still tells)
        """;

    public long Seeds { get; init; } = 1;

    public ulong First { get; init; } = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));

    public int Threads { get; init; } = Environment.ProcessorCount;

    public bool Trace { get; init; }

    public bool Shrink { get; init; } = true;

    /// <summary>Whether only the planted bugs are looked for.</summary>
    public bool Mutants { get; init; }

    public IReadOnlyList<Fault> Without { get; init; } = [];

    public IReadOnlyList<int>? Orders { get; init; }

    public int? Nodes { get; init; }

    public string? Mutant { get; init; }

    /// <summary>Violations that say this are counted and not told.</summary>
    public string? Past { get; init; }

    public Case CaseOf(ulong seed) => new(seed) { Without = Without, Orders = Orders, Nodes = Nodes, Mutant = Mutant };

    /// <returns><see langword="null"/> when the arguments are not understood; <paramref name="problem"/> says why.</returns>
    public static SimulateOptions? Parse(IReadOnlyList<string> arguments, out string problem)
    {
        problem = "";
        var options = new SimulateOptions();
        for (var i = 0; i < arguments.Count; i++)
        {
            var name = arguments[i];
            if (name is "--trace" or "--no-shrink" or "--mutants")
            {
                options = name == "--trace" ? options with { Trace = true } : name == "--mutants" ? options with { Mutants = true } : options with { Shrink = false };
                continue;
            }

            if (i + 1 == arguments.Count || With(options, name, arguments[++i]) is not { } changed)
            {
                problem = $"'{name}{(i < arguments.Count ? " " + arguments[i] : "")}' is not understood.";
                return null;
            }

            options = changed;
        }

        return options;
    }

    private static SimulateOptions? With(SimulateOptions options, string name, string value)
    {
        var isNumber = ulong.TryParse(value.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number);
        return name switch
        {
            "--seeds" when isNumber && number is > 0 and <= long.MaxValue => options with { Seeds = (long)number },
            "--seed" when isNumber => options with { First = number },
            "--threads" when isNumber && number is > 0 and <= 256 => options with { Threads = (int)number },
            "--nodes" when isNumber && number is > 0 and <= 8 => options with { Nodes = (int)number },
            "--mutant" when Planted.Names.Contains(value) => options with { Mutant = value },
            "--past" => options with { Past = value },
            "--without" when Faults(value) is { } faults => options with { Without = faults },
            "--orders" when Numbers(value) is { } orders => options with { Orders = orders },
            _ => null,
        };
    }

    private static Fault[]? Faults(string value)
    {
        var parts = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return Array.TrueForAll(parts, part => Enum.TryParse<Fault>(part, ignoreCase: true, out _))
            ? Array.ConvertAll(parts, part => Enum.Parse<Fault>(part, ignoreCase: true))
            : null;
    }

    private static int[]? Numbers(string value)
    {
        var parts = value.Split(',', StringSplitOptions.RemoveEmptyEntries);
        return Array.TrueForAll(parts, part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? Array.ConvertAll(parts, part => int.Parse(part, CultureInfo.InvariantCulture))
            : null;
    }
}
