using Payments.Channels;

namespace Payments.Core.Health;

/// <summary>
/// The health of one account, as a pure machine over the answers and failures of its calls. It counts and never divides: a rule made of rates does not
/// open at a call a minute. Not thread-safe; the book holds a lock for each. Times are since the book was opened, by a clock that only goes forward.
/// </summary>
/// <remarks>
/// Calls that take money have a row of their own: a channel that answers questions and takes no payments is as down as a silent one.
/// </remarks>
internal sealed class AccountHealth(Entropy entropy, ProbePauses? pauses = null)
{
    public const int FailuresToDown = 5;
    public const int AnswersToHealthy = 10;

    public static readonly TimeSpan SuspectPause = TimeSpan.FromSeconds(1);

    private const int FailureScore = 2;
    private const int DownScore = 10;
    private const int MostLevel = 5;
    private const int HearsaySpreadMilliseconds = 2_000;
    private const int JitterSteps = 10_000;

    private readonly ProbePauses _pauses = pauses ?? ProbePauses.Usual;
    private int _failedTakes;
    private int _score;
    private int _level;
    private int _answers;
    private TimeSpan _recoveredAt;

    public ChannelHealth Health { get; private set; }

    /// <summary>Since when, on the book's clock.</summary>
    public TimeSpan Since { get; private set; }

    /// <summary>When it is probed next; <see langword="null"/> when it is not.</summary>
    public TimeSpan? ProbeAt { get; private set; }

    public int FailuresInARow { get; private set; }

    /// <summary>Whether only another node found it down.</summary>
    public bool IsHearsay { get; private set; }

    public void Answered(CallKind kind, TimeSpan began, TimeSpan now)
    {
        FailuresInARow = 0;
        _failedTakes = kind == CallKind.Take ? 0 : _failedTakes;
        _score = Math.Max(0, _score - 1);
        switch (Health)
        {
            case ChannelHealth.Suspect when _score == 0:
                Enter(ChannelHealth.Healthy, now, probeAt: null);
                break;
            case ChannelHealth.Down when kind == CallKind.Probe || (began >= Since && (IsHearsay || now >= ProbeAt)):
                // An answer that comes before the probe is due is no news: questions may be answered while payments are not.
                _answers = 0;
                _recoveredAt = now;
                Enter(ChannelHealth.Recovering, now, probeAt: null);
                break;
            case ChannelHealth.Recovering when ++_answers >= AnswersToHealthy:
                _score = 0;
                Enter(ChannelHealth.Healthy, now, probeAt: null);
                break;
        }

        if (Health == ChannelHealth.Healthy && _failedTakes == 0)
        {
            _level = 0;
        }
    }

    public void Failed(CallKind kind, TimeSpan began, TimeSpan now)
    {
        if (Health != ChannelHealth.Down && began < _recoveredAt)
        {
            // It was sent into the outage that is over.
            return;
        }

        FailuresInARow++;
        _failedTakes += kind == CallKind.Take ? 1 : 0;
        _score = Math.Min(DownScore, _score + FailureScore);
        switch (Health)
        {
            case ChannelHealth.Down when IsHearsay || (began >= Since && (kind == CallKind.Probe || now >= ProbeAt)):
                FallDown(now);
                break;
            case ChannelHealth.Down:
                break;
            case ChannelHealth.Recovering:
            case var _ when FailuresInARow >= FailuresToDown || _failedTakes >= FailuresToDown || _score >= DownScore:
                FallDown(now);
                break;
            case ChannelHealth.Healthy:
                Enter(ChannelHealth.Suspect, now, now + SuspectPause);
                break;
        }
    }

    /// <summary>Another node found it down. Believed until this node knows better, which it sees to at once: a node with a broken network says so of every account.</summary>
    public void HeardDown(TimeSpan now)
    {
        if (Health != ChannelHealth.Down)
        {
            IsHearsay = true;
            Health = ChannelHealth.Down;
            Since = now;
            ProbeAt = now + TimeSpan.FromMilliseconds(entropy.Below(HearsaySpreadMilliseconds));
        }
    }

    /// <summary>Another node had an answer. Not believed, but a reason to look.</summary>
    public void HeardAnswer(TimeSpan now)
    {
        if (Health == ChannelHealth.Down)
        {
            var soon = now + TimeSpan.FromMilliseconds(entropy.Below(HearsaySpreadMilliseconds));
            ProbeAt = soon < ProbeAt ? soon : ProbeAt;
        }
    }

    /// <summary>Whether a probe is due; if so it is the caller's to make, and the next one is due when this one's result should be there.</summary>
    public bool TryTakeProbe(TimeSpan now, TimeSpan limit)
    {
        if (ProbeAt is not { } due || now < due)
        {
            return false;
        }

        // Suspicion does not wait for a silent probe: five of them must have failed within ten seconds.
        ProbeAt = now + (Health == ChannelHealth.Suspect ? SuspectPause : limit + SuspectPause);
        return true;
    }

    private void FallDown(TimeSpan now)
    {
        _level = Math.Min(MostLevel, _level + 1);
        IsHearsay = false;
        Enter(ChannelHealth.Down, now, now + PauseAt(_level));
    }

    /// <summary>The first pause, twice as long with each relapse and each failed probe, up to the longest; a tenth more or less, so that nodes do not probe together.</summary>
    private TimeSpan PauseAt(int level)
    {
        var pause = Math.Min(_pauses.First.Ticks << (level - 1), _pauses.Longest.Ticks);
        return TimeSpan.FromTicks(pause + (pause / 10 * (entropy.Below((2 * JitterSteps) + 1) - JitterSteps) / JitterSteps));
    }

    private void Enter(ChannelHealth health, TimeSpan now, TimeSpan? probeAt)
    {
        Since = health == Health ? Since : now;
        Health = health;
        ProbeAt = probeAt;
        IsHearsay &= health == ChannelHealth.Down;
    }
}

/// <summary>What a call says of an account.</summary>
internal enum CallKind
{
    /// <summary>It would have taken a payment.</summary>
    Take,

    /// <summary>It was about one that is there.</summary>
    Ask,

    /// <summary>It was made only to see whether there is an answer.</summary>
    Probe,
}
