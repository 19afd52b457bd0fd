namespace Payments.Sqlite;

/// <summary>
/// The schema's history. A migration never changes once released: a change is a new one at the end, and the version is how many there are.
/// </summary>
internal static class Migrations
{
    /// <summary>Marks the file as ours: "PAYS".</summary>
    public const int ApplicationId = 0x50415953;

    public static IReadOnlyList<string> All { get; } = [Orders + "\n" + Webhooks, ReconciliationMigration.Sql, DeliveriesByAge];

    // Times are ticks of 100 ns in UTC since the year 1, amounts are minor units, words of a closed set are their names, next_action, route, error,
    // payload and delivered_to are JSON. Rows that stay small live in their key's tree (WITHOUT ROWID); rows with bodies do not, because
    // a row of more than a quarter of a page would spill out of it.
    private const string Orders = """
        CREATE TABLE orders (
            order_no TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version >= 1),
            merchant_id TEXT NOT NULL,
            merchant_order_no TEXT NOT NULL,
            currency TEXT NOT NULL,
            amount INTEGER NOT NULL,
            subject TEXT NOT NULL,
            method TEXT NOT NULL,
            status TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            paid_at INTEGER,
            paid_attempt_no TEXT,
            channel_transaction_id TEXT,
            return_url TEXT,
            error TEXT,
            last_event_sequence INTEGER NOT NULL,
            charge_attempt_no TEXT CHECK (charge_attempt_no IS NULL OR substr(charge_attempt_no, 1, 26) = order_no),
            charge_fence INTEGER NOT NULL CHECK (charge_fence >= 0),
            next_check_at INTEGER,
            check_owner TEXT CHECK (check_owner IS NULL OR next_check_at IS NOT NULL),
            UNIQUE (merchant_id, merchant_order_no)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX orders_to_check ON orders (next_check_at, order_no) WHERE next_check_at IS NOT NULL;

        CREATE TABLE attempts (
            order_no TEXT NOT NULL,
            attempt_no TEXT NOT NULL CHECK (substr(attempt_no, 1, 26) = order_no),
            channel_account TEXT NOT NULL,
            method TEXT NOT NULL,
            status TEXT NOT NULL,
            route_reason TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            next_action TEXT,
            channel_transaction_id TEXT,
            error TEXT,
            route TEXT,
            PRIMARY KEY (order_no, attempt_no)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE refunds (
            id INTEGER PRIMARY KEY,
            order_no TEXT NOT NULL,
            refund_no TEXT NOT NULL,
            merchant_refund_no TEXT NOT NULL,
            attempt_no TEXT NOT NULL CHECK (substr(attempt_no, 1, 26) = order_no),
            amount INTEGER NOT NULL,
            cause TEXT NOT NULL,
            status TEXT NOT NULL,
            reason TEXT,
            channel_refund_id TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            succeeded_at INTEGER,
            error TEXT,
            UNIQUE (order_no, refund_no),
            UNIQUE (order_no, merchant_refund_no)
        ) STRICT;

        CREATE TABLE idempotency (
            id INTEGER PRIMARY KEY,
            merchant_id TEXT NOT NULL,
            key TEXT NOT NULL,
            fingerprint BLOB NOT NULL,
            order_no TEXT NOT NULL,
            lease_until INTEGER NOT NULL,
            retain_until INTEGER NOT NULL,
            answer BLOB,
            UNIQUE (merchant_id, key)
        ) STRICT;
        CREATE INDEX idempotency_retain_until ON idempotency (retain_until);

        CREATE TABLE evidence (
            id INTEGER PRIMARY KEY,
            evidence_id TEXT NOT NULL UNIQUE,
            channel_account TEXT NOT NULL,
            source TEXT NOT NULL,
            received_at INTEGER NOT NULL,
            headers TEXT NOT NULL,
            body BLOB NOT NULL,
            verdict TEXT NOT NULL,
            reason TEXT NOT NULL,
            order_no TEXT,
            notification_id TEXT
        ) STRICT;
        CREATE INDEX evidence_of_order ON evidence (order_no, received_at, evidence_id) WHERE order_no IS NOT NULL;
        CREATE INDEX evidence_of_account ON evidence (channel_account, received_at, evidence_id);

        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            order_no TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 1),
            occurred_at INTEGER NOT NULL,
            payload TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'Pending' CHECK (state IN ('Pending', 'Delivered', 'Dead')),
            due_at INTEGER CHECK (due_at IS NULL OR state = 'Pending'),
            owner TEXT CHECK (owner IS NULL OR state = 'Pending'),
            attempts INTEGER NOT NULL DEFAULT 0,
            delivered_to TEXT,
            last_error TEXT,
            UNIQUE (order_no, sequence)
        ) STRICT;
        CREATE INDEX events_due ON events (due_at, order_no, sequence) WHERE due_at IS NOT NULL;
        CREATE INDEX events_dead ON events (occurred_at, order_no, sequence) WHERE state = 'Dead';

        CREATE TABLE channel_switches (
            id INTEGER PRIMARY KEY,
            account TEXT NOT NULL,
            mode TEXT NOT NULL,
            reason TEXT NOT NULL,
            author TEXT NOT NULL,
            set_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX channel_switches_of_account ON channel_switches (account, id);

        CREATE TABLE health (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            pinged_at INTEGER NOT NULL
        ) STRICT;
        INSERT INTO health (id, pinged_at) VALUES (1, 0);
        """;

