namespace Payments.Sqlite;

/// <summary>
/// Every statement of the store. Tables are made in <see cref="Migrations"/>, and nothing else speaks SQL but to set a connection up.
/// Parameters are numbered in the order in which <see cref="OrderRow"/>, <see cref="EventRow"/> and their like bind them.
/// </summary>
internal static class Sql
{
    public const string BeginWrite = "BEGIN IMMEDIATE";
    public const string Commit = "COMMIT";
    public const string Rollback = "ROLLBACK";
    public const string Savepoint = "SAVEPOINT caller";
    public const string RollbackToSavepoint = "ROLLBACK TO caller";
    public const string ReleaseSavepoint = "RELEASE caller";

    public const string InsertIdempotency = """
        INSERT INTO idempotency (merchant_id, key, fingerprint, order_no, lease_until, retain_until)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (merchant_id, key) DO NOTHING
        """;

    public const string FindIdempotency = """
        SELECT fingerprint, order_no, lease_until, answer FROM idempotency WHERE merchant_id = ?1 AND key = ?2
        """;

    public const string LeaseIdempotency = "UPDATE idempotency SET lease_until = ?3 WHERE merchant_id = ?1 AND key = ?2";

    public const string DeleteIdempotency = "DELETE FROM idempotency WHERE merchant_id = ?1 AND key = ?2";

    // An answer once given stays as it is (law 5): a null answer only ends the lease, and neither touches an answered record.
    public const string AnswerIdempotency = """
        UPDATE idempotency SET answer = ?4, lease_until = 0
        WHERE merchant_id = ?1 AND key = ?2 AND order_no = ?3 AND answer IS NULL
        """;

    public const string PurgeIdempotency = """
        DELETE FROM idempotency WHERE id IN (SELECT id FROM idempotency WHERE retain_until <= ?1 ORDER BY retain_until LIMIT ?2)
        """;

    public const string InsertOrder = """
        INSERT INTO orders (
            order_no, version, currency, amount, subject, method, status, created_at, expires_at, updated_at, paid_at,
            paid_attempt_no, channel_transaction_id, return_url, error, last_event_sequence, merchant_id, merchant_order_no, next_check_at,
            charge_attempt_no, charge_fence)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)
        ON CONFLICT (merchant_id, merchant_order_no) DO NOTHING
        """;

    // Whose order it is, its amount and its birth never change; a commit that says otherwise finds no row.
    public const string UpdateOrder = """
        UPDATE orders SET
            version = ?2, subject = ?5, method = ?6, status = ?7, expires_at = ?9, updated_at = ?10, paid_at = ?11,
            paid_attempt_no = ?12, channel_transaction_id = ?13, return_url = ?14, error = ?15, last_event_sequence = ?16,
            next_check_at = ?19, check_owner = NULL, charge_attempt_no = ?20, charge_fence = ?21
        WHERE order_no = ?1 AND version = ?2 - 1 AND currency = ?3 AND amount = ?4 AND created_at = ?8
            AND merchant_id = ?17 AND merchant_order_no = ?18 AND (?22 IS NULL OR updated_at = ?22)
        """;

    public const string FindVersion = "SELECT version, updated_at FROM orders WHERE order_no = ?1";

    public const string FindOrderNo = "SELECT order_no FROM orders WHERE merchant_id = ?1 AND merchant_order_no = ?2";

    public const string FindOrder = SelectOrder + " WHERE o.order_no = ?1 ORDER BY a.attempt_no";

    public const string FindMerchantOrder = SelectOrder + " WHERE o.merchant_id = ?1 AND o.merchant_order_no = ?2 ORDER BY a.attempt_no";

    public const string FindDueOrders = """
        SELECT order_no FROM orders INDEXED BY orders_to_check WHERE next_check_at <= ?1 ORDER BY next_check_at, order_no LIMIT ?2
        """;

    public const string LeaseOrder = "UPDATE orders SET check_owner = ?2, next_check_at = ?3 WHERE order_no = ?1";

    public const string ScheduleCheck = "UPDATE orders SET check_owner = NULL, next_check_at = ?3 WHERE order_no = ?1 AND check_owner = ?2";

    public const string WriteAttempt = """
        INSERT INTO attempts (
            order_no, attempt_no, channel_account, method, status, route_reason, created_at, updated_at, next_action, channel_transaction_id,
            error, route)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        ON CONFLICT (order_no, attempt_no) DO UPDATE SET
            channel_account = ?3, method = ?4, status = ?5, route_reason = ?6, created_at = ?7, updated_at = ?8, next_action = ?9,
            channel_transaction_id = ?10, error = ?11, route = ?12
        WHERE (channel_account, method, status, route_reason, created_at, updated_at, next_action, channel_transaction_id, error, route)
            IS NOT (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """;

    // Another refund under the same merchant's number is a fault: only the refund's own number leads to the row that is there.
    public const string WriteRefund = """
        INSERT INTO refunds (
            order_no, refund_no, merchant_refund_no, attempt_no, amount, cause, status, reason, channel_refund_id, created_at, updated_at,
            succeeded_at, error)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        ON CONFLICT (order_no, refund_no) DO UPDATE SET
            merchant_refund_no = ?3, attempt_no = ?4, amount = ?5, cause = ?6, status = ?7, reason = ?8, channel_refund_id = ?9,
            created_at = ?10, updated_at = ?11, succeeded_at = ?12, error = ?13
        WHERE (merchant_refund_no, attempt_no, amount, cause, status, reason, channel_refund_id, created_at, updated_at, succeeded_at, error)
            IS NOT (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """;

