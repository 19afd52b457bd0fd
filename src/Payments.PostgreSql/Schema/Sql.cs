namespace Payments.PostgreSql;

/// <summary>
/// Every statement of the store. Tables are made in <see cref="Migrations"/>, and nothing else speaks SQL. Statements of the hot path take
/// arrays: one statement carries what many callers want, and is one transaction of its own.
/// </summary>
/// <remarks>
/// <para>
/// A row that is looked up by a value out of an array is compared by its shard and by the first column of the index with <c>= ANY (ARRAY[…])</c>.
/// It means the same as <c>=</c>, and leaves the planner one way only: into the partition and down its index. With <c>=</c> it may plan to hash
/// whole tables while they are small, and a prepared statement keeps its plan while they grow. For the same reason <see cref="Connections"/> turns
/// sequential scans off.
/// </para>
/// <para>
/// Parts of a statement that write see the tables as they were when it began, so each asks the parts before it, by <c>RETURNING</c>.
/// </para>
/// </remarks>
internal static class Sql
{
    // A key that is there wins nothing, and neither does a number that is there. A number that is taken in the same moment, under another key,
    // would leave a key without an order: the empty version then undoes the whole statement, and each caller is served alone.
    public const string BeginOrders = """
        WITH q AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29) AS q (
                n, shard, order_no, version, currency, amount, subject, method, status, created_at, expires_at, updated_at, paid_at, paid_attempt_no,
                channel_transaction_id, return_url, error, last_event_sequence, merchant_id, merchant_order_no, next_check_at, charge_attempt_no,
                charge_fence, number_shard, key_shard, key, fingerprint, lease_until, retain_until)
        ), claimed AS (
            INSERT INTO idempotency (shard, merchant_id, key, fingerprint, order_no, lease_until, retain_until)
            SELECT key_shard, merchant_id, key, fingerprint, order_no, lease_until, retain_until FROM q
            WHERE NOT EXISTS (
                SELECT 1 FROM merchant_numbers AS t
                WHERE t.shard = ANY (ARRAY[q.number_shard]) AND t.merchant_order_no = ANY (ARRAY[q.merchant_order_no]) AND t.merchant_id = q.merchant_id)
            ORDER BY merchant_id, key
            ON CONFLICT DO NOTHING
            RETURNING order_no
        ), numbered AS (
            INSERT INTO merchant_numbers (shard, merchant_id, merchant_order_no, order_no, order_shard)
            SELECT number_shard, merchant_id, merchant_order_no, order_no, shard FROM q WHERE order_no IN (SELECT order_no FROM claimed)
            ORDER BY merchant_id, merchant_order_no
            ON CONFLICT DO NOTHING
            RETURNING order_no
        ), ordered AS (
            INSERT INTO orders (
                shard, order_no, version, currency, amount, subject, method, status, created_at, expires_at, updated_at, paid_at, paid_attempt_no,
                channel_transaction_id, return_url, error, last_event_sequence, merchant_id, merchant_order_no, next_check_at, charge_attempt_no, charge_fence)
            SELECT
                q.shard, q.order_no, CASE WHEN numbered.order_no IS NOT NULL THEN q.version END, q.currency, q.amount, q.subject, q.method, q.status,
                q.created_at, q.expires_at, q.updated_at, q.paid_at, q.paid_attempt_no, q.channel_transaction_id, q.return_url, q.error,
                q.last_event_sequence, q.merchant_id, q.merchant_order_no, q.next_check_at, q.charge_attempt_no, q.charge_fence
            FROM q JOIN claimed ON claimed.order_no = q.order_no LEFT JOIN numbered ON numbered.order_no = q.order_no
        ), tried AS (
            INSERT INTO attempts (
                shard, order_no, attempt_no, channel_account, method, status, route_reason, created_at, updated_at, next_action,
                channel_transaction_id, error, route)
            SELECT
                a.shard, a.order_no, a.attempt_no, a.channel_account, a.method, a.status, a.route_reason, a.created_at, a.updated_at, a.next_action,
                a.channel_transaction_id, a.error, a.route
            FROM unnest($30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43) AS a (
                n, shard, order_no, attempt_no, channel_account, method, status, route_reason, created_at, updated_at, next_action,
                channel_transaction_id, error, route)
            WHERE a.order_no IN (SELECT order_no FROM claimed)
        ), refunded AS (
            INSERT INTO refunds (
                shard, order_no, refund_no, merchant_refund_no, attempt_no, amount, cause, status, reason, channel_refund_id, created_at, updated_at,
                succeeded_at, error, first_version, first_place)
            SELECT
                r.shard, r.order_no, r.refund_no, r.merchant_refund_no, r.attempt_no, r.amount, r.cause, r.status, r.reason, r.channel_refund_id,
                r.created_at, r.updated_at, r.succeeded_at, r.error, r.first_version, r.first_place
            FROM unnest($44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60) AS r (
                n, shard, order_no, refund_no, merchant_refund_no, attempt_no, amount, cause, status, reason, channel_refund_id, created_at,
                updated_at, succeeded_at, error, first_version, first_place)
            WHERE r.order_no IN (SELECT order_no FROM claimed)
        ), told AS (
            INSERT INTO events (shard, order_no, sequence, occurred_at, payload, due_at)
            SELECT e.shard, e.order_no, e.sequence, e.occurred_at, e.payload, CASE WHEN e.is_first THEN e.occurred_at END
            FROM unnest($61, $62, $63, $64, $65, $66, $67) AS e (n, shard, order_no, sequence, occurred_at, payload, is_first)
            WHERE e.order_no IN (SELECT order_no FROM claimed)
        )
        SELECT q.n FROM q JOIN claimed ON claimed.order_no = q.order_no
        """;

