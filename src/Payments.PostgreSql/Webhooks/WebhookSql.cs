namespace Payments.PostgreSql;

/// <summary>
/// The statements about webhooks. Every transaction locks the endpoint first and deliveries afterwards. What has to see what another
/// transaction did while it waited for a lock is a statement of its own: a statement sees the tables as they were when it began.
/// </summary>
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
        WITH target AS MATERIALIZED (
            SELECT endpoint_id FROM webhook_endpoints
            WHERE merchant_id = $2 AND status = 'Active' AND (cardinality(event_types) = 0 OR $3 = ANY (event_types))
            ORDER BY endpoint_id FOR SHARE
        ), waiting AS MATERIALIZED (
            SELECT t.endpoint_id FROM target AS t CROSS JOIN LATERAL (
                SELECT 1 FROM webhook_deliveries AS p
                WHERE p.endpoint_id = t.endpoint_id AND p.order_no = $4 AND p.sequence < $5 AND p.state = 'Pending'
                ORDER BY p.sequence DESC LIMIT 1 FOR SHARE) AS earlier
        )
        INSERT INTO webhook_deliveries (endpoint_id, event_id, merchant_id, event_type, order_no, sequence, body, created_at, due_at)
        SELECT t.endpoint_id, $1, $2, $3, $4, $5, $6, $7, CASE WHEN t.endpoint_id NOT IN (SELECT endpoint_id FROM waiting) THEN $7 END FROM target AS t
        ON CONFLICT (event_id, endpoint_id) DO NOTHING
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
                    WHERE p.endpoint_id = w.endpoint_id AND p.order_no = w.order_no AND p.sequence < w.sequence AND p.state = 'Pending')
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

    public const string InsertAttempt = """
        INSERT INTO webhook_attempts (endpoint_id, event_id, started_at, duration, status_code, error, response) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    public const string SettleDelivery = """
        UPDATE webhook_deliveries SET state = $4, due_at = $5, attempts = $6, settled_at = $7, owner = NULL
        WHERE event_id = $2 AND endpoint_id = $1 AND owner = $3
        """;

    // The next in line becomes due, if there is one and it is not due already.
    public const string PromoteDelivery = """
        WITH next AS MATERIALIZED (
            SELECT p.id, p.due_at FROM webhook_deliveries AS p
            WHERE p.endpoint_id = $1 AND p.state = 'Pending' AND p.order_no = (SELECT order_no FROM webhook_deliveries WHERE event_id = $2 AND endpoint_id = $1)
            ORDER BY p.sequence LIMIT 1 FOR UPDATE
        )
        UPDATE webhook_deliveries AS t SET due_at = $3 FROM next WHERE t.id = next.id AND next.due_at IS NULL
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
