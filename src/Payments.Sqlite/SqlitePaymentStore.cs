using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Payments.Channels;
using Payments.Shared;
using Payments.Storage;

namespace Payments.Sqlite;

/// <summary>
/// Payments in a SQLite file. Writes of concurrent callers share transactions, each with its own result or fault; reads run beside them. Several
/// processes may use one file. Call <see cref="InitializeAsync"/> first; the host does.
/// </summary>
public sealed partial class SqlitePaymentStore : IPaymentStore, IOutboxBacklog, IDisposable, IAsyncDisposable
{
    private readonly SqliteStoreOptions _options;
    private readonly SqliteSettings _settings;
    private readonly ILogger _logger;
    private readonly StoreTelemetry? _telemetry;
    private readonly Lock _opening = new();
    private volatile Database? _database;
    private bool _disposed;

    /// <summary>Makes a store; nothing is opened yet.</summary>
    /// <param name="options">The settings, checked by <see cref="InitializeAsync"/>.</param>
    /// <param name="logger">Where to log, event ids 5000 to 5999. Default: nowhere.</param>
    public SqlitePaymentStore(SqliteStoreOptions options, ILogger<SqlitePaymentStore>? logger = null)
        : this(options, logger ?? NullLogger<SqlitePaymentStore>.Instance, new SqliteSettings(section: null))
    {
    }

    internal SqlitePaymentStore(SqliteStoreOptions options, ILogger logger, SqliteSettings settings, StoreTelemetry? telemetry = null)
    {
        _options = options;
        _logger = logger;
        _settings = settings;
        _telemetry = telemetry;
    }

    /// <inheritdoc/>
    public Task InitializeAsync(CancellationToken cancellationToken) => Task.Run(Open, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<BeginOrderResult> BeginOrderAsync(BeginOrder intent, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new BeginOrderWrite(intent, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PaymentOrder?> FindOrderAsync(OrderNo orderNo, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        orderNo,
        static (session, query) => OrderRow.Read(session, session.Prepare(Sql.FindOrder).Bind(1, query)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PaymentOrder?> FindOrderAsync(string merchantId, string merchantOrderNo, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        (merchantId, merchantOrderNo),
        static (session, query) => OrderRow.Read(session, session.Prepare(Sql.FindMerchantOrder).Bind(1, query.merchantId).Bind(2, query.merchantOrderNo)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new CommitWrite(commit, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RecordEvidenceAsync(Evidence evidence, CancellationToken cancellationToken) =>
        await Database.Writer.WriteAsync(new EvidenceWrite(evidence, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Evidence>> ReadEvidenceAsync(OrderNo orderNo, int max, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        (orderNo, max: Positive(max)),
        static (session, query) => EvidenceRow.ReadAll(session.Prepare(Sql.ReadEvidence).Bind(1, query.orderNo).Bind(2, query.max)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Evidence>> ReadRecentEvidenceAsync(string account, int max, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        (account, max: Positive(max)),
        static (session, query) => EvidenceRow.ReadAll(session.Prepare(Sql.ReadRecentEvidence).Bind(1, query.account).Bind(2, query.max)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PaymentEvent>> ReadEventsAsync(OrderNo orderNo, int afterSequence, int max, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        (orderNo, afterSequence, max: Positive(max)),
        static (session, query) => EventRow.ReadAll(
            session.Prepare(Sql.ReadEvents).Bind(1, query.orderNo).Bind(2, query.afterSequence).Bind(3, query.max)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxItem>> ClaimEventsAsync(ClaimEvents intent, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new ClaimWrite(intent, _logger, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> SettleEventsAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new SettleWrite(settlements, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxItem>> ReadDeadLettersAsync(int max, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        Positive(max),
        static (session, query) => EventRow.ReadDeadLetters(session.Prepare(Sql.ReadDeadLetters).Bind(1, query)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutboxBacklog> ReadBacklogAsync(CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        0,
        static (session, _) => EventRow.ReadBacklog(session.Prepare(Sql.ReadBacklog)),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> ReplayDeadLetterAsync(string eventId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ReplayWrite.TryParse(eventId, out var orderNo, out var sequence)
            && await Database.Writer.WriteAsync(new ReplayWrite(orderNo, sequence, now, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PaymentOrder>> ClaimDueOrdersAsync(ClaimOrders intent, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new ClaimOrdersWrite(intent, _logger, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ScheduleCheckAsync(ScheduleCheck intent, CancellationToken cancellationToken) =>
        await Database.Writer.WriteAsync(new ScheduleCheckWrite(intent, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<int> PurgeIdempotencyAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) =>
        Database.Writer.WriteAsync(new PurgeWrite(now, Positive(max), cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RecordSwitchAsync(ChannelSwitch channelSwitch, CancellationToken cancellationToken) =>
        await Database.Writer.WriteAsync(new SwitchWrite(channelSwitch, cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchesAsync(CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        0,
        static (session, _) => SwitchRow.ReadAll(session.Prepare(Sql.ReadSwitches)),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchHistoryAsync(string account, int max, CancellationToken cancellationToken) => Database.Readers.ReadAsync(
        (account, max: Positive(max)),
        static (session, query) => SwitchRow.ReadAll(session.Prepare(Sql.ReadSwitchHistory).Bind(1, query.account).Bind(2, query.max)),
        cancellationToken);

    /// <inheritdoc/>
    public async Task PingAsync(CancellationToken cancellationToken) =>
        await Database.Writer.WriteAsync(new PingWrite(TimeProvider.System.GetUtcNow(), cancellationToken), cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Copies the database as it stands at this moment, while it is written to. The copy is one file, checked and complete; it appears under its
    /// name only then. To restore it, stop the host, delete the old file with its <c>-wal</c> and <c>-shm</c> files, and put the copy in its place.
    /// </summary>
    /// <param name="path">Where to; its folder must exist.</param>
    /// <param name="cancellationToken">Gives up; nothing is left behind.</param>
    /// <exception cref="IOException">There is a file already: backups are never overwritten.</exception>
    public Task BackupAsync(string path, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _ = Database;
        return Task.Run(
            () =>
            {
                if (File.Exists(path))
                {
                    throw new IOException($"There is a file '{path}' already. Backups are never overwritten: name another.");
                }

                var pages = OnlineBackup.Run(_options.DataSource, path, cancellationToken);
                Log.BackedUp(_logger, _options.DataSource, path, pages);
            },
            cancellationToken);
    }

    /// <summary>Takes no more calls, commits the writes that wait as long as a second allows, and closes the file.</summary>
    public void Dispose()
    {
        lock (_opening)
        {
            _disposed = true;
            _database?.Dispose();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync() => await Task.Run(Dispose).ConfigureAwait(false);

    private Database Database => _database ?? throw new InvalidOperationException(
        "The store is not open. Call InitializeAsync first; a host that has AddPayments() does so when it starts.");

    private static int Positive(int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return max;
    }

    private void Open()
    {
        lock (_opening)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_database is not null)
            {
                return;
            }

            var problems = new SqliteConfigurationCheck(_options, _settings).Check().ToList();
            if (problems.Count > 0)
            {
                throw new PaymentConfigurationException(problems);
            }

            var faults = new StartFault(_settings.PathOf(nameof(_options.DataSource)), _options.DataSource);
            try
            {
                _database = Database.Open(_options, _logger, _telemetry, faults);
            }
            catch (SqliteException fault)
            {
                throw faults.Of(fault);
            }
        }
    }
}
