using System.Globalization;

namespace Payments.Benchmarks.Running;

/// <summary>The command line.</summary>
internal sealed record BenchOptions(IReadOnlyList<string> Names, string? JsonFile, int Rounds)
{
    public const string Usage = "./build.sh bench [NAME ...] [--json FILE] [--rounds N]   (N at least 15, an odd number is best)";

    public const int FewestRounds = 15;

    private const int UsualRounds = 21;

    /// <returns><see langword="null"/> when the arguments are not understood; <paramref name="problem"/> says why.</returns>
    public static BenchOptions? Parse(IReadOnlyList<string> arguments, IReadOnlyList<string> known, out string problem)
    {
        var names = new List<string>();
        var options = new BenchOptions(names, JsonFile: null, UsualRounds);
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--json" when i + 1 < arguments.Count:
                    options = options with { JsonFile = arguments[++i] };
                    break;
                case "--rounds" when i + 1 < arguments.Count && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds is >= FewestRounds and <= 1_000:
                    options = options with { Rounds = rounds };
                    i++;
                    break;
                case var option when option.StartsWith("--", StringComparison.Ordinal):
                    problem = $"'{option}' is not understood, or lacks what belongs after it.";
                    return null;
                case var name when !known.Contains(name, StringComparer.Ordinal):
                    problem = $"There is no figure '{name}'. There are:{Environment.NewLine}  {string.Join($"{Environment.NewLine}  ", known)}";
                    return null;
                case var name:
                    names.Add(name);
                    break;
            }
        }

        problem = "";
        return names.Count > 0 ? options : options with { Names = known };
    }
}
