using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Payments.Simulators.Calls;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Notifications;

/// <summary>Delivers notices at their due time and repeats them by the channel's schedule until they are acknowledged.</summary>
internal sealed class NotificationScheduler : BackgroundService
{
    private readonly SimulatorOptions _options;
    private readonly ScenarioQueue _scenarios;
    private readonly NotificationSender _sender;
    private readonly Ring<SimulatorNotification> _log;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Job, (DateTimeOffset Due, long Sequence)> _due = new();
    private readonly List<Job> _held = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly SemaphoreSlim _slots;
    private long _sequence;
    private int _generation;

    public NotificationScheduler(SimulatorOptions options, ScenarioQueue scenarios, NotificationSender sender, Ring<SimulatorNotification> log)
    {
        _options = options;
        _scenarios = scenarios;
        _sender = sender;
        _log = log;
        _slots = new SemaphoreSlim(options.MaxConcurrentNotifications);
    }

    /// <summary>Takes a notice for delivery as soon as possible, or after <paramref name="delay"/> (not scaled).</summary>
    public void Schedule(Notice notice, TimeSpan delay = default) => Enqueue(new Job(notice, Attempt: 1, _generation), delay);

    public void Clear()
    {
        lock (_lock)
        {
            _generation++;
            _due.Clear();
            _held.Clear();
        }
    }

    public override void Dispose()
    {
        _slots.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            // Ends with the host: every turn waits for work, for time or for a free slot.
            while (!stoppingToken.IsCancellationRequested)
            {
                if (TryTakeDue(out var job, out var pause))
                {
                    await _slots.WaitAsync(stoppingToken);
                    _ = DeliverAndReleaseAsync(job, stoppingToken);
                    continue;
                }

                await WaitAsync(pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; undelivered notices die with the world that made them.
        }
    }

    private async Task WaitAsync(TimeSpan? pause, CancellationToken stoppingToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        var woken = _wake.Reader.WaitToReadAsync(either.Token).AsTask();
        var slept = Task.Delay(pause ?? Timeout.InfiniteTimeSpan, _options.TimeProvider, either.Token);
        await Task.WhenAny(woken, slept);
        await either.CancelAsync();
        await Task.WhenAll(woken, slept).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _wake.Reader.TryRead(out _);
    }

    private bool TryTakeDue(out Job job, out TimeSpan? pause)
    {
        lock (_lock)
        {
            pause = null;
            if (!_due.TryPeek(out job, out var key))
            {
                return false;
            }

            var wait = key.Due - _options.TimeProvider.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                // Timers take at most 49 days; an hour keeps far dues honest when a test moves the clock.
                pause = wait < TimeSpan.FromHours(1) ? wait : TimeSpan.FromHours(1);
                return false;
            }

            job = _due.Dequeue();
            return true;
        }
    }

    private void Enqueue(Job job, TimeSpan delay)
    {
        lock (_lock)
        {
            if (job.Generation != _generation)
            {
                return;
            }

            if (_due.Count < _options.MaxPendingNotifications)
            {
                _due.Enqueue(job, (_options.TimeProvider.GetUtcNow() + delay, ++_sequence));
                _wake.Writer.TryWrite(true);
                return;
            }
        }

        Record(job, new SendResult("dropped"), scenario: null);
    }

    private async Task DeliverAndReleaseAsync(Job job, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Yield();
            await DeliverAsync(job, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
        finally
        {
            _slots.Release();
        }
    }

    private async Task DeliverAsync(Job job, CancellationToken cancellationToken)
    {
        if (job.HeldTwin)
        {
            if (!TryTakeHeld(job.Notice))
            {
                return;
            }

            job = job with { HeldTwin = false };
        }

        var scenario = job.Exempt ? null : _scenarios.TakeForNotice(job.Notice.Channel, job.Notice.OutTradeNo);
        switch (scenario?.Kind)
        {
            case ScenarioKind.Lost:
                Record(job, new SendResult("lost"), scenario);
                return;
            case ScenarioKind.Missed:
                Record(job, new SendResult("missed"), scenario);
                ScheduleRetry(job);
                return;
            case ScenarioKind.Late:
                Enqueue(job with { Exempt = true }, scenario.Delay(2_000));
                return;
            case ScenarioKind.Reordered:
                Hold(job with { Exempt = true }, scenario.Delay(2_000));
                return;
        }

        var copies = scenario?.Kind == ScenarioKind.Duplicate ? Math.Clamp(scenario.Copies, 2, 50) : 1;
        var results = await Task.WhenAll(Enumerable.Range(0, copies).Select(_ => SendAsync(job, scenario, cancellationToken)));
        ReleaseHeld(job);
        if (!Array.Exists(results, static r => r.Acknowledged))
        {
            ScheduleRetry(job);
        }
    }

    private async Task<SendResult> SendAsync(Job job, Scenario? scenario, CancellationToken cancellationToken)
    {
        var result = await _sender.SendAsync(job.Notice, job.Notice.Build(scenario), cancellationToken);
        Record(job, result, scenario);
        return result;
    }

    private void ScheduleRetry(Job job)
    {
        if (job.Attempt <= job.Notice.RetryAfter.Count)
        {
            Enqueue(job with { Attempt = job.Attempt + 1, Exempt = false }, _options.Scale(job.Notice.RetryAfter[job.Attempt - 1]));
        }
    }

    /// <summary>Keeps a notice back until another one of its channel went out, or the time is over.</summary>
    private void Hold(Job job, TimeSpan atMost)
    {
        lock (_lock)
        {
            if (job.Generation == _generation)
            {
                _held.Add(job);
            }
        }

        // The fallback is an entry of its own; whichever comes first removes the held one.
        Enqueue(job with { HeldTwin = true }, atMost);
    }

    private bool TryTakeHeld(Notice notice)
    {
        lock (_lock)
        {
            return _held.RemoveAll(held => held.Notice == notice) > 0;
        }
    }

    private void ReleaseHeld(Job job)
    {
        List<Job> released;
        lock (_lock)
        {
            released = _held.Count == 0 ? [] : _held.FindAll(held => held.Notice.Channel == job.Notice.Channel && held.Notice != job.Notice);
            _held.RemoveAll(released.Contains);
        }

        foreach (var held in released)
        {
            Enqueue(held, TimeSpan.Zero);
        }
    }

    private void Record(Job job, SendResult result, Scenario? scenario) => _log.Add(sequence => new SimulatorNotification(
        sequence, _options.TimeProvider.GetUtcNow(), job.Notice.Channel, job.Notice.Id, job.Notice.Event, job.Notice.OutTradeNo, job.Notice.Url,
        job.Attempt, result.Outcome, result.Status, result.Reply, scenario is null ? null : ScenarioNames.NameOf(scenario.Kind)));

    private readonly record struct Job(Notice Notice, int Attempt, int Generation, bool Exempt = false, bool HeldTwin = false);
}
