namespace Payments.PostgreSql;

/// <summary>
/// The schema's history. A migration never changes once released: a change is a new one at the end, and the version is how many there are.
/// </summary>
internal static class Migrations
{
    public static IReadOnlyList<string> All { get; } = [Orders, WebhookSchema.Tables, ReconciliationMigration.Sql];

    // Times are ticks of 100 ns in UTC since the year 1, amounts are minor units, words of a closed set are their names, next_action, route, error,
    // payload and delivered_to are JSON. Text compares byte by byte (COLLATE "C"), whatever the database's language is.
    //
    // shard is the partition key of everything that belongs to an order: the last two characters of its number. Three tables are looked up by
    // something else, and are partitioned by what they are looked up by: idempotency by merchant and key, merchant_numbers by merchant and number
    // (which is the order's own shard where the engine made the number), evidence by its id.
    //
    // What rows of these tables may say beyond NOT NULL is held by the tests and not by CHECK: the server parses a CHECK anew for every statement and partition
    // it writes, and eight of them were more than a quarter of what a callback costs.
    //
    // Indexes are made on the partitions and not on the parents, so that a partition may be a foreign table on another server. Each begins with what
    // tells rows apart best, and never with the shard: the shard leads to the partition, and an index that began with it could be scanned by it.
    private const string Orders = """
        CREATE TABLE orders (
            shard smallint NOT NULL,
            order_no text COLLATE "C" NOT NULL,
            version bigint NOT NULL,
            merchant_id text COLLATE "C" NOT NULL,
            merchant_order_no text COLLATE "C" NOT NULL,
            currency text NOT NULL,
            amount bigint NOT NULL,
            subject text NOT NULL,
            method text NOT NULL,
            status text NOT NULL,
            created_at bigint NOT NULL,
            expires_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            paid_at bigint,
            paid_attempt_no text,
            channel_transaction_id text,
            return_url text,
            error text,
            last_event_sequence integer NOT NULL,
            charge_attempt_no text,
            charge_fence integer NOT NULL,
            next_check_at bigint,
            check_owner text
        ) PARTITION BY HASH (shard);

        CREATE TABLE merchant_numbers (
            shard smallint NOT NULL,
            merchant_id text COLLATE "C" NOT NULL,
            merchant_order_no text COLLATE "C" NOT NULL,
            order_no text COLLATE "C" NOT NULL,
            order_shard smallint NOT NULL
        ) PARTITION BY HASH (shard);

        CREATE TABLE attempts (
            shard smallint NOT NULL,
            order_no text COLLATE "C" NOT NULL,
            attempt_no text COLLATE "C" NOT NULL,
            channel_account text NOT NULL,
            method text NOT NULL,
            status text NOT NULL,
            route_reason text NOT NULL,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            next_action text,
            channel_transaction_id text,
            error text,
            route text
        ) PARTITION BY HASH (shard);

        CREATE TABLE refunds (
            shard smallint NOT NULL,
            order_no text COLLATE "C" NOT NULL,
            refund_no text COLLATE "C" NOT NULL,
            merchant_refund_no text COLLATE "C" NOT NULL,
            attempt_no text NOT NULL,
            amount bigint NOT NULL,
            cause text NOT NULL,
            status text NOT NULL,
            reason text,
            channel_refund_id text,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            succeeded_at bigint,
            error text,
            first_version bigint NOT NULL,
            first_place integer NOT NULL
        ) PARTITION BY HASH (shard);

        CREATE TABLE events (
            shard smallint NOT NULL,
            order_no text COLLATE "C" NOT NULL,
            sequence integer NOT NULL,
            occurred_at bigint NOT NULL,
            payload text NOT NULL,
            state text NOT NULL DEFAULT 'Pending',
            due_at bigint,
            owner text,
            attempts integer NOT NULL DEFAULT 0,
            delivered_to text,
            last_error text
        ) PARTITION BY HASH (shard);

        CREATE TABLE idempotency (
            shard smallint NOT NULL,
            merchant_id text COLLATE "C" NOT NULL,
            key text COLLATE "C" NOT NULL,
            fingerprint bytea NOT NULL,
            order_no text COLLATE "C" NOT NULL,
            lease_until bigint NOT NULL,
            retain_until bigint NOT NULL,
            answer bytea
        ) PARTITION BY HASH (shard);

        CREATE TABLE evidence (
            shard smallint NOT NULL,
            evidence_id text COLLATE "C" NOT NULL,
            channel_account text COLLATE "C" NOT NULL,
            source text NOT NULL,
            received_at bigint NOT NULL,
            headers text NOT NULL,
            body bytea NOT NULL,
            verdict text NOT NULL,
            reason text NOT NULL,
            order_no text COLLATE "C",
            notification_id text
        ) PARTITION BY HASH (shard);

        DO $partitions$
        DECLARE
            partitions CONSTANT integer := 4;
            parent text;
            leaf text;
        BEGIN
            FOR i IN 0 .. partitions - 1 LOOP
                FOREACH parent IN ARRAY ARRAY['orders', 'merchant_numbers', 'attempts', 'refunds', 'events', 'idempotency', 'evidence'] LOOP
                    leaf := parent || '_' || i;
                    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS %s, REMAINDER %s)', leaf, parent, partitions, i);
                END LOOP;

                EXECUTE format('CREATE UNIQUE INDEX ON orders_%s (order_no)', i);
                EXECUTE format('CREATE INDEX ON orders_%s (next_check_at, order_no) WHERE next_check_at IS NOT NULL', i);
                EXECUTE format('CREATE UNIQUE INDEX ON merchant_numbers_%s (merchant_order_no, merchant_id)', i);
                EXECUTE format('CREATE UNIQUE INDEX ON attempts_%s (order_no, attempt_no)', i);
                EXECUTE format('CREATE UNIQUE INDEX ON refunds_%s (order_no, refund_no)', i);
                EXECUTE format('CREATE UNIQUE INDEX ON refunds_%s (order_no, merchant_refund_no)', i);
                EXECUTE format('CREATE UNIQUE INDEX ON events_%s (order_no, sequence)', i);
                EXECUTE format('CREATE INDEX ON events_%s (due_at, order_no, sequence) WHERE due_at IS NOT NULL', i);
                EXECUTE format('CREATE INDEX ON events_%s (occurred_at, order_no, sequence) WHERE state = ''Dead''', i);
                EXECUTE format('CREATE UNIQUE INDEX ON idempotency_%s (key, merchant_id)', i);
                EXECUTE format('CREATE INDEX ON idempotency_%s (retain_until)', i);
                EXECUTE format('CREATE UNIQUE INDEX ON evidence_%s (evidence_id)', i);
                EXECUTE format('CREATE INDEX ON evidence_%s (order_no, received_at) WHERE order_no IS NOT NULL', i);
                EXECUTE format('CREATE INDEX ON evidence_%s (channel_account, received_at)', i);

                -- Room in the page for the row's next version, so that changing it touches no index.
                EXECUTE format('ALTER TABLE attempts_%s SET (fillfactor = 70)', i);
                EXECUTE format('ALTER TABLE idempotency_%s SET (fillfactor = 70)', i);
            END LOOP;
        END
        $partitions$;

        CREATE TABLE channel_switches (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            account text COLLATE "C" NOT NULL,
            mode text NOT NULL,
            reason text NOT NULL,
            author text NOT NULL,
            set_at bigint NOT NULL
        );
        CREATE INDEX ON channel_switches (account, id);

        CREATE TABLE health (
            id integer PRIMARY KEY CHECK (id = 1),
            pinged_at bigint NOT NULL
        );
        INSERT INTO health (id, pinged_at) VALUES (1, 0);
        """;
}
