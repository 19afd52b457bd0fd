using Payments.Core.Health;

namespace Payments.Core.Tests;

/// <summary>How long a create is waited for.</summary>
public sealed class HealthPaceTests
{
    private static readonly TimeSpan Floor = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(15);

    private readonly Pace _pace = new();

    [Fact]
    public void Before_any_answer_it_is_three_seconds() => Assert.Equal(TimeSpan.FromSeconds(3), Patience());

    [Fact]
    public void It_follows_the_formula_of_RFC_6298()
    {
        var random = new Random(6298);
        double smoothed = 0, deviation = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var sample = random.Next(200_000, 2_000_000);
            _pace.Answered(TimeSpan.FromMicroseconds(sample));
            (smoothed, deviation) = i == 0
                ? (sample, sample / 2d)
                : (smoothed + ((sample - smoothed) / 8), deviation + ((Math.Abs(sample - smoothed) - deviation) / 4));
            var expected = Math.Clamp(smoothed + (4 * deviation), Floor.TotalMicroseconds, Ceiling.TotalMicroseconds);
            Assert.InRange(Patience().TotalMicroseconds, expected - 50, expected + 50);
        }
    }

    [Fact]
    public void It_stays_between_floor_and_ceiling()
    {
        Settle(TimeSpan.FromMilliseconds(5));
        Assert.Equal(Floor, Patience());
        Settle(TimeSpan.FromMinutes(5));
        Assert.Equal(Ceiling, Patience());
        Assert.Equal(TimeSpan.FromMilliseconds(100), _pace.Patience(Floor, TimeSpan.FromMilliseconds(100)));
    }

    [Fact]
    public void It_doubles_for_each_create_in_a_row_that_ran_out_of_it_and_an_answer_resets_it()
    {
        Settle(TimeSpan.FromMilliseconds(5));
        foreach (var expected in (int[])[500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
        {
            _pace.RanOut(Patience(), Floor, Ceiling);
            Assert.Equal(TimeSpan.FromMilliseconds(expected), Patience());
        }

        _pace.Answered(TimeSpan.FromMilliseconds(5));
        Assert.Equal(Floor, Patience());
    }

    [Fact]
    public void Fifty_that_ran_out_together_double_it_once()
    {
        Settle(TimeSpan.FromMilliseconds(5));
        var given = Patience();
        for (var i = 0; i < 50; i++)
        {
            _pace.RanOut(given, Floor, Ceiling);
        }

        Assert.Equal(Floor + Floor, Patience());
    }

    [Fact]
    public void It_survives_an_hour_and_a_thousand_losses()
    {
        Settle(TimeSpan.FromDays(400));
        for (var i = 0; i < 1_000; i++)
        {
            _pace.RanOut(Ceiling, Floor, Ceiling);
        }

        Assert.Equal(Ceiling, Patience());
    }

    private TimeSpan Patience() => _pace.Patience(Floor, Ceiling);

    private void Settle(TimeSpan took)
    {
        for (var i = 0; i < 200; i++)
        {
            _pace.Answered(took);
        }
    }
}
