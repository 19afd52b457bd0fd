using System.Collections.Concurrent;
using System.Globalization;
using Npgsql;
using Payments.Conformance;
using Payments.Storage;

namespace Payments.PostgreSql.Tests.Foreign;

/// <summary>
/// A schema whose odd partitions of orders, attempts, refunds, events and evidence live on a second server. Keys and merchants' numbers stay with
/// the first.
/// </summary>
public sealed class ForeignPartitionFixture : PaymentStoreFixture
{
    private static readonly string[] Moved = ["orders", "attempts", "refunds", "events", "evidence"];

    private static readonly ConcurrentBag<string> Emptied = [];

    private readonly List<PostgreSqlPaymentStore> _stores = [];
    private readonly string _schema;
    private bool _isMoved;

    public ForeignPartitionFixture()
    {
        _isMoved = Emptied.TryTake(out var used);
        _schema = used ?? $"f_{Guid.NewGuid():N}";
    }

    public override async ValueTask<IPaymentStore> CreateStoreAsync()
    {
        var first = await SharedServer.GetAsync();
        if (!_isMoved)
        {
            _isMoved = true;
            await MakeAsync(first.ConnectionString);
            var second = await SecondServer.GetAsync();
            await MakeAsync(second.ConnectionString);
            await MoveAsync(second.Port);
        }

        var store = new PostgreSqlPaymentStore(new PostgreSqlStoreOptions { ConnectionString = first.ConnectionString, Schema = _schema });
        _stores.Add(store);
        return store;
    }

    public override async ValueTask MakeSchemaNewerAsync() => await ExecuteAsync((await SharedServer.GetAsync()).ConnectionString, "INSERT INTO schema_version SELECT MAX(version) + 1 FROM schema_version");

    /// <summary>How many rows of a table are on the second server.</summary>
    public async Task<long> CountThereAsync(string table) =>
        Convert.ToInt64(await ExecuteAsync((await SecondServer.GetAsync()).ConnectionString, $"SELECT COUNT(*) FROM {table}"), CultureInfo.InvariantCulture);

    protected override async ValueTask DisposeCoreAsync()
    {
        foreach (var store in _stores)
        {
            await store.DisposeAsync();
        }

        if (_isMoved)
        {
            await ExecuteAsync((await SharedServer.GetAsync()).ConnectionString, $"""
                DELETE FROM orders; DELETE FROM merchant_numbers; DELETE FROM attempts; DELETE FROM refunds; DELETE FROM events;
                DELETE FROM idempotency; DELETE FROM evidence; DELETE FROM channel_switches;
                DELETE FROM schema_version WHERE version > {Migrations.All.Count};
                """);
            Emptied.Add(_schema);
        }
    }

    private async Task MakeAsync(string connectionString)
    {
        await using var store = new PostgreSqlPaymentStore(new PostgreSqlStoreOptions { ConnectionString = connectionString, Schema = _schema });
        await store.InitializeAsync(CancellationToken.None);
    }

    private async Task MoveAsync(int port)
    {
        var first = (await SharedServer.GetAsync()).ConnectionString;
        await ExecuteAsync(first, "SELECT pg_advisory_lock(1)", $"""
            CREATE EXTENSION IF NOT EXISTS postgres_fdw SCHEMA public;
            CREATE SERVER IF NOT EXISTS second FOREIGN DATA WRAPPER postgres_fdw
                OPTIONS (host '127.0.0.1', port '{port}', dbname 'postgres', use_remote_estimate 'true', batch_size '100');
            CREATE USER MAPPING IF NOT EXISTS FOR postgres SERVER second OPTIONS (user 'postgres');
            """);
        foreach (var table in Moved)
        {
            for (var i = 1; i < 4; i += 2)
            {
                await ExecuteAsync(first, $"""
                    ALTER TABLE {table} DETACH PARTITION {table}_{i};
                    DROP TABLE {table}_{i};
                    CREATE FOREIGN TABLE {table}_{i} PARTITION OF {table} FOR VALUES WITH (MODULUS 4, REMAINDER {i})
                        SERVER second OPTIONS (schema_name '{_schema}', table_name '{table}_{i}');
                    """);
            }
        }
    }

    private async Task<object?> ExecuteAsync(string connectionString, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(connectionString + $";Pooling=False;Search Path={_schema},public");
        await connection.OpenAsync();
        object? last = null;
        foreach (var sql in statements)
        {
#pragma warning disable CA2100 // the tests' own text
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
#pragma warning restore CA2100
            last = await command.ExecuteScalarAsync();
        }

        return last;
    }
}
