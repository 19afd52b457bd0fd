namespace Payments.Benchmarks.Sqlite;

/// <summary>The statements somebody would write by hand for the same rows: each updates no more than what changes.</summary>
internal static class HandSql
{
    public const string Pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY;";

    public const string SelectOrders = $"SELECT {OrderColumns} FROM orders WHERE order_no > $0 ORDER BY order_no LIMIT $1";

    public const string SelectAttempts = $"SELECT {AttemptColumns} FROM attempts WHERE order_no > $0 AND order_no <= $1";

    public const string SelectIdempotency = $"SELECT {IdempotencyColumns}, answer FROM idempotency WHERE order_no > $0 AND order_no <= $1";

    public const string SelectEvents = $"SELECT {EventColumns} FROM events WHERE order_no > $0 AND order_no <= $1 ORDER BY order_no, sequence";

    public const string SelectEvidence = $"SELECT {EvidenceColumns} FROM evidence WHERE order_no > $0 AND order_no <= $1";

    public const string InsertOrder = $"INSERT INTO orders ({OrderColumns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";

    public const string InsertAttempt = $"INSERT INTO attempts ({AttemptColumns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    public const string InsertIdempotency = $"INSERT INTO idempotency ({IdempotencyColumns}) VALUES ($0, $1, $2, $3, $4, $5)";

    public const string InsertEvent = $"INSERT INTO events ({EventColumns}) VALUES ($0, $1, $2, $3, $4)";

    public const string InsertEvidence = $"INSERT INTO evidence ({EvidenceColumns}) VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9)";

    public const string AcceptOrder = "UPDATE orders SET version = $1, status = $2, updated_at = $3, last_event_sequence = $4, next_check_at = $5 WHERE order_no = $0";

    public const string AcceptAttempt = "UPDATE attempts SET status = $2, updated_at = $3, next_action = $4 WHERE order_no = $0 AND attempt_no = $1";

    public const string AnswerIdempotency = "UPDATE idempotency SET answer = $2, lease_until = 0 WHERE merchant_id = $0 AND key = $1";

    public const string PayOrder = """
        UPDATE orders SET version = $1, status = $2, updated_at = $3, last_event_sequence = $4, paid_at = $5, paid_attempt_no = $6, channel_transaction_id = $7, next_check_at = NULL
        WHERE order_no = $0
        """;

    public const string PayAttempt = "UPDATE attempts SET status = $2, updated_at = $3, channel_transaction_id = $4 WHERE order_no = $0 AND attempt_no = $1";

    private const string OrderColumns = """
        order_no, version, currency, amount, subject, method, status, created_at, expires_at, updated_at, paid_at, paid_attempt_no, channel_transaction_id,
        return_url, error, last_event_sequence, merchant_id, merchant_order_no, next_check_at, charge_attempt_no, charge_fence
        """;

    private const string AttemptColumns =
        "order_no, attempt_no, channel_account, method, status, route_reason, created_at, updated_at, next_action, channel_transaction_id, error, route";

    private const string IdempotencyColumns = "merchant_id, key, fingerprint, order_no, lease_until, retain_until";

    private const string EventColumns = "order_no, sequence, occurred_at, payload, due_at";

    private const string EvidenceColumns =
        "evidence_id, channel_account, source, received_at, headers, body, verdict, reason, order_no, notification_id";
}
