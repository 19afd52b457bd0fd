namespace Payments.PostgreSql.Tests;

/// <summary>What rows may say beyond NOT NULL. The tables do not check it themselves (see <see cref="Migrations"/>): every test's rows are held against it.</summary>
internal static class RowRules
{
    /// <summary>Gives the rows that break a rule, as text; nothing where there is none.</summary>
    public const string FindBroken = """
        SELECT string_agg(broken.rule || ' (' || broken.row || ')', ', ') FROM (
            SELECT 'the version of an order begins with 1' AS rule, order_no AS row FROM orders WHERE version < 1
            UNION ALL SELECT 'a charge right is an attempt''s of its order', order_no FROM orders WHERE left(charge_attempt_no, 26) <> order_no
            UNION ALL SELECT 'a fence is never negative', order_no FROM orders WHERE charge_fence < 0
            UNION ALL SELECT 'a check that somebody has is due some time', order_no FROM orders WHERE check_owner IS NOT NULL AND next_check_at IS NULL
            UNION ALL SELECT 'an attempt''s number begins with its order''s', attempt_no FROM attempts WHERE left(attempt_no, 26) <> order_no
            UNION ALL SELECT 'a refund''s attempt is one of its order', refund_no FROM refunds WHERE left(attempt_no, 26) <> order_no
            UNION ALL SELECT 'events are counted from 1', order_no FROM events WHERE sequence < 1
            UNION ALL SELECT 'an event is pending, delivered or dead', order_no FROM events WHERE state NOT IN ('Pending', 'Delivered', 'Dead')
            UNION ALL SELECT 'only a pending event is due or leased', order_no FROM events WHERE state <> 'Pending' AND (due_at IS NOT NULL OR owner IS NOT NULL)
            UNION ALL SELECT 'deliveries are counted from 1', event_id FROM webhook_deliveries WHERE sequence < 1
            UNION ALL SELECT 'a delivery is pending, delivered, failed or cancelled', event_id FROM webhook_deliveries
                WHERE state NOT IN ('Pending', 'Delivered', 'Failed', 'Cancelled')
            UNION ALL SELECT 'only a pending delivery is due or leased', event_id FROM webhook_deliveries WHERE state <> 'Pending' AND (due_at IS NOT NULL OR owner IS NOT NULL)
            UNION ALL SELECT 'a delivery is settled or pending', event_id FROM webhook_deliveries WHERE (settled_at IS NULL) <> (state = 'Pending')
            LIMIT 20) AS broken
        """;
}
