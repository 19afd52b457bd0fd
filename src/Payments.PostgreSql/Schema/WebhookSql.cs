namespace Payments.PostgreSql;

/// <summary>
/// The statements about webhooks. Every transaction locks the endpoint first and deliveries afterwards. What has to see what another
/// transaction did while it waited for a lock is a statement of its own: a statement sees the tables as they were when it began.
/// </summary>
/// <remarks>
/// A delivery is looked up by its event or its order, of which there are as many rows as there are endpoints; <c>endpoint_id || ''</c> keeps the planner
/// from the indexes that begin with the endpoint. While the tables are empty they look as good to it, a prepared statement keeps its plan, and each
/// look-up then reads all of an endpoint's deliveries. <c>OFFSET 0</c> keeps it from making a join of <c>NOT EXISTS</c>, which would read all that are pending
/// for each that is due.
/// </remarks>
internal static class WebhookSql
{
    public const string InsertEndpoint = """
        INSERT INTO webhook_endpoints (
            endpoint_id, version, merchant_id, url, event_types, status, reason, keys, created_at, updated_at, verified_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        ON CONFLICT (endpoint_id) DO NOTHING
        """;

    // Whose endpoint it is and its birth never change; a change that says otherwise finds no row.
    public const string UpdateEndpoint = """
        UPDATE webhook_endpoints SET
            version = $2, url = $4, event_types = $5, status = $6, reason = $7, keys = $8, updated_at = $10, verified_at = $11
        WHERE endpoint_id = $1 AND version = $2 - 1 AND merchant_id = $3 AND created_at = $9
        """;

    public const string DisableEndpoint = """
        UPDATE webhook_endpoints SET status = 'Disabled', reason = $2, updated_at = $3, version = version + 1
        WHERE endpoint_id = $1 AND status <> 'Disabled'
        """;

    public const string CancelDeliveries = """
        UPDATE webhook_deliveries SET state = 'Cancelled', due_at = NULL, owner = NULL, settled_at = $2
        WHERE endpoint_id = $1 AND state = 'Pending' AND EXISTS (SELECT 1 FROM webhook_endpoints WHERE endpoint_id = $1 AND status = 'Disabled')
        """;

    public const string FindEndpoint = SelectEndpoint + " WHERE endpoint_id = $1";

    public const string ReadEndpoints = SelectEndpoint + " WHERE endpoint_id > $1 ORDER BY endpoint_id LIMIT $2";

    public const string ReadMerchantEndpoints = SelectEndpoint + " WHERE endpoint_id > $1 AND merchant_id = $3 ORDER BY endpoint_id LIMIT $2";

    // An endpoint is locked against being disabled meanwhile, which would not see this delivery to cancel it. An earlier event of the order that
    // is pending goes first; it is locked against being settled meanwhile, which would not see this delivery to make it due.
    public const string Enqueue = """
        WITH q AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS q (event_id, merchant_id, event_type, order_no, sequence, body, created_at)
        ), target AS MATERIALIZED (
            SELECT e.endpoint_id, e.merchant_id, e.event_types FROM webhook_endpoints AS e
            WHERE e.merchant_id = ANY ($2) AND e.status = 'Active'
            ORDER BY e.endpoint_id FOR SHARE
        ), wanted AS MATERIALIZED (
            SELECT q.*, t.endpoint_id FROM q JOIN target AS t ON t.merchant_id = q.merchant_id
            WHERE cardinality(t.event_types) = 0 OR q.event_type = ANY (t.event_types)
            ORDER BY q.event_id, t.endpoint_id
        ), waiting AS MATERIALIZED (
            SELECT w.event_id, w.endpoint_id FROM wanted AS w CROSS JOIN LATERAL (
                SELECT 1 FROM webhook_deliveries AS p
                WHERE p.order_no = ANY (ARRAY[w.order_no]) AND p.endpoint_id || '' = w.endpoint_id AND p.sequence < w.sequence AND p.state = 'Pending'
                ORDER BY p.sequence DESC LIMIT 1 FOR SHARE) AS earlier
        ), told AS (
            INSERT INTO webhook_deliveries (endpoint_id, event_id, merchant_id, event_type, order_no, sequence, body, created_at, due_at)
            SELECT w.endpoint_id, w.event_id, w.merchant_id, w.event_type, w.order_no, w.sequence, w.body, w.created_at,
                CASE WHEN (w.event_id, w.endpoint_id) NOT IN (SELECT event_id, endpoint_id FROM waiting) THEN w.created_at END
            FROM wanted AS w ORDER BY w.event_id, w.endpoint_id
            ON CONFLICT (event_id, endpoint_id) DO NOTHING
            RETURNING event_id
        )
        SELECT event_id, COUNT(*)::int FROM told GROUP BY event_id
        """;

