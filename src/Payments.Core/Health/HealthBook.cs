using System.Collections.Frozen;
using System.Numerics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Core.Diagnostics;

namespace Payments.Core.Health;

/// <summary>
/// How the accounts answer. Every call to a channel is reported here; routing reads from it whom to prefer, and how long to wait for a create. It only
/// ever costs or gains speed: nothing about money depends on it (law 9). Thread-safe; a singleton.
/// </summary>
internal sealed class HealthBook
{
    private const string Create = "create";
    private const string Charge = "charge";
    public const string Probe = "probe";

    private readonly IOptions<PaymentsOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<HealthBook> _logger;
    private readonly long _opened;

    // Not before the settings were checked: channels are made when they are first asked for.
    private readonly Lazy<FrozenDictionary<string, HealthEntry>> _entries;
    private ulong _down;
    private ulong _sick;
    private TaskCompletionSource _changed = NewSignal();

    public HealthBook(IPaymentChannels channels, Entropy entropy, IOptions<PaymentsOptions> options, TimeProvider time, ILogger<HealthBook> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _opened = time.GetTimestamp();
        _entries = new(() => channels.All
            .Select((channel, index) => new HealthEntry(channel.Account, index, entropy, PausesOf(options.Value.Routing)) { Since = time.GetUtcNow() })
            .ToFrozenDictionary(entry => entry.Account, StringComparer.Ordinal));
    }

    /// <summary>The accounts that are down: one bit for each place in <see cref="IPaymentChannels.All"/>.</summary>
    public ulong DownMask => Volatile.Read(ref _down);

    /// <summary>Ends at the next change. Ask for it before reading, or a change between the two is missed.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    private TimeSpan Now => _time.GetElapsedTime(_opened);

    /// <summary>A call was answered, if only with a refusal.</summary>
    /// <param name="account">The account.</param>
    /// <param name="operation">What was asked: only <c>create</c> says how long to wait for the next.</param>
    /// <param name="took">How long the answer took.</param>
    public void Answered(string account, string operation, TimeSpan took) => Change(account, (entry, now) =>
    {
        if (operation == Create)
        {
            entry.Pace.Answered(took);
            entry.RanOutOf = TimeSpan.Zero;
        }

        entry.Machine.Answered(KindOf(operation), now - took, now);
    });

    /// <summary>A call was not answered, or with something that says nothing, or with a refusal that concerns the account and not the payment.</summary>
    public void Failed(string account, string operation, PaymentError error, TimeSpan took = default) => Change(account, (entry, now) =>
    {
        entry.LastError = error;
        entry.Machine.Failed(KindOf(operation), now - took, now);
    });

    /// <summary>
    /// A create was not answered within its limit; to be reported before the failure. Creates are given longer only when the account is back from being
    /// down: until then, the orders that follow the first silence would wait longest of all.
    /// </summary>
    public void RanOut(string account, TimeSpan limit)
    {
        if (_entries.Value.TryGetValue(account, out var entry))
        {
            lock (entry.Gate)
            {
                entry.RanOutOf = limit > entry.RanOutOf ? limit : entry.RanOutOf;
            }
        }
    }

    /// <summary>How long to wait for a create on the account where another could take over safely.</summary>
    public TimeSpan Patience(string account)
    {
        if (!_entries.Value.TryGetValue(account, out var entry))
        {
            return _options.Value.ChannelTimeout;
        }

        lock (entry.Gate)
        {
            return entry.Pace.Patience(_options.Value.Routing.LeastPatience, _options.Value.ChannelTimeout);
        }
    }

    /// <summary>Another node found the account down, or had an answer of it.</summary>
    public void Heard(string account, bool isDown) => Change(account, (entry, now) =>
    {
        if (isDown)
        {
            entry.Machine.HeardDown(now);
        }
        else
        {
            entry.Machine.HeardAnswer(now);
        }
    });

    public HealthReading? Read(string account)
    {
        if (!_entries.Value.TryGetValue(account, out var entry))
        {
            return null;
        }

        lock (entry.Gate)
        {
            return new HealthReading
            {
                Account = account,
                Health = entry.Machine.Health,
                Since = entry.Since,
                NextProbeAt = entry.Machine.ProbeAt is { } due ? _time.GetUtcNow() + (due - Now) : null,
                FailuresInARow = entry.Machine.FailuresInARow,
                LastError = entry.LastError,
                IsHearsay = entry.Machine.IsHearsay,
                Findings = entry.Findings,
            };
        }
    }

