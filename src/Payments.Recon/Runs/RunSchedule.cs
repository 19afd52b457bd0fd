using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Recon.Hosting;
using Payments.Reconciliation;

namespace Payments.Recon.Runs;

/// <summary>Writes down the runs whose day is over, and those that a downtime left out.</summary>
internal sealed class RunSchedule(IReconciliationStore store, IPaymentChannels channels, IOptions<ReconciliationOptions> options, TimeProvider time, ILogger<RunSchedule> logger)
{
    private readonly Dictionary<(string Account, StatementKind Kind), DateOnly> _done = [];

    /// <summary>The account's kinds of bill that are obtained.</summary>
    public static IReadOnlyList<StatementKind> KindsOf(ReconciliationOptions options, IPaymentChannel? channel) =>
        channel is IStatements statements
            ? [.. statements.StatementKinds.Where(kind => options.Kinds.Count == 0 ? kind == StatementKind.Trades : options.Kinds.Contains(kind)).Distinct()]
            : [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var settings = options.Value;
        foreach (var channel in channels.All.Where(channel => settings.Accounts.Count == 0 || settings.Accounts.Contains(channel.Account)))
        {
            foreach (var kind in KindsOf(settings, channel))
            {
                await ScheduleAsync(channel.Account, kind, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task ScheduleAsync(string account, StatementKind kind, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var now = time.GetUtcNow();
        var last = settings.DayOf(account, now - settings.At).AddDays(-1);
        if (_done.TryGetValue((account, kind), out var done) && done >= last)
        {
            return;
        }

        var first = await FirstAsync(account, kind, last, cancellationToken).ConfigureAwait(false);
        for (var day = first; day <= last; day = day.AddDays(1))
        {
            var run = new ReconciliationRun
            {
                RunId = ReconciliationRun.IdOf(account, day, kind),
                ChannelAccount = account,
                Day = day,
                Kind = kind,
                State = ReconciliationRunState.Waiting,
                CreatedAt = now,
                UpdatedAt = now,
                DueAt = now,
                Version = 1,
            };
            if (await store.AddRunAsync(run, cancellationToken).ConfigureAwait(false))
            {
                Log.Scheduled(logger, run.RunId);
            }
        }

        _done[(account, kind)] = last;
    }

    /// <summary>
    /// The day after the last one there is a run of, as far back as days are made up for. An account that has none begins with the first day of which we
    /// have a record: before, the bill tells of somebody else's payments.
    /// </summary>
    private async Task<DateOnly> FirstAsync(string account, StatementKind kind, DateOnly last, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var earliest = last.AddDays(1 - settings.CatchUpDays);
        var known = await store.ReadRunsAsync(new ReadRuns { ChannelAccount = account, From = earliest.AddDays(-1), Max = 500 }, cancellationToken).ConfigureAwait(false);
        var days = known.Where(run => run.Kind == kind).Select(run => run.Day).ToHashSet();
        if (days.Count > 0)
        {
            var missing = earliest;
            while (days.Contains(missing) && missing <= last)
            {
                missing = missing.AddDays(1);
            }

            return missing > days.Min() ? missing : days.Min();
        }

        var any = await store.ReadRunsAsync(new ReadRuns { ChannelAccount = account, Max = 100 }, cancellationToken).ConfigureAwait(false);
        return any.Any(run => run.Kind == kind) ? earliest : await FirstRecordAsync(account, earliest, last, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DateOnly> FirstRecordAsync(string account, DateOnly earliest, DateOnly last, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var query = new OwnRecordQuery(account, settings.StartOf(account, earliest), settings.StartOf(account, last.AddDays(1)), TimeSpan.FromHours(1));
        DateOnly? first = null;
        await foreach (var record in store.ReadOwnRecordsAsync(query, cancellationToken).ConfigureAwait(false))
        {
            var day = settings.DayOf(account, record.OccurredAt);
            first = first is { } known && known < day ? known : day;
            if (first <= earliest)
            {
                break;
            }
        }

        return first ?? last.AddDays(1);
    }
}