    // Hops from endpoint to endpoint: what it costs is how many endpoints have something due, not how much they have.
    public const string Claim = """
        WITH RECURSIVE hop AS (
            (SELECT endpoint_id, due_at FROM webhook_deliveries WHERE due_at IS NOT NULL ORDER BY endpoint_id, due_at LIMIT 1)
            UNION ALL
            SELECT next.endpoint_id, next.due_at FROM hop CROSS JOIN LATERAL (
                SELECT d.endpoint_id, d.due_at FROM webhook_deliveries AS d
                WHERE d.due_at IS NOT NULL AND d.endpoint_id > hop.endpoint_id ORDER BY d.endpoint_id, d.due_at LIMIT 1) AS next
        ), served AS MATERIALIZED (
            SELECT hop.endpoint_id, hop.due_at AS since, COALESCE(s.share, $3) AS share
            FROM hop JOIN webhook_endpoints AS e ON e.endpoint_id = hop.endpoint_id AND e.status = 'Active'
            LEFT JOIN unnest($4, $5) AS s (endpoint_id, share) ON s.endpoint_id = hop.endpoint_id
            WHERE hop.due_at <= $1 AND COALESCE(s.share, $3) > 0
            ORDER BY hop.due_at, hop.endpoint_id
        ), due AS MATERIALIZED (
            SELECT served.since, d.id, d.due_at FROM served CROSS JOIN LATERAL (
                SELECT w.id, w.due_at FROM webhook_deliveries AS w
                WHERE w.endpoint_id = served.endpoint_id AND w.due_at <= $1 AND NOT EXISTS (
                    SELECT 1 FROM webhook_deliveries AS p
                    WHERE p.order_no = ANY (ARRAY[w.order_no]) AND p.endpoint_id || '' = w.endpoint_id AND p.sequence < w.sequence AND p.state = 'Pending'
                    OFFSET 0)
                ORDER BY w.due_at, w.id LIMIT served.share
                FOR UPDATE OF w SKIP LOCKED) AS d
            LIMIT $2
        )
        UPDATE webhook_deliveries AS t SET owner = $6, due_at = $7
        FROM due, webhook_endpoints AS e
        WHERE t.id = due.id AND e.endpoint_id = t.endpoint_id
        RETURNING due.since, due.due_at, t.id,
            t.endpoint_id, t.event_id, t.merchant_id, t.event_type, t.order_no, t.sequence, t.body, t.created_at, t.state, t.attempts, t.due_at, t.settled_at,
            e.endpoint_id, e.version, e.merchant_id, e.url, e.event_types, e.status, e.reason, e.keys, e.created_at, e.updated_at, e.verified_at
        """;

    public const string InsertAttempts = """
        INSERT INTO webhook_attempts (endpoint_id, event_id, started_at, duration, status_code, error, response)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        """;

    public const string SettleDeliveries = """
        WITH s AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) AS s (endpoint_id, event_id, owner, state, due_at, attempts, settled_at)
        )
        UPDATE webhook_deliveries AS t SET state = s.state, due_at = s.due_at, attempts = s.attempts, settled_at = s.settled_at, owner = NULL
        FROM s
        WHERE t.event_id = ANY (ARRAY[s.event_id]) AND t.endpoint_id || '' = s.endpoint_id AND t.owner = s.owner
        """;