    public const string FindIdempotency = """
        SELECT fingerprint, order_no, lease_until, answer FROM idempotency WHERE shard = $1 AND merchant_id = $2 AND key = $3
        """;

    public const string LeaseIdempotency = """
        UPDATE idempotency SET lease_until = $5 WHERE shard = $1 AND merchant_id = $2 AND key = $3 AND lease_until = $4 AND answer IS NULL
        """;

    public const string FindNumber = """
        SELECT order_no FROM merchant_numbers WHERE shard = $1 AND merchant_id = $2 AND merchant_order_no = $3
        """;

    public const string PurgeIdempotency = """
        WITH over AS MATERIALIZED (
            SELECT shard, merchant_id, key FROM idempotency WHERE retain_until <= $1 ORDER BY retain_until LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        DELETE FROM idempotency AS t USING over
        WHERE t.shard = ANY (ARRAY[over.shard]) AND t.key = ANY (ARRAY[over.key]) AND t.merchant_id = over.merchant_id
        """;

    /// <summary>
    /// The changes of many orders. A part that has nothing to do is left out: looking into every partition's tables costs more than the few rows a quiet
    /// moment brings. Its parameters stay, and are empty.
    /// </summary>
    public static string CommitOrders(bool hasRefunds, bool hasAnswers) => (hasRefunds, hasAnswers) switch
    {
        (false, false) => Change + Tell + Won,
        (true, false) => Change + ChangeRefunds + Tell + Won,
        (false, true) => Change + Tell + Answer + Won,
        (true, true) => Change + ChangeRefunds + Tell + Answer + Won,
    };