    // event_types and keys are JSON. Like an order's events, only the oldest pending delivery of an order to an endpoint has a due time.
    private const string Webhooks = """
        CREATE TABLE webhook_endpoints (
            endpoint_id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version >= 1),
            merchant_id TEXT NOT NULL,
            url TEXT NOT NULL,
            event_types TEXT,
            status TEXT NOT NULL CHECK (status IN ('Unverified', 'Active', 'Disabled')),
            reason TEXT,
            keys TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            verified_at INTEGER
        ) STRICT;
        CREATE INDEX webhook_endpoints_of_merchant ON webhook_endpoints (merchant_id, endpoint_id);

        CREATE TABLE webhook_deliveries (
            id INTEGER PRIMARY KEY,
            endpoint_id TEXT NOT NULL,
            event_id TEXT NOT NULL,
            merchant_id TEXT NOT NULL,
            event_type TEXT NOT NULL,
            order_no TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 1),
            body BLOB NOT NULL,
            created_at INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'Pending' CHECK (state IN ('Pending', 'Delivered', 'Failed', 'Cancelled')),
            due_at INTEGER CHECK (due_at IS NULL OR state = 'Pending'),
            owner TEXT CHECK (owner IS NULL OR state = 'Pending'),
            attempts INTEGER NOT NULL DEFAULT 0,
            settled_at INTEGER CHECK ((settled_at IS NULL) = (state = 'Pending')),
            UNIQUE (endpoint_id, event_id)
        ) STRICT;
        CREATE INDEX webhook_deliveries_due ON webhook_deliveries (endpoint_id, due_at, id) WHERE due_at IS NOT NULL;
        CREATE INDEX webhook_deliveries_of_order ON webhook_deliveries (endpoint_id, order_no, sequence) WHERE state = 'Pending';
        CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, state, id);
        CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE settled_at IS NOT NULL;

        CREATE TABLE webhook_attempts (
            id INTEGER PRIMARY KEY,
            endpoint_id TEXT NOT NULL,
            event_id TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            duration INTEGER NOT NULL,
            status_code INTEGER,
            error TEXT,
            response TEXT
        ) STRICT;
        CREATE INDEX webhook_attempts_of_delivery ON webhook_attempts (endpoint_id, event_id, id);
        """;

    // The list of an endpoint's deliveries is in the order they came, whatever their state.
    private const string DeliveriesByAge = "CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (endpoint_id, id);";
}
