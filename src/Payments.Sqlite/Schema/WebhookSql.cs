namespace Payments.Sqlite;

/// <summary>The statements about webhooks.</summary>
internal static class WebhookSql
{
    public const string InsertEndpoint = """
        INSERT INTO webhook_endpoints (
            endpoint_id, version, merchant_id, url, event_types, status, reason, keys, created_at, updated_at, verified_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        ON CONFLICT (endpoint_id) DO NOTHING
        """;

    // Whose endpoint it is and its birth never change; a change that says otherwise finds no row.
    public const string UpdateEndpoint = """
        UPDATE webhook_endpoints SET
            version = ?2, url = ?4, event_types = ?5, status = ?6, reason = ?7, keys = ?8, updated_at = ?10, verified_at = ?11
        WHERE endpoint_id = ?1 AND version = ?2 - 1 AND merchant_id = ?3 AND created_at = ?9
        """;

    public const string DisableEndpoint = """
        UPDATE webhook_endpoints SET status = 'Disabled', reason = ?2, updated_at = ?3, version = version + 1
        WHERE endpoint_id = ?1 AND status <> 'Disabled'
        """;

    public const string CancelDeliveries = """
        UPDATE webhook_deliveries SET state = 'Cancelled', due_at = NULL, owner = NULL, settled_at = ?2
        WHERE endpoint_id = ?1 AND state = 'Pending'
        """;

    public const string FindEndpoint = SelectEndpoint + " WHERE endpoint_id = ?1";

    public const string ReadEndpoints = SelectEndpoint + " WHERE endpoint_id > ?1 ORDER BY endpoint_id LIMIT ?2";

    public const string ReadMerchantEndpoints = SelectEndpoint + " WHERE merchant_id = ?3 AND endpoint_id > ?1 ORDER BY endpoint_id LIMIT ?2";

    public const string ReadActiveEndpoints = SelectEndpoint + " WHERE merchant_id = ?1 AND status = 'Active' ORDER BY endpoint_id";

    // An earlier event of the order that is still pending goes first.
    public const string InsertDelivery = """
        INSERT INTO webhook_deliveries (endpoint_id, event_id, merchant_id, event_type, order_no, sequence, body, created_at, due_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, CASE WHEN EXISTS (
                SELECT 1 FROM webhook_deliveries WHERE endpoint_id = ?1 AND order_no = ?5 AND sequence < ?6 AND state = 'Pending')
            THEN NULL ELSE ?8 END)
        ON CONFLICT (endpoint_id, event_id) DO NOTHING
        """;

    // Steps from endpoint to endpoint: what it costs is how many endpoints have something due, not how much they have.
    public const string FindDueEndpoint = """
        SELECT endpoint_id, due_at FROM webhook_deliveries INDEXED BY webhook_deliveries_due
        WHERE due_at IS NOT NULL AND endpoint_id > ?1 ORDER BY endpoint_id, due_at LIMIT 1
        """;

    public const string FindDueDeliveries = SelectDelivery + """
         AS due INDEXED BY webhook_deliveries_due
        WHERE endpoint_id = ?1 AND due_at <= ?2
            AND NOT EXISTS (
                SELECT 1 FROM webhook_deliveries AS earlier
                WHERE earlier.endpoint_id = ?1 AND earlier.order_no = due.order_no AND earlier.sequence < due.sequence AND earlier.state = 'Pending')
        ORDER BY due_at, id LIMIT ?3
        """;

    public const string LeaseDelivery = "UPDATE webhook_deliveries SET owner = ?3, due_at = ?4 WHERE endpoint_id = ?1 AND event_id = ?2";

    public const string SettleDelivery = """
        UPDATE webhook_deliveries SET state = ?4, due_at = ?5, attempts = ?6, settled_at = ?7, owner = NULL
        WHERE endpoint_id = ?1 AND event_id = ?2 AND owner = ?3
        """;

    // The next in line becomes due.
    public const string PromoteDelivery = """
        UPDATE webhook_deliveries INDEXED BY webhook_deliveries_of_order SET due_at = ?3
        WHERE endpoint_id = ?1 AND due_at IS NULL AND state = 'Pending'
            AND order_no = (SELECT order_no FROM webhook_deliveries WHERE endpoint_id = ?1 AND event_id = ?2)
            AND sequence = (
                SELECT MIN(sequence) FROM webhook_deliveries AS next
                WHERE next.endpoint_id = ?1 AND next.order_no = webhook_deliveries.order_no AND next.state = 'Pending')
        """;

    public const string InsertAttempt = """
        INSERT INTO webhook_attempts (endpoint_id, event_id, started_at, duration, status_code, error, response)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    public const string FindDelivery = SelectDelivery + " WHERE endpoint_id = ?1 AND event_id = ?2";

    public const string ReadDeliveries = SelectDelivery + " WHERE endpoint_id = ?1 AND id < " + Before + " ORDER BY id DESC LIMIT ?3";

    public const string ReadDeliveriesInState = SelectDelivery + " WHERE endpoint_id = ?1 AND state = ?4 AND id < " + Before + " ORDER BY id DESC LIMIT ?3";

    public const string ReadAttempts = """
        SELECT started_at, duration, status_code, error, response FROM webhook_attempts
        WHERE endpoint_id = ?1 AND event_id = ?2 ORDER BY id LIMIT ?3
        """;

    // Whatever the order of replays, the guard of the claim keeps an order's events in line.
    public const string ReplayDelivery = """
        UPDATE webhook_deliveries SET state = 'Pending', attempts = 0, due_at = ?3, settled_at = NULL
        WHERE endpoint_id = ?1 AND event_id = ?2 AND state <> 'Pending'
            AND EXISTS (SELECT 1 FROM webhook_endpoints WHERE endpoint_id = ?1 AND status = 'Active')
        """;

    public const string ReplayUndelivered = """
        UPDATE webhook_deliveries SET state = 'Pending', attempts = 0, due_at = ?3, settled_at = NULL
        WHERE endpoint_id = ?1 AND state IN ('Failed', 'Cancelled') AND created_at >= ?2
            AND EXISTS (SELECT 1 FROM webhook_endpoints WHERE endpoint_id = ?1 AND status = 'Active')
        """;

    public const string FindSettled = """
        SELECT endpoint_id, event_id FROM webhook_deliveries INDEXED BY webhook_deliveries_settled
        WHERE settled_at IS NOT NULL AND settled_at < ?1 ORDER BY settled_at LIMIT ?2
        """;

    public const string DeleteAttempts = "DELETE FROM webhook_attempts WHERE endpoint_id = ?1 AND event_id = ?2";

    public const string DeleteDelivery = "DELETE FROM webhook_deliveries WHERE endpoint_id = ?1 AND event_id = ?2";

    private const string Before = """
        coalesce((SELECT b.id FROM webhook_deliveries AS b WHERE b.endpoint_id = ?1 AND b.event_id = ?2), 9223372036854775807)
        """;

    private const string SelectEndpoint = """
        SELECT endpoint_id, version, merchant_id, url, event_types, status, reason, keys, created_at, updated_at, verified_at FROM webhook_endpoints
        """;

    private const string SelectDelivery = """
        SELECT endpoint_id, event_id, merchant_id, event_type, order_no, sequence, body, created_at, state, attempts, due_at, settled_at
        FROM webhook_deliveries
        """;
}
