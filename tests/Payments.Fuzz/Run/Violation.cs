namespace Payments.Fuzz.Run;

/// <summary>A case that breaks a law.</summary>
/// <param name="Seed">The run's seed.</param>
/// <param name="Number">The case's number.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Story">What was done to the callback.</param>
/// <param name="What">Which law it breaks.</param>
internal sealed record Violation(ulong Seed, long Number, string Channel, string Story, string What)
{
    public string Replay => $"./build.sh fuzz --seed {Seed} --case {Number}";

    public override string ToString() => $"VIOLATION ({Channel}; {Story}): {What}{Environment.NewLine}replay: {Replay}";
}