    // The next in line becomes due, if there is one and it is not due already. A statement of its own: it sees what was enqueued meanwhile.
    public const string PromoteDeliveries = """
        WITH q AS MATERIALIZED (
            SELECT * FROM unnest($1, $2, $3) AS q (endpoint_id, event_id, now)
        ), next AS MATERIALIZED (
            SELECT first.id, q.now FROM q CROSS JOIN LATERAL (
                SELECT p.id, p.due_at FROM webhook_deliveries AS p
                WHERE p.order_no = ANY (ARRAY[(
                        SELECT d.order_no FROM webhook_deliveries AS d WHERE d.event_id = ANY (ARRAY[q.event_id]) AND d.endpoint_id || '' = q.endpoint_id)])
                    AND p.endpoint_id || '' = q.endpoint_id AND p.state = 'Pending'
                ORDER BY p.sequence LIMIT 1 FOR UPDATE) AS first
            WHERE first.due_at IS NULL
        )
        UPDATE webhook_deliveries AS t SET due_at = next.now FROM next WHERE t.id = ANY (ARRAY[next.id])
        """;

    public const string FindDelivery = SelectDelivery + " WHERE event_id = $2 AND endpoint_id = $1";

    public const string ReadDeliveries = SelectDelivery + " WHERE endpoint_id = $1 AND id < " + Before + " ORDER BY id DESC LIMIT $3";

    public const string ReadDeliveriesInState = SelectDelivery + " WHERE endpoint_id = $1 AND state = $4 AND id < " + Before + " ORDER BY id DESC LIMIT $3";

    public const string ReadAttempts = """
        SELECT started_at, duration, status_code, error, response FROM webhook_attempts WHERE event_id = $2 AND endpoint_id = $1 ORDER BY id LIMIT $3
        """;

    // Whatever the order of replays, the guard of the claim keeps an order's events in line.
    public const string ReplayDelivery = LockActive + """
        UPDATE webhook_deliveries SET state = 'Pending', attempts = 0, due_at = $3, settled_at = NULL
        WHERE event_id = $2 AND endpoint_id = $1 AND state <> 'Pending' AND EXISTS (SELECT 1 FROM active)
        """;

    public const string ReplayUndelivered = LockActive + """
        UPDATE webhook_deliveries SET state = 'Pending', attempts = 0, due_at = $3, settled_at = NULL
        WHERE endpoint_id = $1 AND state IN ('Failed', 'Cancelled') AND created_at >= $2 AND EXISTS (SELECT 1 FROM active)
        """;

    public const string Purge = """
        WITH over AS MATERIALIZED (
            SELECT id, endpoint_id, event_id FROM webhook_deliveries WHERE settled_at < $1 ORDER BY settled_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), forgotten AS (
            DELETE FROM webhook_attempts AS t USING over WHERE t.event_id = over.event_id AND t.endpoint_id = over.endpoint_id
        )
        DELETE FROM webhook_deliveries AS t USING over WHERE t.id = over.id
        """;

    private const string LockActive = "WITH active AS MATERIALIZED (SELECT 1 FROM webhook_endpoints WHERE endpoint_id = $1 AND status = 'Active' FOR SHARE)\n";

    private const string Before = "COALESCE((SELECT b.id FROM webhook_deliveries AS b WHERE b.event_id = $2 AND b.endpoint_id = $1), 9223372036854775807)";

    private const string SelectEndpoint = """
        SELECT endpoint_id, version, merchant_id, url, event_types, status, reason, keys, created_at, updated_at, verified_at FROM webhook_endpoints
        """;

    private const string SelectDelivery = """
        SELECT endpoint_id, event_id, merchant_id, event_type, order_no, sequence, body, created_at, state, attempts, due_at, settled_at
        FROM webhook_deliveries
        """;
}
