namespace Payments.PostgreSql;

/// <summary>Every statement of reconciliation.</summary>
internal static class ReconciliationSql
{
    public const string InsertRun = """
        INSERT INTO reconciliation_runs (run_id, version, channel_account, kind, day, state, due_at, body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT DO NOTHING
        """;

    // One run of an account and kind at a time, and never a day before an earlier one is over: what the earlier one holds, the later one carries.
    public const string ClaimRun = """
        WITH next AS (
            SELECT run_id FROM reconciliation_runs AS due
            WHERE due_at <= $1 AND (lease_until IS NULL OR lease_until <= $1)
                AND NOT EXISTS (
                    SELECT 1 FROM reconciliation_runs AS other
                    WHERE other.channel_account = due.channel_account AND other.kind = due.kind AND other.run_id <> due.run_id
                        AND (other.lease_until > $1 OR (other.day < due.day AND other.state IN ('Waiting', 'Obtaining', 'Matching'))))
            ORDER BY day, run_id LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        UPDATE reconciliation_runs AS t SET owner = $2, lease_until = $3 FROM next WHERE t.run_id = next.run_id RETURNING t.body
        """;

    public const string RenewRun = "UPDATE reconciliation_runs SET lease_until = $3 WHERE run_id = $1 AND owner = $2";

    public const string UpdateRun = """
        UPDATE reconciliation_runs SET
            version = $2, state = $6, due_at = $7, body = $8, owner = CASE WHEN $10::bigint IS NULL THEN NULL ELSE $9 END, lease_until = $10
        WHERE run_id = $1 AND version = $2 - 1 AND channel_account = $3 AND kind = $4 AND day = $5
            AND (owner IS NOT DISTINCT FROM $9::text OR ($9::text IS NULL AND lease_until <= $11))
        """;

    public const string FindRun = "SELECT body FROM reconciliation_runs WHERE run_id = $1";

    public const string ReadRuns = """
        SELECT body FROM reconciliation_runs
        WHERE ($1::text IS NULL OR channel_account = $1) AND ($2::text IS NULL OR state = $2) AND day BETWEEN $3 AND $4 AND (day, run_id) < ($5, $6)
        ORDER BY day DESC, run_id DESC LIMIT $7
        """;

    public const string CommitBreaks = """
        WITH q AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS q (
                break_id, version, channel_account, kind, day, run_id, bucket, state, order_no, currency, stake, was_held, settled_day, body, change)
            ORDER BY break_id
        ), added AS (
            INSERT INTO breaks (break_id, version, channel_account, kind, day, run_id, bucket, state, order_no, currency, stake, was_held, settled_day, body)
            SELECT break_id, version, channel_account, kind, day, run_id, bucket, state, order_no, currency, stake, was_held, settled_day, body FROM q WHERE version = 1
            ON CONFLICT DO NOTHING
            RETURNING break_id
        ), changed AS (
            UPDATE breaks AS t SET
                version = q.version, run_id = q.run_id, bucket = q.bucket, state = q.state, order_no = q.order_no, currency = q.currency, stake = q.stake,
                was_held = q.was_held, settled_day = q.settled_day, body = q.body
            FROM q
            WHERE t.break_id = ANY (ARRAY[q.break_id]) AND q.version > 1 AND t.version = q.version - 1
                AND t.channel_account = q.channel_account AND t.kind = q.kind AND t.day = q.day
            RETURNING t.break_id
        ), written AS (
            SELECT break_id FROM added UNION ALL SELECT break_id FROM changed
        ), told AS (
            INSERT INTO break_history (break_id, sequence, body) SELECT q.break_id, q.version, q.change FROM q JOIN written ON written.break_id = q.break_id
        )
        SELECT break_id FROM q WHERE break_id NOT IN (SELECT break_id FROM written)
        """;

    public const string FindBreak = "SELECT break_id, body FROM breaks WHERE break_id = $1";

    public const string ReadHistories = "SELECT break_id, body FROM break_history WHERE break_id = ANY ($1) ORDER BY break_id, sequence";

    public const string ReadAllBreaks = "SELECT break_id, body FROM breaks" + Filters + Page;

