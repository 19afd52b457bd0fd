using Payments.Channels;
using Payments.Core.Health;

namespace Payments.Core.Tests;

/// <summary>The machine by itself, with a clock of numbers.</summary>
public sealed class HealthMachineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly AccountHealth _machine = new(new SeededEntropy(1));
    private TimeSpan _now;

    [Fact]
    public void Five_failures_in_a_row_take_it_down_however_far_apart()
    {
        Answer();
        for (var i = 1; i <= 4; i++)
        {
            Fail();
            Assert.Equal(ChannelHealth.Suspect, _machine.Health);
            _now += TimeSpan.FromHours(1);
        }

        Fail();
        Assert.Equal(ChannelHealth.Down, _machine.Health);
        Assert.Equal(5, _machine.FailuresInARow);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(5)]
    public void One_failed_call_a_minute_and_its_probes_take_it_down_within_ten_seconds(int probeTakes)
    {
        Fail();
        var began = _now;
        var ends = new List<(TimeSpan Began, TimeSpan Ends)>();
        for (var step = 0; step < 1_000 && _machine.Health != ChannelHealth.Down; step++)
        {
            _now += TimeSpan.FromMilliseconds(50);
            foreach (var probe in ends.Where(probe => probe.Ends <= _now).ToList())
            {
                ends.Remove(probe);
                _machine.Failed(CallKind.Probe, probe.Began, _now);
            }

            if (_machine.TryTakeProbe(_now, Limit))
            {
                ends.Add((_now, _now + TimeSpan.FromSeconds(probeTakes)));
            }
        }

        Assert.Equal(ChannelHealth.Down, _machine.Health);
        Assert.True(_now - began <= TimeSpan.FromSeconds(10), $"It took {_now - began}.");

        // Those still under way are of the outage that is known: they do not make the pause longer.
        ends.ForEach(probe => _machine.Failed(CallKind.Probe, probe.Began, _now + Limit));
        AssertPause(30);
    }

    [Fact]
    public void A_channel_that_fails_more_than_a_third_of_its_calls_goes_down_without_five_in_a_row()
    {
        for (var i = 0; i < 100 && _machine.Health != ChannelHealth.Down; i++)
        {
            Fail();
            Fail();
            Answer();
        }

        Assert.Equal(ChannelHealth.Down, _machine.Health);
        Assert.True(_machine.FailuresInARow < AccountHealth.FailuresToDown);
    }

    [Fact]
    public void A_channel_that_fails_a_tenth_of_its_calls_stays_up()
    {
        for (var i = 0; i < 10_000; i++)
        {
            if (i % 10 == 0)
            {
                Fail();
            }
            else
            {
                Answer();
            }

            Assert.NotEqual(ChannelHealth.Down, _machine.Health);
        }
    }

    [Fact]
    public void A_channel_that_answers_questions_and_takes_no_payments_goes_down()
    {
        for (var i = 0; i < 5; i++)
        {
            Assert.NotEqual(ChannelHealth.Down, _machine.Health);
            Fail();
            for (var asked = 0; asked < 20; asked++)
            {
                Answer(CallKind.Ask);
            }
        }

        Assert.Equal(ChannelHealth.Down, _machine.Health);

        // And again at the first payment that fails, though probes and questions were answered all along.
        TakeProbe();
        Answer(CallKind.Probe);
        for (var asked = 0; asked < 20; asked++)
        {
            Answer(CallKind.Ask);
        }

        Assert.Equal(ChannelHealth.Healthy, _machine.Health);
        Fail();
        Assert.Equal(ChannelHealth.Down, _machine.Health);
        AssertPause(60);
    }

    [Fact]
    public void Pauses_grow_from_half_a_minute_to_five_with_a_tenth_of_jitter()
    {
        GoDown();
        foreach (var seconds in (int[])[30, 60, 120, 240, 300, 300, 300])
        {
            AssertPause(seconds);
            TakeProbe();
            Fail(CallKind.Probe);
        }
    }

    [Fact]
    public void Jitter_spreads_over_the_tenth()
    {
        var pauses = new HashSet<TimeSpan>();
        for (var seed = 0; seed < 200; seed++)
        {
            var machine = new AccountHealth(new SeededEntropy(seed));
            for (var i = 0; i < 5; i++)
            {
                machine.Failed(CallKind.Take, default, default);
            }

            pauses.Add(machine.ProbeAt!.Value);
        }

        Assert.True(pauses.Count > 150);
        Assert.True(pauses.Max() - pauses.Min() > TimeSpan.FromSeconds(5));
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromSeconds(27), TimeSpan.FromSeconds(33)));
    }

    [Fact]
    public void One_failure_while_recovering_takes_it_down_for_longer_and_ten_answers_heal()
    {
        GoDown();
        TakeProbe();
        Answer(CallKind.Probe);
        Assert.Equal(ChannelHealth.Recovering, _machine.Health);
        Assert.Null(_machine.ProbeAt);
        _now += TimeSpan.FromSeconds(1);
        Fail();
        Assert.Equal(ChannelHealth.Down, _machine.Health);
        AssertPause(60);

        TakeProbe();
        Answer(CallKind.Probe);
        for (var i = 1; i <= 10; i++)
        {
            Assert.Equal(ChannelHealth.Recovering, _machine.Health);
            Answer();
        }

        Assert.Equal(ChannelHealth.Healthy, _machine.Health);
        GoDown();
        AssertPause(30);
    }

    [Fact]
    public void One_failed_question_while_recovering_takes_it_down_again()
    {
        for (var i = 0; i < 5; i++)
        {
            Fail(CallKind.Ask);
        }

        TakeProbe();
        Answer(CallKind.Probe);
        for (var i = 0; i < 9; i++)
        {
            Answer();
        }

        Fail(CallKind.Ask);
        Assert.Equal(ChannelHealth.Down, _machine.Health);
        AssertPause(60);
    }

    [Fact]
    public void What_was_sent_into_the_outage_does_not_end_the_recovery()
    {
        GoDown();
        var began = _now;
        TakeProbe();
        Answer(CallKind.Probe);
        _machine.Failed(CallKind.Take, began, _now);
        Assert.Equal(ChannelHealth.Recovering, _machine.Health);
    }

    [Fact]
    public void An_answer_before_the_probe_is_due_does_not_bring_payments_back()
    {
        GoDown();
        Answer(CallKind.Ask);
        Assert.Equal(ChannelHealth.Down, _machine.Health);
        _now = _machine.ProbeAt!.Value;
        Answer(CallKind.Ask);
        Assert.Equal(ChannelHealth.Recovering, _machine.Health);
    }

    [Fact]
    public void A_lost_probe_is_made_again()
    {
        GoDown();
        TakeProbe();
        Assert.False(_machine.TryTakeProbe(_now, Limit));
        _now += Limit + AccountHealth.SuspectPause;
        Assert.True(_machine.TryTakeProbe(_now, Limit));
    }

    [Fact]
    public void Hearsay_is_believed_until_the_node_knows_better()
    {
        _machine.HeardDown(_now);
        Assert.True(_machine is { Health: ChannelHealth.Down, IsHearsay: true });
        Assert.InRange(_machine.ProbeAt!.Value - _now, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        TakeProbe();
        Answer(CallKind.Probe);
        Assert.True(_machine is { Health: ChannelHealth.Recovering, IsHearsay: false });

        _machine.HeardDown(_now);
        TakeProbe();
        Fail(CallKind.Probe);
        Assert.True(_machine is { Health: ChannelHealth.Down, IsHearsay: false });
        AssertPause(30);

        _machine.HeardAnswer(_now);
        Assert.Equal(ChannelHealth.Down, _machine.Health);
        Assert.InRange(_machine.ProbeAt!.Value - _now, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void Suspicion_ends_with_answers()
    {
        Fail();
        Answer();
        Assert.Equal(ChannelHealth.Suspect, _machine.Health);
        Answer();
        Assert.Equal(ChannelHealth.Healthy, _machine.Health);
        Assert.Null(_machine.ProbeAt);
    }

    private void GoDown()
    {
        for (var i = 0; i < AccountHealth.FailuresToDown; i++)
        {
            Fail();
        }

        Assert.Equal(ChannelHealth.Down, _machine.Health);
    }

    private void TakeProbe()
    {
        _now = _machine.ProbeAt!.Value;
        Assert.True(_machine.TryTakeProbe(_now, Limit));
    }

    private void Answer(CallKind kind = CallKind.Take) => _machine.Answered(kind, _now, _now);

    private void Fail(CallKind kind = CallKind.Take) => _machine.Failed(kind, _now, _now);

    private void AssertPause(int seconds) =>
        Assert.InRange(_machine.ProbeAt!.Value - _now, TimeSpan.FromMilliseconds(seconds * 900), TimeSpan.FromMilliseconds(seconds * 1_100));
}
