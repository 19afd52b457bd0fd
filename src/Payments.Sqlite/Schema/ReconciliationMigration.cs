namespace Payments.Sqlite;

/// <summary>The tables of reconciliation.</summary>
internal static class ReconciliationMigration
{
    // day is the number of days since the year 1, body is the JSON of a run, of a break without its history, or of one line of a history; the columns
    // beside it are what is asked by. A record of ours is found by the time its money moved; of an order that time is in the order's own table.
    public const string Sql = """
        CREATE TABLE reconciliation_runs (
            run_id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version >= 1),
            channel_account TEXT NOT NULL,
            kind TEXT NOT NULL,
            day INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('Waiting', 'Obtaining', 'Matching', 'Completed', 'NoActivity', 'Failed')),
            due_at INTEGER,
            owner TEXT,
            lease_until INTEGER CHECK ((lease_until IS NULL) = (owner IS NULL)),
            body TEXT NOT NULL,
            UNIQUE (channel_account, kind, day)
        ) STRICT;
        CREATE INDEX reconciliation_runs_due ON reconciliation_runs (day, run_id) WHERE due_at IS NOT NULL;
        CREATE INDEX reconciliation_runs_by_day ON reconciliation_runs (day, run_id);

        CREATE TABLE breaks (
            break_id TEXT NOT NULL PRIMARY KEY,
            version INTEGER NOT NULL CHECK (version >= 1),
            channel_account TEXT NOT NULL,
            kind TEXT NOT NULL,
            day INTEGER NOT NULL,
            run_id TEXT NOT NULL,
            bucket TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('Open', 'Held', 'InReview', 'Resolved')),
            order_no TEXT,
            currency TEXT,
            stake INTEGER NOT NULL CHECK (stake >= 0),
            was_held INTEGER NOT NULL CHECK (was_held IN (0, 1)),
            settled_day INTEGER,
            body TEXT NOT NULL
        ) STRICT;
        CREATE INDEX breaks_by_day ON breaks (day, break_id);
        CREATE INDEX breaks_unresolved ON breaks (day, break_id) WHERE state <> 'Resolved';
        CREATE INDEX breaks_of_order ON breaks (order_no, day, break_id) WHERE order_no IS NOT NULL;
        CREATE INDEX breaks_of_run ON breaks (run_id, day, break_id);
        CREATE INDEX breaks_held ON breaks (channel_account, kind, day, break_id) WHERE was_held = 1;

        CREATE TABLE break_history (
            break_id TEXT NOT NULL,
            sequence INTEGER NOT NULL CHECK (sequence >= 1),
            body TEXT NOT NULL,
            PRIMARY KEY (break_id, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER break_history_only_grows BEFORE UPDATE ON break_history BEGIN SELECT RAISE(ABORT, 'the history of a break only grows'); END;
        CREATE TRIGGER break_history_is_kept BEFORE DELETE ON break_history BEGIN SELECT RAISE(ABORT, 'the history of a break only grows'); END;

        CREATE INDEX refunds_by_time ON refunds (COALESCE(succeeded_at, created_at), order_no, refund_no);
        """;
}