    // Whose order it is, its amount and its birth never change; a commit that says otherwise finds no row. An event is due at once unless one of
    // its order waits. That one is locked, so that whoever delivers it afterwards sees this event and makes it due.
    // An answer once given stays as it is (law 5): a null answer only ends the lease, and neither touches an answered record.
    private const string Change = """
        WITH q AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $80) AS q (
                n, shard, order_no, version, currency, amount, subject, method, status, created_at, expires_at, updated_at, paid_at, paid_attempt_no,
                channel_transaction_id, return_url, error, last_event_sequence, merchant_id, merchant_order_no, next_check_at, charge_attempt_no,
                charge_fence, expected_updated_at)
        ), won AS (
            UPDATE orders AS t SET
                version = q.version, subject = q.subject, method = q.method, status = q.status, expires_at = q.expires_at, updated_at = q.updated_at,
                paid_at = q.paid_at, paid_attempt_no = q.paid_attempt_no, channel_transaction_id = q.channel_transaction_id,
                return_url = q.return_url, error = q.error, last_event_sequence = q.last_event_sequence, next_check_at = q.next_check_at,
                check_owner = NULL, charge_attempt_no = q.charge_attempt_no, charge_fence = q.charge_fence
            FROM q
            WHERE t.shard = ANY (ARRAY[q.shard]) AND t.order_no = ANY (ARRAY[q.order_no]) AND t.version = q.version - 1 AND t.currency = q.currency
                AND t.amount = q.amount AND t.created_at = q.created_at AND t.merchant_id = q.merchant_id AND t.merchant_order_no = q.merchant_order_no
                AND (q.expected_updated_at IS NULL OR t.updated_at = q.expected_updated_at)
            RETURNING q.n
        ), a AS MATERIALIZED (
            SELECT a.* FROM unnest($24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37) AS a (
                n, shard, order_no, attempt_no, channel_account, method, status, route_reason, created_at, updated_at, next_action,
                channel_transaction_id, error, route)
            WHERE a.n IN (SELECT n FROM won)
        ), retried AS (
            UPDATE attempts AS t SET
                channel_account = a.channel_account, method = a.method, status = a.status, route_reason = a.route_reason, created_at = a.created_at,
                updated_at = a.updated_at, next_action = a.next_action, channel_transaction_id = a.channel_transaction_id, error = a.error,
                route = a.route
            FROM a
            WHERE t.shard = ANY (ARRAY[a.shard]) AND t.order_no = ANY (ARRAY[a.order_no]) AND t.attempt_no = a.attempt_no
            RETURNING t.attempt_no
        ), tried AS (
            INSERT INTO attempts (
                shard, order_no, attempt_no, channel_account, method, status, route_reason, created_at, updated_at, next_action,
                channel_transaction_id, error, route)
            SELECT
                a.shard, a.order_no, a.attempt_no, a.channel_account, a.method, a.status, a.route_reason, a.created_at, a.updated_at, a.next_action,
                a.channel_transaction_id, a.error, a.route
            FROM a WHERE a.attempt_no NOT IN (SELECT attempt_no FROM retried)

        """;

    private const string ChangeRefunds = """
        ), r AS MATERIALIZED (
            SELECT r.* FROM unnest($38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54) AS r (
                n, shard, order_no, refund_no, merchant_refund_no, attempt_no, amount, cause, status, reason, channel_refund_id, created_at,
                updated_at, succeeded_at, error, first_version, first_place)
            WHERE r.n IN (SELECT n FROM won)
        ), refunded AS (
            INSERT INTO refunds (
                shard, order_no, refund_no, merchant_refund_no, attempt_no, amount, cause, status, reason, channel_refund_id, created_at, updated_at,
                succeeded_at, error, first_version, first_place)
            SELECT
                r.shard, r.order_no, r.refund_no, r.merchant_refund_no, r.attempt_no, r.amount, r.cause, r.status, r.reason, r.channel_refund_id,
                r.created_at, r.updated_at, r.succeeded_at, r.error, r.first_version, r.first_place
            FROM r
            WHERE NOT EXISTS (
                SELECT 1 FROM refunds AS t
                WHERE t.shard = ANY (ARRAY[r.shard]) AND t.order_no = ANY (ARRAY[r.order_no]) AND t.refund_no = r.refund_no)
        ), rerefunded AS (
            UPDATE refunds AS t SET
                merchant_refund_no = r.merchant_refund_no, attempt_no = r.attempt_no, amount = r.amount, cause = r.cause, status = r.status,
                reason = r.reason, channel_refund_id = r.channel_refund_id, created_at = r.created_at, updated_at = r.updated_at,
                succeeded_at = r.succeeded_at, error = r.error
            FROM r
            WHERE t.shard = ANY (ARRAY[r.shard]) AND t.order_no = ANY (ARRAY[r.order_no]) AND t.refund_no = r.refund_no
                AND (t.merchant_refund_no, t.attempt_no, t.amount, t.cause, t.status, t.reason, t.channel_refund_id, t.created_at, t.updated_at, t.succeeded_at, t.error)
                    IS DISTINCT FROM
                    (r.merchant_refund_no, r.attempt_no, r.amount, r.cause, r.status, r.reason, r.channel_refund_id, r.created_at, r.updated_at, r.succeeded_at, r.error)

        """;