    // In the order in which they were written down, whatever the clocks of the nodes said.
    public const string ReadRefunds = """
        SELECT refund_no, merchant_refund_no, attempt_no, amount, cause, status, reason, channel_refund_id, created_at, updated_at, succeeded_at, error
        FROM refunds WHERE order_no = ?1 ORDER BY id
        """;

    public const string InsertSwitch = "INSERT INTO channel_switches (account, mode, reason, author, set_at) VALUES (?1, ?2, ?3, ?4, ?5)";

    // The newest is the one written last: two nodes' clocks may differ, and what an operator does last holds.
    public const string ReadSwitches = SelectSwitch + " WHERE id IN (SELECT MAX(id) FROM channel_switches GROUP BY account) ORDER BY account";

    public const string ReadSwitchHistory = SelectSwitch + " WHERE account = ?1 ORDER BY id DESC LIMIT ?2";

    public const string InsertEvidence = """
        INSERT INTO evidence (
            evidence_id, channel_account, source, received_at, headers, body, verdict, reason, order_no, notification_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;

    public const string ReadEvidence = SelectEvidence + " WHERE order_no = ?1 ORDER BY received_at, evidence_id LIMIT ?2";

    public const string ReadRecentEvidence = SelectEvidence + " WHERE channel_account = ?1 ORDER BY received_at DESC, evidence_id DESC LIMIT ?2";

    // Only an order's oldest undelivered event has a due time, so that a claim never wades through events that wait for others.
    public const string InsertEvent = """
        INSERT INTO events (order_no, sequence, occurred_at, payload, due_at)
        VALUES (?1, ?2, ?3, ?4, CASE WHEN EXISTS (SELECT 1 FROM events WHERE order_no = ?1 AND state = 'Pending') THEN NULL ELSE ?3 END)
        """;

    public const string ReadEvents = "SELECT payload FROM events WHERE order_no = ?1 AND sequence > ?2 ORDER BY sequence LIMIT ?3";

    // The guard holds even where a replayed dead letter made two events of one order due.
    public const string FindDueEvents = """
        SELECT order_no, sequence, payload, attempts, delivered_to, last_error
        FROM events AS due INDEXED BY events_due
        WHERE due_at <= ?1
            AND NOT EXISTS (
                SELECT 1 FROM events AS earlier
                WHERE earlier.order_no = due.order_no AND earlier.sequence < due.sequence AND earlier.state = 'Pending')
        ORDER BY due_at, order_no, sequence LIMIT ?2
        """;

    public const string LeaseEvent = "UPDATE events SET owner = ?3, due_at = ?4 WHERE order_no = ?1 AND sequence = ?2";

    public const string SettleEvent = """
        UPDATE events SET state = ?4, due_at = ?5, owner = NULL, attempts = ?6, delivered_to = ?7, last_error = ?8
        WHERE order_no = ?1 AND sequence = ?2 AND owner = ?3
        """;

    // The next in line becomes due.
    public const string PromoteEvent = """
        UPDATE events SET due_at = occurred_at
        WHERE order_no = ?1 AND due_at IS NULL
            AND sequence = (SELECT MIN(sequence) FROM events WHERE order_no = ?1 AND state = 'Pending')
        """;

    // Bounded on both sides: a gauge must not cost more the worse things are.
    public const string ReadBacklog = """
        SELECT (SELECT min(occurred_at) FROM (SELECT occurred_at FROM events WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1000)),
               (SELECT count(*) FROM (SELECT 1 FROM events WHERE state = 'Dead' LIMIT 10000))
        """;

    public const string ReadDeadLetters = """
        SELECT order_no, sequence, payload, attempts, delivered_to, last_error
        FROM events WHERE state = 'Dead' ORDER BY occurred_at, order_no, sequence LIMIT ?1
        """;

    public const string ReplayEvent = """
        UPDATE events SET state = 'Pending', attempts = 0, due_at = CASE WHEN EXISTS (
                SELECT 1 FROM events AS earlier WHERE earlier.order_no = ?1 AND earlier.sequence < ?2 AND earlier.state = 'Pending')
            THEN NULL ELSE ?3 END
        WHERE order_no = ?1 AND sequence = ?2 AND state = 'Dead'
        """;

    // Reads a page, so that an open transaction sees the file as it is now.
    public const string Look = "SELECT COUNT(*) FROM health";

    // Writes a page and changes nothing.
    public const string Touch = "UPDATE health SET pinged_at = pinged_at";

    public const string Ping = "UPDATE health SET pinged_at = ?1";

    private const string SelectOrder = """
        SELECT o.order_no, o.version, o.currency, o.amount, o.subject, o.method, o.status, o.created_at, o.expires_at, o.updated_at, o.paid_at,
            o.paid_attempt_no, o.channel_transaction_id, o.return_url, o.error, o.last_event_sequence, o.merchant_id, o.merchant_order_no,
            o.charge_attempt_no, o.charge_fence, a.attempt_no, a.channel_account, a.method, a.status, a.route_reason, a.created_at, a.updated_at, a.next_action,
            a.channel_transaction_id, a.error, a.route
        FROM orders AS o LEFT JOIN attempts AS a ON a.order_no = o.order_no
        """;

    private const string SelectSwitch = "SELECT account, mode, reason, author, set_at FROM channel_switches";

    private const string SelectEvidence = """
        SELECT evidence_id, channel_account, source, received_at, headers, body, verdict, reason, order_no, notification_id FROM evidence
        """;
}