    public const string ReadUnresolvedBreaks = "SELECT break_id, body FROM breaks" + Filters + " AND state <> 'Resolved'" + Page;

    public const string ReadBreaksOfOrder = "SELECT break_id, body FROM breaks" + Filters + " AND order_no = $7" + Page;

    public const string ReadBreaksOfRun = "SELECT break_id, body FROM breaks" + Filters + " AND run_id = $8" + Page;

    public const string ReadHeldBreaks = "SELECT break_id, body FROM breaks" + Filters + " AND was_held AND channel_account = $1 AND kind = $2" + Page;

    public const string CountBreaks = """
        SELECT channel_account, day, bucket, state, currency, COUNT(*), SUM(stake)::bigint FROM breaks
        WHERE ($1::text IS NULL OR channel_account = $1)
        GROUP BY channel_account, day, bucket, state, currency ORDER BY channel_account, day, bucket, state, currency NULLS FIRST
        """;

    public const string CountUnresolvedBreaks = """
        SELECT channel_account, day, bucket, state, currency, COUNT(*), SUM(stake)::bigint FROM breaks
        WHERE state <> 'Resolved' AND ($1::text IS NULL OR channel_account = $1)
        GROUP BY channel_account, day, bucket, state, currency ORDER BY channel_account, day, bucket, state, currency NULLS FIRST
        """;

    // Numbers of orders sort by the time they were made. Orders of other accounts are read over: the last one read is where the next page begins.
    public const string ReadOwnPayments = """
        WITH o AS MATERIALIZED (
            SELECT shard, order_no, currency, amount, paid_at, paid_attempt_no FROM orders
            WHERE order_no > $1 AND order_no < $2 ORDER BY order_no LIMIT $3
        )
        SELECT o.order_no, o.currency, o.amount, o.paid_at, o.paid_attempt_no, a.attempt_no, a.status, a.channel_transaction_id, a.created_at, a.updated_at
        FROM o LEFT JOIN attempts AS a ON a.shard = ANY (ARRAY[o.shard]) AND a.order_no = ANY (ARRAY[o.order_no]) AND a.channel_account = $4
        ORDER BY o.order_no, a.attempt_no
        """;

    public const string ReadOwnRefunds = """
        WITH r AS MATERIALIZED (
            SELECT shard, order_no, refund_no, merchant_refund_no, attempt_no, cause, status, amount, channel_refund_id, updated_at, succeeded_at,
                COALESCE(succeeded_at, created_at) AS at
            FROM refunds
            WHERE COALESCE(succeeded_at, created_at) < $4 AND (COALESCE(succeeded_at, created_at), order_no, refund_no) > ($1, $2, $3)
            ORDER BY COALESCE(succeeded_at, created_at), order_no, refund_no LIMIT $5
        )
        SELECT r.order_no, o.currency, r.amount, r.refund_no, r.merchant_refund_no, r.cause, r.status, r.channel_refund_id, r.updated_at, r.succeeded_at,
            r.at, a.channel_account
        FROM r
            JOIN attempts AS a ON a.shard = ANY (ARRAY[r.shard]) AND a.order_no = ANY (ARRAY[r.order_no]) AND a.attempt_no = r.attempt_no
            JOIN orders AS o ON o.shard = ANY (ARRAY[r.shard]) AND o.order_no = ANY (ARRAY[r.order_no])
        ORDER BY r.at, r.order_no, r.refund_no
        """;

    private const string Filters = """

        WHERE ($1::text IS NULL OR channel_account = $1) AND ($2::text IS NULL OR kind = $2)
            AND ($3::text[] IS NULL OR state = ANY ($3)) AND ($4::text[] IS NULL OR bucket = ANY ($4))
            AND day BETWEEN $5 AND $6 AND ($7::text IS NULL OR order_no = $7) AND ($8::text IS NULL OR run_id = $8)
            AND ($9::integer IS NULL OR (was_held AND day < $9 AND (settled_day IS NULL OR settled_day >= $9)))
            AND (day, break_id) > ($10, $11)
        """;

    private const string Page = " ORDER BY day, break_id LIMIT $12";
}
