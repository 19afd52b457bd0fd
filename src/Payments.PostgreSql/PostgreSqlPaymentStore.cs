using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Payments.Channels;
using Payments.Shared;
using Payments.Storage;

namespace Payments.PostgreSql;

/// <summary>
/// Payments in PostgreSQL. Calls of concurrent callers share statements, each with its own result or fault; any number of nodes may use one
/// database. Call <see cref="InitializeAsync"/> first; the host does.
/// </summary>
public sealed partial class PostgreSqlPaymentStore : IPaymentStore, IOutboxBacklog, IDisposable, IAsyncDisposable
{
    private readonly PostgreSqlStoreOptions _options;
    private readonly PostgreSqlSettings _settings;
    private readonly ILogger _logger;
    private readonly StoreTelemetry? _telemetry;
#pragma warning disable CA2213 // holds nothing to release, and a store can be disposed twice
    private readonly SemaphoreSlim _opening = new(1, 1);
#pragma warning restore CA2213
    private volatile Database? _database;
    private volatile bool _disposed;

    /// <summary>Makes a store; nothing is opened yet.</summary>
    /// <param name="options">The settings, checked by <see cref="InitializeAsync"/>.</param>
    /// <param name="logger">Where to log, event ids 6000 to 6999. Default: nowhere.</param>
    public PostgreSqlPaymentStore(PostgreSqlStoreOptions options, ILogger<PostgreSqlPaymentStore>? logger = null)
        : this(options, logger ?? NullLogger<PostgreSqlPaymentStore>.Instance, new PostgreSqlSettings(section: null))
    {
    }

    internal PostgreSqlPaymentStore(PostgreSqlStoreOptions options, ILogger logger, PostgreSqlSettings settings, StoreTelemetry? telemetry = null)
    {
        _options = options;
        _logger = logger;
        _settings = settings;
        _telemetry = telemetry;
    }

    private Database Database => _disposed ? throw Faults.Stopped() : _database ?? throw new InvalidOperationException(
        "The store is not open. Call InitializeAsync first; a host that has AddPayments() does so when it starts.");

    /// <inheritdoc/>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_disposed)
            {
                throw Faults.Stopped();
            }

