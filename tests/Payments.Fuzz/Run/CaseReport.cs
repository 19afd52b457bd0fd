using System.Globalization;
using System.Text;
using Payments.Channels;
using Payments.Fuzz.Cases;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.Mutations;

namespace Payments.Fuzz.Run;

/// <summary>One case again, told in full.</summary>
internal static class CaseReport
{
    private const int MostShown = 4_000;

    public static IEnumerable<string> Lines(IReadOnlyList<FuzzTarget> targets, ulong seed, long number)
    {
        var target = targets[(int)(number % targets.Count)];
        var dice = new Dice();
        dice.Reset(seed, number);
        var fuzzCase = target.Make(dice);
        yield return $"case {number} of seed {seed} ({target.Name}): {dice.Story}; expected: {fuzzCase.Expectation}";
        foreach (var line in Show(fuzzCase.Callback))
        {
            yield return line;
        }

        var observation = Observation.Of(target.Channel, fuzzCase.Callback.ToRequest(FuzzTarget.Now));
        yield return string.Create(CultureInfo.InvariantCulture, $"took {observation.Elapsed.TotalMilliseconds:F2} ms the first time, allocated {observation.Allocated:N0} bytes");
        yield return observation.Reading switch
        {
            null => $"threw {observation.Fault}",
            NotificationReading.Refused refused => $"refused as {refused.Failure.Reason}: {refused.Failure.Detail}",
            _ => observation.Reading.ToString()!,
        };
    }

    private static IEnumerable<string> Show(Callback callback)
    {
        foreach (var (name, values) in callback.Headers)
        {
            foreach (var value in values.ToArray())
            {
                yield return $"  {name}: {Visible(value ?? "(null)")}";
            }
        }

        yield return $"  {Visible(Encoding.Latin1.GetString(callback.Body))}{(callback.IsTruncated ? " (cut)" : "")}";
    }

    /// <summary>Latin-1, so that each byte is one character; what cannot be seen is escaped.</summary>
    private static string Visible(string text)
    {
        var shown = new StringBuilder();
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, MostShown)))
        {
            _ = character is >= ' ' and <= '~' ? shown.Append(character) : shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:X2}");
        }

        return text.Length > MostShown ? $"{shown}... ({text.Length:N0} in all)" : shown.ToString();
    }
}
