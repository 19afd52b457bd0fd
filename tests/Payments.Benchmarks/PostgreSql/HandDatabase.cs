using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace Payments.Benchmarks.PostgreSql;

/// <summary>
/// What somebody would write by hand: an order and an event in plain tables with the indexes they need, one transaction for each change, prepared
/// statements, 32 pooled connections. No attempts, no evidence, no keys: less than what ours writes.
/// </summary>
internal sealed class HandDatabase : IAsyncDisposable
{
    public const int Connections = 32;

    private const string Schema = """
        CREATE TABLE hand_orders (
            order_no text PRIMARY KEY, version bigint NOT NULL, merchant_id text NOT NULL, merchant_order_no text NOT NULL, currency text NOT NULL,
            amount bigint NOT NULL, subject text NOT NULL, method text NOT NULL, status text NOT NULL, created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL, paid_at timestamptz, channel_transaction_id text, UNIQUE (merchant_id, merchant_order_no));
        CREATE TABLE hand_events (order_no text, sequence integer, occurred_at timestamptz NOT NULL, payload text NOT NULL, PRIMARY KEY (order_no, sequence));
        """;

    private readonly NpgsqlDataSource _source;

    private HandDatabase(NpgsqlDataSource source) => _source = source;

    public static async Task<HandDatabase> OpenAsync(string connectionString)
    {
        var text = new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = Connections, MaxAutoPrepare = 20, AutoPrepareMinUsages = 1 };
        var source = NpgsqlDataSource.Create(text.ConnectionString);
        await using var command = source.CreateCommand(Schema);
        await command.ExecuteNonQueryAsync();
        return new HandDatabase(source);
    }

    public async Task CreateAsync(PaymentOrder order)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await RunAsync(
            connection,
            "INSERT INTO hand_orders (order_no, version, merchant_id, merchant_order_no, currency, amount, subject, method, status, created_at, updated_at) VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
            order.OrderNo.Value, order.MerchantId, order.MerchantOrderNo, order.Amount.Currency.Code, order.Amount.MinorUnits, order.Subject, order.Method.Value, "Created", order.CreatedAt.UtcDateTime);
        await InsertEventAsync(connection, new OrderCreated { OrderNo = order.OrderNo, Sequence = 1, OccurredAt = order.CreatedAt, Order = order });
        await transaction.CommitAsync();
    }

    public async Task PayAsync(PaymentOrder order)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var changed = await RunAsync(
            connection,
            "UPDATE hand_orders SET version = version + 1, status = $2, paid_at = $3, updated_at = $3, channel_transaction_id = $4 WHERE order_no = $1 AND version = 1",
            order.OrderNo.Value, "Paid", order.CreatedAt.UtcDateTime, "4200001234202603041234567890");
        if (changed != 1)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"The yardstick changed {changed} rows."));
        }

        await InsertEventAsync(connection, new OrderPaid { OrderNo = order.OrderNo, Sequence = 2, OccurredAt = order.CreatedAt, Order = order });
        await transaction.CommitAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static Task<int> InsertEventAsync(NpgsqlConnection connection, PaymentEvent paymentEvent) => RunAsync(
        connection,
        "INSERT INTO hand_events (order_no, sequence, occurred_at, payload) VALUES ($1, $2, $3, $4)",
        paymentEvent.OrderNo.Value, paymentEvent.Sequence, paymentEvent.OccurredAt.UtcDateTime, JsonSerializer.Serialize(paymentEvent, PaymentsJson.Default.PaymentEvent));

    private static async Task<int> RunAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
#pragma warning disable CA2100 // constants of this file
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(value switch
            {
                string text => new NpgsqlParameter<string> { NpgsqlDbType = NpgsqlDbType.Text, TypedValue = text },
                long number => new NpgsqlParameter<long> { NpgsqlDbType = NpgsqlDbType.Bigint, TypedValue = number },
                int number => new NpgsqlParameter<int> { NpgsqlDbType = NpgsqlDbType.Integer, TypedValue = number },
                DateTime time => new NpgsqlParameter<DateTime> { NpgsqlDbType = NpgsqlDbType.TimestampTz, TypedValue = time },
                _ => throw new NotSupportedException(),
            });
        }

        return await command.ExecuteNonQueryAsync();
    }
}
