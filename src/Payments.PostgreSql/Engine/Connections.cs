using System.Globalization;
using Npgsql;

namespace Payments.PostgreSql;

/// <summary>The pool of connections, and how a statement is run on one.</summary>
internal sealed class Connections : IAsyncDisposable, IDisposable
{
    // Sequential scans are never what a statement of ours wants, and a generic plan saves planning over all partitions each time; see Sql.
    private const string SessionOptions = "-c enable_seqscan=off -c plan_cache_mode=force_generic_plan -c jit=off -c default_transaction_isolation=read\\ committed";

    private readonly NpgsqlDataSource _source;
    private readonly int _timeoutSeconds;

    public Connections(PostgreSqlStoreOptions options)
    {
        _timeoutSeconds = (int)(options.CommandTimeout.Ticks / TimeSpan.TicksPerSecond);
        var builder = new NpgsqlSlimDataSourceBuilder(ConnectionString(options));
        builder.EnableArrays();
        builder.EnableTransportSecurity();
        _source = builder.Build();
    }

    /// <summary>Runs a statement of any number of rows; what it wrote is committed when this returns.</summary>
    public async ValueTask<List<T>> QueryAsync<T>(string sql, Action<NpgsqlCommand> bind, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = await PrepareAsync(connection, sql, bind, cancellationToken).ConfigureAwait(false);
            await using (command.ConfigureAwait(false))
            {
                return await ReadAsync(command, read, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs a statement that gives no rows.</summary>
    /// <returns>How many rows it changed.</returns>
    public async ValueTask<int> ExecuteAsync(string sql, Action<NpgsqlCommand> bind, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var command = await PrepareAsync(connection, sql, bind, cancellationToken).ConfigureAwait(false);
            await using (command.ConfigureAwait(false))
            {
                return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs statements that give no rows as one transaction.</summary>
    /// <returns>How many rows each of them changed.</returns>
    public async ValueTask<IReadOnlyList<int>> ExecuteAsync(Script script, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = await _source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            var batch = new NpgsqlBatch(connection) { Timeout = _timeoutSeconds };
            await using (batch.ConfigureAwait(false))
            {
                script.AddTo(batch);
                await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                return [.. batch.BatchCommands.Select<NpgsqlBatchCommand, int>(command => command.RecordsAffected)];
            }
        }
    }

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    public void Dispose() => _source.Dispose();

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static string ConnectionString(PostgreSqlStoreOptions options)
    {
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            SearchPath = options.Schema,
            MaxAutoPrepare = 0, // statements are prepared by name: one that fails while it prepares itself leaves its connection confused
            CommandTimeout = (int)(options.CommandTimeout.Ticks / TimeSpan.TicksPerSecond),
            IncludeErrorDetail = false, // details quote rows, and rows hold payers
            PersistSecurityInfo = false,
            NoResetOnClose = true, // no session of ours changes its settings, and resetting them costs more than many a statement
        };
        text.Options = string.Create(CultureInfo.InvariantCulture, $"{text.Options} {SessionOptions}").Trim();
        text.ApplicationName ??= "Payments.PostgreSql";
        return text.ConnectionString;
    }

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                rows.Add(read(reader));
            }

            // The rows come before the commit: only the server's word that it is ready again says that the commit went through.
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        return rows;
    }

    /// <summary>Prepares where the connection has not prepared it yet; that costs a round trip, once.</summary>
    private async Task<NpgsqlCommand> PrepareAsync(NpgsqlConnection connection, string sql, Action<NpgsqlCommand> bind, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // a constant of Sql
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = _timeoutSeconds };
#pragma warning restore CA2100
        try
        {
            bind(command);
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return command;
        }
        catch
        {
            await command.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
