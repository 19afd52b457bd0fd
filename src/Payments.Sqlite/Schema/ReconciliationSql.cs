namespace Payments.Sqlite;

/// <summary>Every statement of reconciliation.</summary>
internal static class ReconciliationSql
{
    public const string InsertRun = """
        INSERT INTO reconciliation_runs (run_id, version, channel_account, kind, day, state, due_at, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT DO NOTHING
        """;

    // One run of an account and kind at a time, and never a day before an earlier one is over: what the earlier one holds, the later one carries.
    public const string FindDueRun = """
        SELECT body FROM reconciliation_runs AS due INDEXED BY reconciliation_runs_due
        WHERE due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
            AND NOT EXISTS (
                SELECT 1 FROM reconciliation_runs AS other
                WHERE other.channel_account = due.channel_account AND other.kind = due.kind AND other.run_id <> due.run_id
                    AND (other.lease_until > ?1 OR (other.day < due.day AND other.state IN ('Waiting', 'Obtaining', 'Matching'))))
        ORDER BY day, run_id LIMIT 1
        """;

    public const string LeaseRun = "UPDATE reconciliation_runs SET owner = ?2, lease_until = ?3 WHERE run_id = ?1";

    public const string RenewRun = "UPDATE reconciliation_runs SET lease_until = ?3 WHERE run_id = ?1 AND owner = ?2";

    public const string UpdateRun = """
        UPDATE reconciliation_runs SET version = ?2, state = ?6, due_at = ?7, body = ?8, owner = CASE WHEN ?10 IS NULL THEN NULL ELSE ?9 END, lease_until = ?10
        WHERE run_id = ?1 AND version = ?2 - 1 AND channel_account = ?3 AND kind = ?4 AND day = ?5
            AND (owner IS ?9 OR (?9 IS NULL AND lease_until <= ?11))
        """;

    public const string FindRun = "SELECT body FROM reconciliation_runs WHERE run_id = ?1";

    public const string ReadRuns = """
        SELECT body FROM reconciliation_runs
        WHERE (?1 IS NULL OR channel_account = ?1) AND (?2 IS NULL OR state = ?2) AND day BETWEEN ?3 AND ?4 AND (day, run_id) < (?5, ?6)
        ORDER BY day DESC, run_id DESC LIMIT ?7
        """;

    public const string InsertBreak = """
        INSERT INTO breaks (break_id, version, channel_account, kind, day, run_id, bucket, state, order_no, currency, stake, was_held, settled_day, body)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        ON CONFLICT DO NOTHING
        """;

    public const string UpdateBreak = """
        UPDATE breaks SET
            version = ?2, run_id = ?6, bucket = ?7, state = ?8, order_no = ?9, currency = ?10, stake = ?11, was_held = ?12, settled_day = ?13, body = ?14
        WHERE break_id = ?1 AND version = ?2 - 1 AND channel_account = ?3 AND kind = ?4 AND day = ?5
        """;

    public const string InsertChange = "INSERT INTO break_history (break_id, sequence, body) VALUES (?1, ?2, ?3)";

    public const string ReadHistory = "SELECT body FROM break_history WHERE break_id = ?1 ORDER BY sequence";

    public const string FindBreak = "SELECT body FROM breaks WHERE break_id = ?1";

    public const string ReadAllBreaks = "SELECT body FROM breaks INDEXED BY breaks_by_day" + Filters + Page;

    public const string ReadUnresolvedBreaks = "SELECT body FROM breaks INDEXED BY breaks_unresolved" + Filters + " AND state <> 'Resolved'" + Page;

    public const string ReadBreaksOfOrder = "SELECT body FROM breaks INDEXED BY breaks_of_order" + Filters + " AND order_no = ?7" + Page;

    public const string ReadBreaksOfRun = "SELECT body FROM breaks INDEXED BY breaks_of_run" + Filters + " AND run_id = ?8" + Page;

    public const string ReadHeldBreaks = "SELECT body FROM breaks INDEXED BY breaks_held" + Filters + " AND was_held = 1 AND channel_account = ?1 AND kind = ?2" + Page;

    public const string CountBreaks = """
        SELECT channel_account, day, bucket, state, currency, COUNT(*), SUM(stake) FROM breaks
        WHERE (?1 IS NULL OR channel_account = ?1)
        GROUP BY channel_account, day, bucket, state, currency ORDER BY channel_account, day, bucket, state, currency
        """;

    public const string CountUnresolvedBreaks = """
        SELECT channel_account, day, bucket, state, currency, COUNT(*), SUM(stake) FROM breaks INDEXED BY breaks_unresolved
        WHERE state <> 'Resolved' AND (?1 IS NULL OR channel_account = ?1)
        GROUP BY channel_account, day, bucket, state, currency ORDER BY channel_account, day, bucket, state, currency
        """;

    // Numbers of orders sort by the time they were made. Orders of other accounts are read over: the last one read is where the next page begins.
    public const string ReadOwnPayments = """
        SELECT o.order_no, o.currency, o.amount, o.paid_at, o.paid_attempt_no, a.attempt_no, a.status, a.channel_transaction_id, a.created_at, a.updated_at
        FROM (
            SELECT order_no, currency, amount, paid_at, paid_attempt_no FROM orders WHERE order_no > ?1 AND order_no < ?2 ORDER BY order_no LIMIT ?3
        ) AS o LEFT JOIN attempts AS a ON a.order_no = o.order_no AND a.channel_account = ?4
        ORDER BY o.order_no, a.attempt_no
        """;

    public const string ReadOwnRefunds = """
        SELECT r.order_no, o.currency, r.amount, r.refund_no, r.merchant_refund_no, r.cause, r.status, r.channel_refund_id, r.updated_at, r.succeeded_at,
            COALESCE(r.succeeded_at, r.created_at), a.channel_account
        FROM refunds AS r INDEXED BY refunds_by_time
            JOIN attempts AS a ON a.order_no = r.order_no AND a.attempt_no = r.attempt_no
            JOIN orders AS o ON o.order_no = r.order_no
        WHERE COALESCE(r.succeeded_at, r.created_at) < ?4
            AND (COALESCE(r.succeeded_at, r.created_at), r.order_no, r.refund_no) > (?1, ?2, ?3)
        ORDER BY COALESCE(r.succeeded_at, r.created_at), r.order_no, r.refund_no LIMIT ?5
        """;

    private const string Filters = """

        WHERE (?1 IS NULL OR channel_account = ?1) AND (?2 IS NULL OR kind = ?2)
            AND (?3 IS NULL OR state IN (SELECT value FROM json_each(?3))) AND (?4 IS NULL OR bucket IN (SELECT value FROM json_each(?4)))
            AND day BETWEEN ?5 AND ?6 AND (?7 IS NULL OR order_no = ?7) AND (?8 IS NULL OR run_id = ?8)
            AND (?9 IS NULL OR (was_held = 1 AND day < ?9 AND (settled_day IS NULL OR settled_day >= ?9)))
            AND (day, break_id) > (?10, ?11)
        """;

    private const string Page = " ORDER BY day, break_id LIMIT ?12";
}