    private const string Tell = """
        ), waiting AS MATERIALIZED (
            SELECT q.n FROM q CROSS JOIN LATERAL (
                SELECT 1 FROM events AS p WHERE p.shard = q.shard AND p.order_no = q.order_no AND p.state = 'Pending'
                ORDER BY p.sequence DESC LIMIT 1 FOR SHARE) AS earlier
            WHERE q.n IN (SELECT n FROM won)
        ), told AS (
            INSERT INTO events (shard, order_no, sequence, occurred_at, payload, due_at)
            SELECT e.shard, e.order_no, e.sequence, e.occurred_at, e.payload,
                CASE WHEN e.is_first AND e.n NOT IN (SELECT n FROM waiting) THEN e.occurred_at END
            FROM unnest($55, $56, $57, $58, $59, $60, $61) AS e (n, shard, order_no, sequence, occurred_at, payload, is_first)
            WHERE e.n IN (SELECT n FROM won)
        ), proved AS (
            INSERT INTO evidence (
                shard, evidence_id, channel_account, source, received_at, headers, body, verdict, reason, order_no, notification_id)
            SELECT
                v.shard, v.evidence_id, v.channel_account, v.source, v.received_at, v.headers, v.body, v.verdict, v.reason, v.order_no, v.notification_id
            FROM unnest($62, $63, $64, $65, $66, $67, $68, $69, $70, $71, $72, $73) AS v (
                n, shard, evidence_id, channel_account, source, received_at, headers, body, verdict, reason, order_no, notification_id)
            WHERE v.n IN (SELECT n FROM won)

        """;

    private const string Answer = """
        ), w AS MATERIALIZED (
            SELECT w.* FROM unnest($74, $75, $76, $77, $78, $79) AS w (n, shard, merchant_id, key, order_no, answer) WHERE w.n IN (SELECT n FROM won)
        ), answered AS (
            UPDATE idempotency AS t SET answer = w.answer, lease_until = 0
            FROM w
            WHERE t.shard = ANY (ARRAY[w.shard]) AND t.key = ANY (ARRAY[w.key]) AND t.merchant_id = w.merchant_id
                AND t.order_no = w.order_no AND t.answer IS NULL

        """;

    private const string Won = """
        )
        SELECT n FROM won
        """;

    public const string FindVersion = "SELECT version, updated_at FROM orders WHERE shard = $1 AND order_no = $2";

    // Versions rise by one, and a server that lost the last commits (a replica that took over) may give one out again: the moment tells them apart.
    public const string ConfirmOrders = """
        SELECT q.n FROM unnest($1, $2, $3, $4, $5) AS q (n, shard, order_no, version, updated_at)
        CROSS JOIN LATERAL (
            SELECT 1 FROM orders AS t
            WHERE t.shard = q.shard AND t.order_no = q.order_no AND t.version = q.version AND t.updated_at = q.updated_at OFFSET 0) AS same
        """;