    /// <summary>The accounts whose probe is due, by their places; the probes are the caller's to make.</summary>
    public IReadOnlyList<int> TakeProbes(TimeSpan limit)
    {
        if (Volatile.Read(ref _sick) == 0)
        {
            return [];
        }

        var due = new List<int>();
        foreach (var entry in _entries.Value.Values.OrderBy(entry => entry.Index))
        {
            lock (entry.Gate)
            {
                if (entry.Machine.TryTakeProbe(Now, limit))
                {
                    due.Add(entry.Index);
                }
            }
        }

        return due;
    }

    /// <summary>How long until a probe is due; <see langword="null"/> while none is.</summary>
    public TimeSpan? UntilProbe()
    {
        TimeSpan? first = null;
        for (var sick = Volatile.Read(ref _sick); sick != 0; sick &= sick - 1)
        {
            var entry = _entries.Value.Values.First(entry => entry.Index == BitOperations.TrailingZeroCount(sick));
            lock (entry.Gate)
            {
                var left = entry.Machine.ProbeAt - Now;
                first = first is null || left < first ? left ?? first : first;
            }
        }

        return first < TimeSpan.Zero ? TimeSpan.Zero : first;
    }

    private static ProbePauses PausesOf(PaymentsRoutingOptions routing) => new(routing.ProbeAfter, routing.MaxProbeDelay);

    private static CallKind KindOf(string operation) => operation switch
    {
        Create or Charge => CallKind.Take,
        Probe => CallKind.Probe,
        _ => CallKind.Ask,
    };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(string account, Action<HealthEntry, TimeSpan> step)
    {
        if (!_entries.Value.TryGetValue(account, out var entry))
        {
            return;
        }

        HealthChange change;
        lock (entry.Gate)
        {
            var (before, wasHearsay, wasDue) = (entry.Machine.Health, entry.Machine.IsHearsay, entry.Machine.ProbeAt);
            step(entry, Now);
            var machine = entry.Machine;
            if (before == ChannelHealth.Down && machine.Health != ChannelHealth.Down && entry.RanOutOf > TimeSpan.Zero)
            {
                entry.Pace.RanOut(entry.RanOutOf, _options.Value.Routing.LeastPatience, _options.Value.ChannelTimeout);
                entry.RanOutOf = TimeSpan.Zero;
            }

            change = new HealthChange(before, machine.Health, machine.IsHearsay, machine.FailuresInARow, entry.LastError) { IsConfirmed = wasHearsay && machine is { Health: ChannelHealth.Down, IsHearsay: false } };
            if (!change.IsOne && !(machine.ProbeAt < wasDue))
            {
                return;
            }

            Note(entry, change);
        }

        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
        Tell(account, change);
    }

    /// <summary>The masks change under the account's lock: two changes of one account must not be written down in the other order.</summary>
    private void Note(HealthEntry entry, HealthChange change)
    {
        if (change.Before != change.After)
        {
            entry.Since = _time.GetUtcNow();
        }

        entry.Findings += change is { IsOne: true, IsHearsay: false } ? 1 : 0;
        Set(ref _down, entry.Index, change.After == ChannelHealth.Down);
        Set(ref _sick, entry.Index, change.After is ChannelHealth.Down or ChannelHealth.Suspect);
    }

    private static void Set(ref ulong mask, int index, bool isSet)
    {
        if (isSet)
        {
            Interlocked.Or(ref mask, 1UL << index);
        }
        else
        {
            Interlocked.And(ref mask, ~(1UL << index));
        }
    }

    private void Tell(string account, HealthChange change)
    {
        if (!change.IsOne)
        {
            return;
        }

        var cause = change.Error?.Message ?? "";
        switch (change.After)
        {
            case ChannelHealth.Suspect:
                RoutingLog.Suspect(_logger, account, cause);
                break;
            case ChannelHealth.Down when change.IsHearsay:
                RoutingLog.DownByHearsay(_logger, account);
                break;
            case ChannelHealth.Down:
                RoutingLog.Down(_logger, account, change.Failures, cause);
                break;
            case ChannelHealth.Recovering:
                RoutingLog.Recovering(_logger, account);
                break;
            case ChannelHealth.Healthy:
                RoutingLog.Healthy(_logger, account);
                break;
        }
    }
}
