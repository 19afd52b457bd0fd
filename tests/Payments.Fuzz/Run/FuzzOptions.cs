using System.Globalization;
using System.Security.Cryptography;

namespace Payments.Fuzz.Run;

/// <summary>The command line.</summary>
internal sealed record FuzzOptions
{
    public const string Usage = """
        ./build.sh fuzz [--seed S] [--count N] [--threads T]   N seeded mutations of callbacks (10,000,000), on T threads (one per core)
        ./build.sh fuzz --seed S --case K                      one case again, told in full
        """;

    /// <summary>The run's seed. Default: a fresh one.</summary>
    public ulong Seed { get; init; } = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4));

    /// <summary>How many cases, over all channels.</summary>
    public long Count { get; init; } = 10_000_000;

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>The one case to replay.</summary>
    public long? Case { get; init; }

    /// <returns><see langword="null"/> when the arguments are not understood; <paramref name="problem"/> says why.</returns>
    public static FuzzOptions? Parse(IReadOnlyList<string> arguments, out string problem)
    {
        var options = new FuzzOptions();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            problem = $"'{arguments[i]}' needs a whole number after it.";
            if (i + 1 == arguments.Count || !ulong.TryParse(arguments[i + 1].Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            switch (arguments[i])
            {
                case "--seed": options = options with { Seed = number }; break;
                case "--count" when number is > 0 and <= long.MaxValue: options = options with { Count = (long)number }; break;
                case "--threads" when number is > 0 and <= 256: options = options with { Threads = (int)number }; break;
                case "--case" when number <= long.MaxValue: options = options with { Case = (long)number }; break;
                default:
                    problem = $"'{arguments[i]} {arguments[i + 1]}' is not understood.";
                    return null;
            }
        }

        problem = "";
        return options;
    }
}