    // One row for each part of an order, and one for an order without parts. The statement sees one moment: no part is older than another.
    public const string FindOrders = """
        SELECT q.n, o.order_no, o.version, o.currency, o.amount, o.subject, o.method, o.status, o.created_at, o.expires_at, o.updated_at, o.paid_at,
            o.paid_attempt_no, o.channel_transaction_id, o.return_url, o.error, o.last_event_sequence, o.merchant_id, o.merchant_order_no,
            o.charge_attempt_no, o.charge_fence,
            part.kind, part.number, part.account, part.method, part.status, part.reason, part.created_at, part.updated_at, part.channel_id, part.error,
            part.detail, part.route, part.amount, part.succeeded_at
        FROM unnest($1, $2, $3) AS q (n, shard, order_no)
        CROSS JOIN LATERAL (SELECT * FROM orders AS t WHERE t.shard = q.shard AND t.order_no = q.order_no OFFSET 0) AS o
        LEFT JOIN LATERAL (
            SELECT 0 AS kind, a.attempt_no AS number, a.channel_account AS account, a.method, a.status, a.route_reason AS reason, a.created_at,
                a.updated_at, a.channel_transaction_id AS channel_id, a.error, a.next_action AS detail, a.route, NULL::bigint AS amount,
                NULL::bigint AS succeeded_at, 0::bigint AS first_version, 0 AS first_place
            FROM attempts AS a WHERE a.shard = q.shard AND a.order_no = q.order_no
            UNION ALL
            SELECT 1, r.refund_no, r.merchant_refund_no, r.attempt_no, r.status, r.reason, r.created_at, r.updated_at, r.channel_refund_id, r.error,
                r.cause, NULL, r.amount, r.succeeded_at, r.first_version, r.first_place
            FROM refunds AS r WHERE r.shard = q.shard AND r.order_no = q.order_no
            ORDER BY kind, first_version, first_place, number
            OFFSET 0) AS part ON TRUE
        """;

    public const string ClaimOrders = """
        WITH due AS MATERIALIZED (
            SELECT shard, order_no, next_check_at FROM orders WHERE next_check_at <= $1 ORDER BY next_check_at, order_no LIMIT $2 FOR UPDATE SKIP LOCKED
        )
        UPDATE orders AS t SET check_owner = $3, next_check_at = $4
        FROM due WHERE t.shard = ANY (ARRAY[due.shard]) AND t.order_no = ANY (ARRAY[due.order_no])
        RETURNING t.order_no, due.next_check_at
        """;

    public const string ScheduleCheck = """
        UPDATE orders SET check_owner = NULL, next_check_at = $4 WHERE shard = $1 AND order_no = $2 AND check_owner = $3
        """;

    public const string InsertEvidence = """
        INSERT INTO evidence (
            shard, evidence_id, channel_account, source, received_at, headers, body, verdict, reason, order_no, notification_id)
        SELECT v.shard, v.evidence_id, v.channel_account, v.source, v.received_at, v.headers, v.body, v.verdict, v.reason, v.order_no, v.notification_id
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) AS v (
            n, shard, evidence_id, channel_account, source, received_at, headers, body, verdict, reason, order_no, notification_id)
        """;

    public const string ReadEvidence = SelectEvidence + " WHERE order_no = $1 ORDER BY received_at, evidence_id LIMIT $2";

    public const string ReadRecentEvidence = SelectEvidence + " WHERE channel_account = $1 ORDER BY received_at DESC, evidence_id DESC LIMIT $2";

    public const string ReadEvents = """
        SELECT payload FROM events WHERE shard = $1 AND order_no = $2 AND sequence > $3 ORDER BY sequence LIMIT $4
        """;

    // The guard holds even where a replayed dead letter made two events of one order due.
    public const string ClaimEvents = """
        WITH due AS MATERIALIZED (
            SELECT e.shard, e.order_no, e.sequence, e.due_at FROM events AS e
            WHERE e.due_at <= $1 AND NOT EXISTS (
                SELECT 1 FROM events AS p
                WHERE p.shard = ANY (ARRAY[e.shard]) AND p.order_no = ANY (ARRAY[e.order_no]) AND p.sequence < e.sequence AND p.state = 'Pending')
            ORDER BY e.due_at, e.order_no, e.sequence LIMIT $2
            FOR UPDATE OF e SKIP LOCKED
        )
        UPDATE events AS t SET owner = $3, due_at = $4
        FROM due WHERE t.shard = ANY (ARRAY[due.shard]) AND t.order_no = ANY (ARRAY[due.order_no]) AND t.sequence = due.sequence
        RETURNING due.due_at, t.order_no, t.sequence, t.payload, t.attempts, t.delivered_to, t.last_error
        """;

