using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Payments.Channels;
using Payments.Recon.Breaks;
using Payments.Recon.Runs;
using Payments.Reconciliation;

namespace Payments.Recon.Hosting;

/// <summary>What an operator does: starts runs, works on breaks, fetches files.</summary>
internal sealed class ReconciliationDesk(
    IReconciliationStore store,
    IPaymentChannels channels,
    ReconciliationArchive archive,
    IOptions<ReconciliationOptions> options,
    RunSignal signal,
    TimeProvider time,
    ILogger<ReconciliationDesk> logger) : IReconciliation
{
    private const int MostDaysAgo = 400;
    private const int MostTries = 5;
    private const int MostPerson = 128;

    public async Task<ReconciliationResult<ReconciliationRun>> StartAsync(string account, DateOnly day, StatementKind kind, string person, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(person);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(person.Length, MostPerson, nameof(person));
        if (channels.Find(account) is not IStatements statements || !statements.StatementKinds.Contains(kind))
        {
            return Refuse<ReconciliationRun>(PaymentErrorCodes.StatementUnsupported, $"There is no channel account of that name, or its channel publishes no {kind} bill.", "Name a configured account and a kind of bill it has.");
        }

        var now = time.GetUtcNow();
        var today = options.Value.DayOf(account, now);
        if (day >= today || day < today.AddDays(-MostDaysAgo))
        {
            return Refuse<ReconciliationRun>(PaymentErrorCodes.DayOutOfRange, $"{day:yyyy-MM-dd} is not a day before today, at most {MostDaysAgo} days ago, in the account's time zone.", "Name such a day.");
        }

        var runId = ReconciliationRun.IdOf(account, day, kind);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var known = await store.FindRunAsync(runId, cancellationToken).ConfigureAwait(false);
            var run = Started(known, account, day, kind, person, now);
            if (known is null
                ? await store.AddRunAsync(run, cancellationToken).ConfigureAwait(false)
                : await store.CommitRunAsync(new CommitRun(run, Owner: null, LeaseUntil: null, now), cancellationToken).ConfigureAwait(false))
            {
                signal.Set();
                return new ReconciliationResult<ReconciliationRun>.Done(run);
            }
        }

        return Refuse<ReconciliationRun>(PaymentErrorCodes.RunInProgress, $"A node works on run {runId} now.", "Wait until it is done, and start it again if that is still wanted.");
    }

    public DateOnly TodayOf(string account) => options.Value.DayOf(account, time.GetUtcNow());

    public ValueTask<ReconciliationRun?> FindRunAsync(string runId, CancellationToken cancellationToken) => store.FindRunAsync(runId, cancellationToken);

    public ValueTask<IReadOnlyList<ReconciliationRun>> ReadRunsAsync(ReadRuns query, CancellationToken cancellationToken) => store.ReadRunsAsync(query, cancellationToken);

    public ValueTask<Break?> FindBreakAsync(string breakId, CancellationToken cancellationToken) => store.FindBreakAsync(breakId, cancellationToken);

    public ValueTask<IReadOnlyList<Break>> ReadBreaksAsync(ReadBreaks query, CancellationToken cancellationToken) => store.ReadBreaksAsync(query, cancellationToken);

    public ValueTask<IReadOnlyList<BreakCount>> CountBreaksAsync(string? account, bool includeResolved, CancellationToken cancellationToken) =>
        store.CountBreaksAsync(account, includeResolved, cancellationToken);

    public async Task<ReconciliationResult<Break>> ActAsync(BreakCommand command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (BreakRules.Validate(command) is { Count: > 0 } problems)
        {
            throw new InvalidPaymentRequestException(problems);
        }

        if (await store.FindBreakAsync(command.BreakId, cancellationToken).ConfigureAwait(false) is not { } row)
        {
            return Refuse<Break>(PaymentErrorCodes.BreakNotFound, "There is no such break.", "Take its id from the list of breaks.");
        }

        var result = BreakRules.Apply(row, command, options.Value.SecondApproverAboveMinor, time.GetUtcNow());
        if (result is not ReconciliationResult<Break>.Done done)
        {
            return result;
        }

        if ((await store.CommitBreaksAsync([done.Value], cancellationToken).ConfigureAwait(false)).Count > 0)
        {
            return Refuse<Break>(PaymentErrorCodes.BreakChanged, "The break changed since it was read.", "Read it again and decide again.");
        }

        Log.BreakChanged(logger, row.BreakId, command.Person, done.Value.History[^1].Action, done.Value.State);
        return done;
    }

    public async Task<Stream?> OpenFileAsync(string runId, string name, CancellationToken cancellationToken) =>
        await store.FindRunAsync(runId, cancellationToken).ConfigureAwait(false) is { } run && run.Files.FirstOrDefault(file => file.Name == name) is { } known
            ? await archive.OpenAsync(known.Sha256, cancellationToken).ConfigureAwait(false)
            : null;

    private static ReconciliationRun Started(ReconciliationRun? known, string account, DateOnly day, StatementKind kind, string person, DateTimeOffset now) => (known ?? new ReconciliationRun
    {
        RunId = ReconciliationRun.IdOf(account, day, kind),
        ChannelAccount = account,
        Day = day,
        Kind = kind,
        State = ReconciliationRunState.Waiting,
        CreatedAt = now,
        UpdatedAt = now,
        Version = 0,
    }) with
    {
        State = ReconciliationRunState.Waiting,
        DueAt = now,
        Attempts = 0,
        StartedBy = person,
        Error = null,
        UpdatedAt = now,
        Version = (known?.Version ?? 0) + 1,
    };

    private static ReconciliationResult<T>.Refused Refuse<T>(string code, string message, string remedy) =>
        new(new PaymentError { Code = code, Message = message, Remedy = remedy });
}