            _database ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<BeginOrderResult> BeginOrderAsync(BeginOrder intent, CancellationToken cancellationToken) => Database.Beginner.BeginAsync(intent, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<PaymentOrder?> FindOrderAsync(OrderNo orderNo, CancellationToken cancellationToken) => Database.Finder.FindAsync(orderNo, cancellationToken);

    /// <inheritdoc/>
    public PaymentOrder? RecallOrder(OrderNo orderNo) => Database.Finder.Recall(orderNo);

    /// <inheritdoc/>
    public ValueTask<PaymentOrder?> FindOrderAsync(string merchantId, string merchantOrderNo, CancellationToken cancellationToken) =>
        Database.Finder.FindAsync(merchantId, merchantOrderNo, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken) => Database.Committer.CommitAsync(commit, cancellationToken);

    /// <inheritdoc/>
    public ValueTask RecordEvidenceAsync(Storage.Evidence evidence, CancellationToken cancellationToken) => Database.KeepAsync(evidence, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Storage.Evidence>> ReadEvidenceAsync(OrderNo orderNo, int max, CancellationToken cancellationToken) =>
        ReadAsync(Sql.ReadEvidence, Positive(max), command => command.With(orderNo.Value), EvidenceRow.Read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<Storage.Evidence>> ReadRecentEvidenceAsync(string account, int max, CancellationToken cancellationToken) =>
        ReadAsync(Sql.ReadRecentEvidence, Positive(max), command => command.With(account), EvidenceRow.Read, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PaymentEvent>> ReadEventsAsync(OrderNo orderNo, int afterSequence, int max, CancellationToken cancellationToken) => ReadAsync(
        Sql.ReadEvents, Positive(max), command => command.With(orderNo).With(afterSequence), row => Json.DecodeEvent(row.GetString(0)), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxItem>> ClaimEventsAsync(ClaimEvents intent, CancellationToken cancellationToken) => Database.Outbox.ClaimAsync(intent, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> SettleEventsAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken) =>
        Database.Outbox.SettleAsync(settlements, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxItem>> ReadDeadLettersAsync(int max, CancellationToken cancellationToken) =>
        Database.Outbox.ReadDeadLettersAsync(Positive(max), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ReplayDeadLetterAsync(string eventId, DateTimeOffset now, CancellationToken cancellationToken) =>
        Database.Outbox.ReplayAsync(eventId, now, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PaymentOrder>> ClaimDueOrdersAsync(ClaimOrders intent, CancellationToken cancellationToken) =>
        Database.Checks.ClaimAsync(intent, cancellationToken);

    /// <inheritdoc/>
    public ValueTask ScheduleCheckAsync(ScheduleCheck intent, CancellationToken cancellationToken) => Database.Checks.ScheduleAsync(intent, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> PurgeIdempotencyAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) => Database.Connections.ExecuteAsync(
        Sql.PurgeIdempotency, command => command.With(now).With((long)Positive(max)), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask RecordSwitchAsync(ChannelSwitch channelSwitch, CancellationToken cancellationToken) =>
        await Database.Connections.ExecuteAsync(Sql.InsertSwitch, command => SwitchRow.Bind(command, channelSwitch), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchesAsync(CancellationToken cancellationToken) =>
        await Database.Connections.QueryAsync(Sql.ReadSwitches, _ => { }, SwitchRow.Read, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchHistoryAsync(string account, int max, CancellationToken cancellationToken) =>
        ReadAsync(Sql.ReadSwitchHistory, Positive(max), command => command.With(account), SwitchRow.Read, cancellationToken);

    /// <inheritdoc/>
    public async Task PingAsync(CancellationToken cancellationToken) => await Database.Connections.ExecuteAsync(
        Sql.Ping, command => command.With(TimeProvider.System.GetUtcNow()), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<OutboxBacklog> ReadBacklogAsync(CancellationToken cancellationToken) =>
        (await Database.Connections.QueryAsync(
            Sql.ReadBacklog,
            static _ => { },
            static row => new OutboxBacklog(row.OptionalTime(0), row.GetInt32(1)),
            cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Takes no more calls, does the work that waits as long as a second allows, and closes the connections.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    /// <inheritdoc cref="Dispose"/>
    public async ValueTask DisposeAsync()
    {
        _disposed = true;
        await _opening.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_database is { } database)
            {
                _database = null;
                await database.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private static int Positive(int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return max;
    }

    private async ValueTask<IReadOnlyList<T>> ReadAsync<T>(
        string sql, int max, Action<NpgsqlCommand> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken) => await Database.Connections.QueryAsync(
            sql,
            command =>
            {
                bind(command);
                command.With((long)max);
            },
            read,
            cancellationToken).ConfigureAwait(false);

    private async Task<Database> OpenAsync(CancellationToken cancellationToken)
    {
        var problems = new PostgreSqlConfigurationCheck(_options, _settings).Check().ToList();
        if (problems.Count > 0)
        {
            throw new PaymentConfigurationException(problems);
        }

        var faults = new StartFault(_settings.PathOf(nameof(_options.ConnectionString)));
        var connections = new Connections(_options);
        try
        {
            var (from, to) = await new Migrator(connections, _options.Schema, Migrations.All, faults).MigrateAsync(cancellationToken).ConfigureAwait(false);
            if (from != to)
            {
                Log.Migrated(_logger, _options.Schema, from, to);
            }

            Log.Opened(_logger, _options.Schema, to, _options.Lanes);
            return new Database(connections, _options, _logger, _telemetry);
        }
        catch (Exception fault)
        {
            await connections.DisposeAsync().ConfigureAwait(false);
            throw fault is NpgsqlException or TimeoutException ? faults.Of(fault) : fault;
        }
    }
}
