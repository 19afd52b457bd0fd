using System.Text;
using System.Text.Json;
using Payments.Fuzz.Cases;
using Payments.Fuzz.Genuine;
using Payments.Fuzz.Mutations;
using Payments.Fuzz.Oracles;
using Payments.Fuzz.Run;

namespace Payments.Fuzz.Tests;

/// <summary>The fuzzer's own parts.</summary>
public sealed class HarnessTests
{
    [Fact]
    public void A_seed_and_a_number_always_make_the_same_case()
    {
        using var one = new FuzzWorld();
        using var other = new FuzzWorld();
        var dice = new Dice();
        for (var number = 0; number < 400; number++)
        {
            dice.Reset(99, number);
            var first = one.Targets[number % 4].Make(dice);
            var story = dice.Story;
            dice.Reset(99, number);
            var second = other.Targets[number % 4].Make(dice);

            Assert.Equal(story, dice.Story);
            if (!story.Contains("another key", StringComparison.Ordinal))
            {
                Assert.Equal(first.Callback.Body, second.Callback.Body);
                Assert.Equal(first.Callback.Headers, second.Callback.Headers);
            }
        }
    }

    [Fact]
    public void The_json_oracle_takes_what_the_platform_s_own_reader_takes()
    {
        var dice = new Dice();
        var taken = 0;
        for (var number = 0; number < 20_000; number++)
        {
            dice.Reset(3, number);
            var text = JsonMutations.Apply(dice.Pick(WeChatSpecimen.All).Plaintext, dice);
            var bytes = Encoding.UTF8.GetBytes(text);
            bytes = dice.Chance(30) ? ByteMutations.Apply(bytes, dice) : bytes;

            var ours = JsonReading.Parse(bytes) is not null;

            taken += ours ? 1 : 0;
            Assert.True(ours == PlatformTakes(bytes), $"case {number}: the oracle {(ours ? "takes" : "refuses")} {Encoding.UTF8.GetString(bytes)}");
        }

        Assert.InRange(taken, 5_000, 18_000);
    }

    [Theory]
    [InlineData(EscapeStyle.Usual)]
    [InlineData(EscapeStyle.LowerHex)]
    [InlineData(EscapeStyle.PercentTwenty)]
    [InlineData(EscapeStyle.Everything)]
    internal void A_form_survives_writing_and_reading(EscapeStyle style)
    {
        var everyByte = string.Concat(Enumerable.Range(0, 256).Select(value => (char)value));
        List<Field> fields = [new("a", everyByte), new(everyByte, "b"), new("empty", "")];

        Assert.Equal(fields, FormText.Read(FormText.Write(fields, style)));
    }

    [Theory]
    [InlineData("--seed 5 --count 1000 --threads 3 --case 17", 5, 1_000, 3, 17L)]
    [InlineData("--count 10_000", null, 10_000, null, null)]
    public void Arguments_are_read(string line, int? seed, int count, int? threads, long? number)
    {
        var options = FuzzOptions.Parse(line.Split(' '), out _)!;

        Assert.Equal(count, options.Count);
        Assert.Equal((ulong?)seed ?? options.Seed, options.Seed);
        Assert.Equal(threads ?? Environment.ProcessorCount, options.Threads);
        Assert.Equal(number, options.Case);
    }

    [Theory]
    [InlineData("--seed", "'--seed' needs a whole number")]
    [InlineData("--count x", "'--count' needs a whole number")]
    [InlineData("--count 0", "'--count 0' is not understood")]
    [InlineData("--cases 3", "'--cases 3' is not understood")]
    public void Wrong_arguments_are_told(string line, string expected)
    {
        Assert.Null(FuzzOptions.Parse(line.Split(' '), out var problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    private static bool PlatformTakes(byte[] bytes)
    {
        try
        {
            // Depth, as deep as the oracle goes; the reader does not look at UTF-8 itself.
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 101 });
            while (reader.Read())
            {
                // To the end.
            }

            return true;
        }
        catch (Exception fault) when (fault is JsonException or DecoderFallbackException)
        {
            return false;
        }
    }
}
