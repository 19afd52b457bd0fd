namespace Payments.PostgreSql;

/// <summary>The tables of reconciliation.</summary>
internal static class ReconciliationMigration
{
    // day is the number of days since the year 1, body is the JSON of a run, of a break without its history, or of one line of a history; the columns
    // beside it are what is asked by. Runs and breaks belong to no order and are few: they have no shard.
    public const string Sql = """
        CREATE TABLE reconciliation_runs (
            run_id text COLLATE "C" PRIMARY KEY,
            version bigint NOT NULL CHECK (version >= 1),
            channel_account text COLLATE "C" NOT NULL,
            kind text COLLATE "C" NOT NULL,
            day integer NOT NULL,
            state text NOT NULL CHECK (state IN ('Waiting', 'Obtaining', 'Matching', 'Completed', 'NoActivity', 'Failed')),
            due_at bigint,
            owner text,
            lease_until bigint CHECK ((lease_until IS NULL) = (owner IS NULL)),
            body text NOT NULL,
            UNIQUE (channel_account, kind, day)
        );
        CREATE INDEX ON reconciliation_runs (day, run_id) WHERE due_at IS NOT NULL;
        CREATE INDEX ON reconciliation_runs (day, run_id);

        CREATE TABLE breaks (
            break_id text COLLATE "C" PRIMARY KEY,
            version bigint NOT NULL CHECK (version >= 1),
            channel_account text COLLATE "C" NOT NULL,
            kind text COLLATE "C" NOT NULL,
            day integer NOT NULL,
            run_id text COLLATE "C" NOT NULL,
            bucket text NOT NULL,
            state text NOT NULL CHECK (state IN ('Open', 'Held', 'InReview', 'Resolved')),
            order_no text COLLATE "C",
            currency text,
            stake bigint NOT NULL CHECK (stake >= 0),
            was_held boolean NOT NULL,
            settled_day integer,
            body text NOT NULL
        );
        CREATE INDEX ON breaks (day, break_id);
        CREATE INDEX ON breaks (day, break_id) WHERE state <> 'Resolved';
        CREATE INDEX ON breaks (order_no, day, break_id) WHERE order_no IS NOT NULL;
        CREATE INDEX ON breaks (run_id, day, break_id);
        CREATE INDEX ON breaks (channel_account, kind, day, break_id) WHERE was_held;

        CREATE TABLE break_history (
            break_id text COLLATE "C" NOT NULL,
            sequence bigint NOT NULL CHECK (sequence >= 1),
            body text NOT NULL,
            PRIMARY KEY (break_id, sequence)
        );
        CREATE RULE break_history_only_grows AS ON UPDATE TO break_history DO INSTEAD NOTHING;
        CREATE RULE break_history_is_kept AS ON DELETE TO break_history DO INSTEAD NOTHING;

        DO $refunds$
        DECLARE
            leaf regclass;
        BEGIN
            FOR leaf IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'refunds'::regclass LOOP
                EXECUTE format('CREATE INDEX ON %s (COALESCE(succeeded_at, created_at), order_no, refund_no)', leaf);
            END LOOP;
        END
        $refunds$;
        """;
}
