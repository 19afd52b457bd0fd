using System.Globalization;
using Npgsql;
using Payments.Conformance;
using Payments.Storage;

namespace Payments.PostgreSql.Tests;

/// <summary>A schema of its own on the shared server, and stores on it.</summary>
public sealed class PostgreSqlFixture : PaymentStoreFixture
{
    private readonly List<PostgreSqlPaymentStore> _stores = [];

    private readonly bool _isShared;

    public PostgreSqlFixture()
        : this(isFresh: false)
    {
    }

    /// <param name="isFresh">For tests of the schema itself: one that is not made yet, and that nobody gets afterwards.</param>
    public PostgreSqlFixture(bool isFresh)
    {
        _isShared = !isFresh;
        Schema = _isShared && SharedServer.EmptySchemas.TryTake(out var used) ? used : $"t_{Guid.NewGuid():N}";
    }

    public string Schema { get; }

    public override async ValueTask<IPaymentStore> CreateStoreAsync() => await CreateAsync();

    public async Task<PostgreSqlPaymentStore> CreateAsync(Action<PostgreSqlStoreOptions>? configure = null)
    {
        var options = new PostgreSqlStoreOptions { ConnectionString = (await SharedServer.GetAsync()).ConnectionString, Schema = Schema };
        configure?.Invoke(options);
        var store = new PostgreSqlPaymentStore(options);
        _stores.Add(store);
        return store;
    }

    public override async ValueTask MakeSchemaNewerAsync() =>
        await QueryAsync("INSERT INTO schema_version SELECT MAX(version) + 1 FROM schema_version RETURNING version");

    /// <summary>Runs SQL beside the store, as an operator would.</summary>
    public async Task<long> QueryAsync(string sql) => Convert.ToInt64(await ScalarAsync(sql) ?? 0, CultureInfo.InvariantCulture);

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = new NpgsqlConnection((await SharedServer.GetAsync()).ConnectionString + $";Pooling=False;Search Path={Schema}");
        await connection.OpenAsync();
#pragma warning disable CA2100 // the tests' own text
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <summary>How many entries of a table's indexes, and rows of the table without an index, were read so far. Sessions tell when they end.</summary>
    public async Task<long> ReadRowsAsync(string table)
    {
        var last = -1L;
        for (var tries = 0; tries < 30; tries++)
        {
            await Task.Delay(1_100);
            var now = await QueryAsync(
                $"""
                SELECT (SELECT SUM(idx_tup_read) FROM pg_stat_user_indexes WHERE schemaname = current_schema() AND relname ~ '^{table}(_[0-9]+)?$')::bigint
                    + (SELECT SUM(seq_tup_read) FROM pg_stat_user_tables WHERE schemaname = current_schema() AND relname ~ '^{table}(_[0-9]+)?$')::bigint
                """);
            if (now == last)
            {
                return now;
            }

            last = now;
        }

        throw new TimeoutException("The server's counters do not come to rest.");
    }

    /// <summary>Starts many calls while an operator holds a table, so that they are together when he lets go.</summary>
    public async Task<T[]> WhileLockedAsync<T>(string table, int times, Func<int, Task<T>> call)
    {
        Task<T>[] calls;
        await using (await LockAsync(table))
        {
            calls = [.. Enumerable.Range(0, times).Select(call)];
            await Task.Delay(200);
        }

        return await Task.WhenAll(calls);
    }

    /// <summary>An operator holds a table, until he is disposed.</summary>
    public async Task<NpgsqlConnection> LockAsync(string table)
    {
        var connection = new NpgsqlConnection((await SharedServer.GetAsync()).ConnectionString + $";Pooling=False;Search Path={Schema}");
        await connection.OpenAsync();
#pragma warning disable CA2100 // the tests' own text
        await using var command = new NpgsqlCommand($"BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    protected override async ValueTask DisposeCoreAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        if (_isShared)
        {
            var broken = await ScalarAsync(RowRules.FindBroken) as string;
            await ScalarAsync(
                $"""
                DELETE FROM orders; DELETE FROM merchant_numbers; DELETE FROM attempts; DELETE FROM refunds; DELETE FROM events;
                DELETE FROM idempotency; DELETE FROM evidence; DELETE FROM channel_switches;
                DELETE FROM webhook_endpoints; DELETE FROM webhook_deliveries; DELETE FROM webhook_attempts;
                DELETE FROM reconciliation_runs; DELETE FROM breaks; TRUNCATE break_history;
                DELETE FROM schema_version WHERE version > {Migrations.All.Count};
                """);
            SharedServer.EmptySchemas.Add(Schema);
            Xunit.Assert.Null(broken);
        }
    }
}
