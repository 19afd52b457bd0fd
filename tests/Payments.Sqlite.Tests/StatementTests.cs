using System.Reflection;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using Xunit;

namespace Payments.Sqlite.Tests;

/// <summary>What a statement costs does not grow with how much the file holds.</summary>
public sealed class StatementTests
{
    // Those that may, and why what they read stays small.
    private static readonly Dictionary<string, string> Excused = new()
    {
        ["ReconciliationSql.CountBreaks"] = "all breaks are what is counted",
        ["ReconciliationSql.CountUnresolvedBreaks"] = "those that nobody has resolved",
        ["ReconciliationSql.ReadOwnPayments"] = "one page, already in the order of its orders",
        ["Sql.ReadRefunds"] = "those of one order",
        ["Sql.ReadSwitches"] = "as many as operators have set by hand",
        ["Sql.Look"] = "one row",
        ["Sql.Touch"] = "one row",
        ["Sql.Ping"] = "one row",
    };

    // An index read from its beginning as far as the limit goes; a list that is given with the statement; a row that is no table's; a subquery that is judged by its own step.
    private static readonly string[] InOrder = [" USING ", " VIRTUAL TABLE ", " CONSTANT ROW", "(subquery-"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> OfOneDelivery =>
    [
        nameof(WebhookSql.InsertDelivery), nameof(WebhookSql.FindDueEndpoint), nameof(WebhookSql.FindDueDeliveries), nameof(WebhookSql.LeaseDelivery),
        nameof(WebhookSql.SettleDelivery), nameof(WebhookSql.PromoteDelivery), nameof(WebhookSql.FindDelivery), nameof(WebhookSql.ReadDeliveries),
        nameof(WebhookSql.ReadDeliveriesInState), nameof(WebhookSql.ReadAttempts), nameof(WebhookSql.ReplayDelivery), nameof(WebhookSql.FindSettled),
        nameof(WebhookSql.DeleteDelivery),
    ];

    [Theory, MemberData(nameof(OfOneDelivery))]
    public async Task A_delivery_costs_the_same_among_thousands(string statement)
    {
        await using var fixture = new SqliteFixture();
        await fixture.CreateStore().InitializeAsync(Cancellation);
        using var session = Session.Open(fixture.File, SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(1));
        Fill(session, 1, 20);
        var few = Cost(session, statement, "e-5");
        Fill(session, 21, 4_000);

        Assert.InRange(Cost(session, statement, "e-2007"), 1, few * 2);
    }

    [Fact]
    public async Task No_statement_reads_a_whole_table_or_sorts_what_it_read()
    {
        await using var fixture = new SqliteFixture();
        await fixture.CreateStore().InitializeAsync(Cancellation);
        using var session = Session.Open(fixture.File, SqliteOpenMode.ReadOnly, TimeSpan.FromSeconds(1));

        var wasteful = Statements().Where(each => Plan(session, each.Sql).Exists(IsWasteful)).Select(each => each.Name).Order(StringComparer.Ordinal);

        Assert.Equal(Excused.Keys.Order(StringComparer.Ordinal), wasteful);
    }

    private static bool IsWasteful(string step) =>
        step.Contains("TEMP B-TREE", StringComparison.Ordinal)
        || (step.StartsWith("SCAN", StringComparison.Ordinal) && !InOrder.Any(each => step.Contains(each, StringComparison.Ordinal)));

    private static IEnumerable<(string Name, string Sql)> Statements() =>
        from type in typeof(SqlitePaymentStore).Assembly.GetTypes()
        where type.Name.EndsWith("Sql", StringComparison.Ordinal)
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public)
        where field.IsLiteral && field.FieldType == typeof(string)
        select ($"{type.Name}.{field.Name}", (string)field.GetRawConstantValue()!);

    private static List<string> Plan(Session session, string sql)
    {
        using var plan = new Statement(session.Database, "EXPLAIN QUERY PLAN " + sql);
        var steps = new List<string>();
        while (plan.Read())
        {
            steps.Add(plan.Text(3));
        }

        return steps;
    }

    /// <summary>Half are settled; each order has one.</summary>
    private static void Fill(Session session, int first, int last) => session.Execute($"""
        WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {last})
        INSERT INTO webhook_deliveries (endpoint_id, event_id, merchant_id, event_type, order_no, sequence, body, created_at, state, due_at, settled_at, owner)
        SELECT 'here', 'e-' || i, 'm', 'order.paid', 'o-' || i, 1, x'7b7d', i, iif(i % 2, 'Pending', 'Delivered'), iif(i % 2, i, NULL), iif(i % 2, NULL, i), iif(i % 2, 'me', NULL) FROM n;
        INSERT INTO webhook_attempts (endpoint_id, event_id, started_at, duration) SELECT 'here', 'e-' || id, 1, 1 FROM webhook_deliveries WHERE id BETWEEN {first} AND {last};
        """);

    /// <summary>How many steps SQLite's machine takes. Nothing is kept.</summary>
    private static int Cost(Session session, string name, string eventId)
    {
        var sql = (string)typeof(WebhookSql).GetField(name)!.GetRawConstantValue()!;
        session.Execute("BEGIN");
        var steps = 0;
        var statement = Bind(name, session.Prepare(sql), eventId);
        raw.sqlite3_progress_handler(session.Database, 1, _ => { steps++; return 0; }, null);
        while (statement.Read())
        {
        }

        raw.sqlite3_progress_handler(session.Database, 0, null, null);
        session.Execute("ROLLBACK");
        return steps;
    }

    private static Statement Bind(string name, Statement statement, string eventId) => name switch
    {
        nameof(WebhookSql.InsertDelivery) => statement.Bind(1, "here").Bind(2, "new").Bind(3, "m").Bind(4, "order.paid").Bind(5, "o-new").Bind(6, 2).Bind(7, "{}"u8).Bind(8, 9),
        nameof(WebhookSql.FindDueEndpoint) => statement.Bind(1, ""),
        nameof(WebhookSql.FindDueDeliveries) => statement.Bind(1, "here").Bind(2, 9_999).Bind(3, 5),
        nameof(WebhookSql.LeaseDelivery) => statement.Bind(1, "here").Bind(2, eventId).Bind(3, "me").Bind(4, 9_999),
        nameof(WebhookSql.SettleDelivery) => statement.Bind(1, "here").Bind(2, eventId).Bind(3, "me").Bind(4, "Delivered").BindNull(5).Bind(6, 1).Bind(7, 9_999),
        nameof(WebhookSql.PromoteDelivery) or nameof(WebhookSql.ReplayDelivery) => statement.Bind(1, "here").Bind(2, eventId).Bind(3, 9_999),
        nameof(WebhookSql.ReadDeliveries) or nameof(WebhookSql.ReadAttempts) => statement.Bind(1, "here").Bind(2, eventId).Bind(3, 2),
        nameof(WebhookSql.ReadDeliveriesInState) => statement.Bind(1, "here").Bind(2, eventId).Bind(3, 2).Bind(4, "Pending"),
        nameof(WebhookSql.FindSettled) => statement.Bind(1, 9_999).Bind(2, 5),
        _ => statement.Bind(1, "here").Bind(2, eventId),
    };
}