    public const string SettleEvents = """
        WITH s AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS s (shard, order_no, sequence, owner, state, due_at, attempts, delivered_to, last_error)
        )
        UPDATE events AS t SET
            state = s.state, due_at = s.due_at, owner = NULL, attempts = s.attempts, delivered_to = s.delivered_to, last_error = s.last_error
        FROM s
        WHERE t.shard = ANY (ARRAY[s.shard]) AND t.order_no = ANY (ARRAY[s.order_no]) AND t.sequence = s.sequence AND t.owner = s.owner
        """;

    // A statement of its own after the settling one: it sees events that were written meanwhile. The next in line is locked, so that of two
    // events of one order that are settled at once, the later settlement sees what the earlier one did.
    public const string PromoteEvents = """
        WITH next AS MATERIALIZED (
            SELECT q.shard, q.order_no, first.sequence FROM unnest($1, $2) AS q (shard, order_no)
            CROSS JOIN LATERAL (
                SELECT p.sequence, p.due_at FROM events AS p WHERE p.shard = q.shard AND p.order_no = q.order_no AND p.state = 'Pending'
                ORDER BY p.sequence LIMIT 1 FOR UPDATE) AS first
            WHERE first.due_at IS NULL
        )
        UPDATE events AS t SET due_at = t.occurred_at
        FROM next
        WHERE t.shard = ANY (ARRAY[next.shard]) AND t.order_no = ANY (ARRAY[next.order_no]) AND t.sequence = next.sequence
        """;

    // Bounded on both sides: a gauge must not cost more the worse things are.
    public const string ReadBacklog = """
        SELECT (SELECT min(occurred_at) FROM (SELECT occurred_at FROM events WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1000) AS first),
               (SELECT count(*)::int FROM (SELECT 1 FROM events WHERE state = 'Dead' LIMIT 10000) AS dead)
        """;

    public const string ReadDeadLetters = """
        SELECT occurred_at, order_no, sequence, payload, attempts, delivered_to, last_error
        FROM events WHERE state = 'Dead' ORDER BY occurred_at, order_no, sequence LIMIT $1
        """;

    public const string ReplayEvent = """
        WITH waiting AS MATERIALIZED (
            SELECT 1 FROM events AS p WHERE p.shard = $1 AND p.order_no = $2 AND p.sequence < $3 AND p.state = 'Pending'
            ORDER BY p.sequence DESC LIMIT 1 FOR SHARE
        )
        UPDATE events SET state = 'Pending', attempts = 0, due_at = CASE WHEN EXISTS (SELECT 1 FROM waiting) THEN NULL ELSE $4 END
        WHERE shard = $1 AND order_no = $2 AND sequence = $3 AND state = 'Dead'
        """;

    public const string InsertSwitch = "INSERT INTO channel_switches (account, mode, reason, author, set_at) VALUES ($1, $2, $3, $4, $5)";

    // The newest is the one written last: two nodes' clocks may differ, and what an operator does last holds.
    public const string ReadSwitches = SelectSwitch + " WHERE id IN (SELECT MAX(id) FROM channel_switches GROUP BY account) ORDER BY account";

    public const string ReadSwitchHistory = SelectSwitch + " WHERE account = $1 ORDER BY id DESC LIMIT $2";

    public const string Ping = "UPDATE health SET pinged_at = $1 WHERE id = 1";

    // The number is the store's own among advisory locks: "PAYS".
    public const string LockSchema = "SELECT pg_advisory_lock(1346459987, hashtext($1))";

    public const string UnlockSchema = "SELECT pg_advisory_unlock(1346459987, hashtext($1))";

    public const string FindSchema = "SELECT to_regclass($1) IS NOT NULL";

    public const string MakeVersion = "CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)";

    public const string ReadVersion = "SELECT COALESCE(MAX(version), 0) FROM schema_version";

    public const string WriteVersion = "INSERT INTO schema_version (version) VALUES ($1)";

    private const string SelectSwitch = "SELECT account, mode, reason, author, set_at FROM channel_switches";

    private const string SelectEvidence = """
        SELECT evidence_id, channel_account, source, received_at, headers, body, verdict, reason, order_no, notification_id FROM evidence
        """;
}
