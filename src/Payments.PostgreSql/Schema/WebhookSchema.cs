namespace Payments.PostgreSql;

/// <summary>The tables of webhooks. They are asked by endpoint and not by order, so they are not partitioned. Of CHECK see <see cref="Migrations"/>.</summary>
internal static class WebhookSchema
{
    public const string Tables = """
        CREATE TABLE webhook_endpoints (
            endpoint_id text COLLATE "C" PRIMARY KEY,
            version bigint NOT NULL CHECK (version >= 1),
            merchant_id text COLLATE "C" NOT NULL,
            url text NOT NULL,
            event_types text[] NOT NULL,
            status text NOT NULL CHECK (status IN ('Unverified', 'Active', 'Disabled')),
            reason text,
            keys text NOT NULL,
            created_at bigint NOT NULL,
            updated_at bigint NOT NULL,
            verified_at bigint
        );
        CREATE INDEX ON webhook_endpoints (merchant_id, endpoint_id);

        CREATE TABLE webhook_deliveries (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            endpoint_id text COLLATE "C" NOT NULL,
            event_id text COLLATE "C" NOT NULL,
            merchant_id text COLLATE "C" NOT NULL,
            event_type text NOT NULL,
            order_no text COLLATE "C" NOT NULL,
            sequence integer NOT NULL,
            body bytea NOT NULL,
            created_at bigint NOT NULL,
            state text NOT NULL DEFAULT 'Pending',
            due_at bigint,
            owner text,
            attempts integer NOT NULL DEFAULT 0,
            settled_at bigint
        );
        CREATE UNIQUE INDEX ON webhook_deliveries (event_id, endpoint_id);
        CREATE INDEX ON webhook_deliveries (endpoint_id, due_at, id) WHERE due_at IS NOT NULL;
        CREATE INDEX ON webhook_deliveries (order_no, endpoint_id, sequence) WHERE state = 'Pending';
        CREATE INDEX ON webhook_deliveries (endpoint_id, id);
        CREATE INDEX ON webhook_deliveries (endpoint_id, state, id);
        CREATE INDEX ON webhook_deliveries (settled_at) WHERE settled_at IS NOT NULL;

        CREATE TABLE webhook_attempts (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            endpoint_id text COLLATE "C" NOT NULL,
            event_id text COLLATE "C" NOT NULL,
            started_at bigint NOT NULL,
            duration bigint NOT NULL,
            status_code integer,
            error text,
            response text
        );
        CREATE INDEX ON webhook_attempts (event_id, endpoint_id, id);
        """;
}
