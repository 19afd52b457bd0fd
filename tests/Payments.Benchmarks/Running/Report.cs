using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Payments.Benchmarks.Running;

/// <summary>Figures as a table and as JSON.</summary>
internal static class Report
{
    public const string Head = "figure                          ours    yardstick unit      ratio (min..max)         bar  holds     wall µs: ours / yardstick";

    public static string Line(Outcome outcome) => string.Create(
        CultureInfo.InvariantCulture,
        $"{outcome.Name,-28} {outcome.Ours,9:N1} {outcome.Yardstick,10:N1} {outcome.Unit,-7} {outcome.Ratio,7:F3} ({outcome.Min:F3}..{outcome.Max:F3}) {Bar(outcome.Bar),8}  {Holds(outcome),-5} {outcome.OursWallMicroseconds,12:N1} / {outcome.YardstickWallMicroseconds:N1}");

    public static async Task WriteAsync(IReadOnlyList<Outcome> outcomes, string file)
    {
        await using var stream = File.Create(file);
        await JsonSerializer.SerializeAsync(stream, outcomes, OutcomeJson.Default.IReadOnlyListOutcome);
    }

    private static string Bar(double? bar) => bar?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";

    private static string Holds(Outcome outcome) => outcome.Bar is null ? "-" : outcome.Holds ? "yes" : "NO";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(IReadOnlyList<Outcome>))]
internal sealed partial class OutcomeJson : JsonSerializerContext;
