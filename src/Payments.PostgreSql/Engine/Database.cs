using Microsoft.Extensions.Logging;
using Payments.Shared;

namespace Payments.PostgreSql;

/// <summary>An open store: its connections and its lanes.</summary>
internal sealed class Database : IAsyncDisposable
{
    private static readonly TimeSpan WorkTimeout = TimeSpan.FromMilliseconds(450);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(900);

    private readonly CancellationTokenSource _stop = new();
    private readonly Lanes<BeginWork> _begins;
    private readonly Lanes<CommitWork> _commits;
    private readonly Lanes<FindWork> _finds;
    private readonly Lanes<EvidenceWork> _evidence;
    private readonly Lanes<EnqueueWork> _enqueues;
    private readonly Lanes<SettleWork> _settlements;

    public Database(Connections connections, PostgreSqlStoreOptions options, ILogger logger, StoreTelemetry? telemetry = null)
    {
        Connections = connections;
        _begins = new(Watched<BeginWork>(telemetry, "begin", new BeginBatch(connections).RunAsync), options, logger, _stop.Token);
        _commits = new(Watched<CommitWork>(telemetry, "commit", new CommitBatch(connections).RunAsync), options, logger, _stop.Token);
        _finds = new(Watched<FindWork>(telemetry, "find", new FindBatch(connections).RunAsync), options, logger, _stop.Token);
        _evidence = new(Watched<EvidenceWork>(telemetry, "evidence", new EvidenceBatch(connections).RunAsync), options, logger, _stop.Token);
        _enqueues = new(Watched<EnqueueWork>(telemetry, "enqueue_webhook", new EnqueueBatch(connections).RunAsync), options, logger, _stop.Token);
        _settlements = new(Watched<SettleWork>(telemetry, "settle_webhook", new SettleBatch(connections).RunAsync), options, logger, _stop.Token);
        KnownOrders known = new(options.KnownOrders);
        Finder = new Finder(connections, _finds, known);
        Beginner = new Beginner(connections, _begins, Finder, known);
        Committer = new Committer(connections, _commits, known);
        Outbox = new Outbox(connections, logger);
        Checks = new CheckQueue(connections, logger);
        Reconciliation = new ReconciliationTables(connections);
        Webhooks = new WebhookTables(connections, _enqueues, _settlements);
    }

    public Connections Connections { get; }

    public Finder Finder { get; }

    public Beginner Beginner { get; }

    public Committer Committer { get; }

    public Outbox Outbox { get; }

    public CheckQueue Checks { get; }

    public ReconciliationTables Reconciliation { get; }

    public WebhookTables Webhooks { get; }

    public async ValueTask KeepAsync(Storage.Evidence evidence, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var work = new EvidenceWork(evidence, cancellationToken);
        await _evidence.EnqueueAsync(Shards.Of(evidence.EvidenceId), work, cancellationToken).ConfigureAwait(false);
        await work.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes no more calls, does the work that waits as long as a second allows, and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.CancelAfter(WorkTimeout);
        var stopped = Task.WhenAll(_begins.StopAsync(), _commits.StopAsync(), _finds.StopAsync(), _evidence.StopAsync(), _enqueues.StopAsync(), _settlements.StopAsync());
        try
        {
            await stopped.WaitAsync(StopTimeout, TimeProvider.System).ConfigureAwait(false);
            _stop.Dispose();
        }
        catch (TimeoutException)
        {
            // A statement does not let itself be cut: the connection ends with it.
        }

        await Connections.DisposeAsync().ConfigureAwait(false);
    }

    private static RunBatch<TWork> Watched<TWork>(StoreTelemetry? telemetry, string name, Func<IReadOnlyList<TWork>, CancellationToken, Task> run) => async (batch, stop) =>
    {
        var began = StoreTelemetry.Now;
        await run(batch, stop).ConfigureAwait(false);
        telemetry?.Wrote(name, batch.Count, began);
    };
}
