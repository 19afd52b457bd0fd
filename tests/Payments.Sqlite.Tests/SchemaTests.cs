using Microsoft.Data.Sqlite;
using Payments.Channels;
using Payments.Conformance;
using Payments.Storage;
using Xunit;

namespace Payments.Sqlite.Tests;

public sealed class SchemaTests
{
    private static readonly StartFault Faults = new("Payments:Sqlite:DataSource", "payments.db");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_version_1_is_migrated_and_everything_in_it_is_read()
    {
        await using var fixture = new SqliteFixture();
        LoadVersion1(fixture.File);
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);

        var order = await store.FindOrderAsync("default", "shop-1", Cancellation);
        Assert.NotNull(order);
        Assert.Equal((OrderStatus.Paid, 3L, Money.FromMinorUnits(8_800, Currency.Cny)), (order.Status, order.Version, order.Amount));
        Assert.Equal("weixin://wxpay/bizpayurl?pr=1", Assert.IsType<NextAction.ShowQrCode>(order.Attempts[0].NextAction).Content);
        Assert.Equal(new ChargeRight(order.Attempts[0].AttemptNo, 1), order.ChargeRight);
        Assert.Equal("wechat-main", order.Attempts[0].Route?.Chosen);
        Assert.Equal(("r-1", RefundStatus.Processing, Money.FromMinorUnits(8_799, Currency.Cny)), (order.Refunds[0].MerchantRefundNo, order.Refunds[0].Status, order.Refundable(order.Attempts[0].AttemptNo)));
        Assert.Equal(ChannelSwitchMode.Drain, Assert.Single(await store.ReadSwitchesAsync(Cancellation)).Mode);
        Assert.Equal([1, 2, 3], (await store.ReadEventsAsync(order.OrderNo, 0, 10, Cancellation)).Select(each => each.Sequence));
        Assert.Equal("matched", Assert.Single(await store.ReadEvidenceAsync(order.OrderNo, 10, Cancellation)).Reason);
        Assert.Equal($"{order.OrderNo}-1", Assert.Single(await store.ReadDeadLettersAsync(10, Cancellation)).Event.EventId);
        Assert.Equal(2, Assert.Single(await store.ClaimEventsAsync(new("node", 10, Sample.Now.AddDays(1), Sample.Now.AddDays(2)), Cancellation)).Event.Sequence);
        var again = await store.BeginOrderAsync(Sample.Begin(Sample.Order("shop-1"), "key-1"), Cancellation);
        Assert.Equal("{\"answer\":1}"u8.ToArray(), Assert.IsType<BeginOrderResult.Answered>(again).Answer.ToArray());
    }

    [Fact]
    public async Task A_migrated_file_has_the_schema_of_a_new_one()
    {
        await using var migrated = new SqliteFixture();
        LoadVersion1(migrated.File);
        await migrated.CreateStore().InitializeAsync(Cancellation);
        await using var fresh = new SqliteFixture();
        await fresh.CreateStore().InitializeAsync(Cancellation);

        const string Schema = "SELECT group_concat(type || ' ' || name || ' ' || coalesce(sql, ''), char(10)) FROM (SELECT * FROM sqlite_master ORDER BY type, name)";
        Assert.Equal(SqliteFixture.Scalar(fresh.File, Schema), SqliteFixture.Scalar(migrated.File, Schema));
        Assert.Equal(Migrations.All.Count, SqliteFixture.Query(migrated.File, "PRAGMA user_version"));
    }

    [Fact]
    public void Migrations_run_once_each_in_order()
    {
        using var folder = new TemporaryFolder();
        string[] history = ["CREATE TABLE health (steps TEXT); INSERT INTO health VALUES ('1')", "UPDATE health SET steps = steps || '2'", "UPDATE health SET steps = steps || '3'"];
        using var session = Session.Open(folder.File("a.db"), SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(1));

        Assert.Equal((0, 1), Migrator.Migrate(session, history[..1], Faults));
        Assert.Equal((1, 3), Migrator.Migrate(session, history, Faults));
        Assert.Equal((3, 3), Migrator.Migrate(session, history, Faults));
        Assert.Equal("123", session.Text("SELECT steps FROM health"));
    }

    [Fact]
    public void A_migration_that_fails_leaves_the_file_as_it_was()
    {
        using var folder = new TemporaryFolder();
        string[] history = ["CREATE TABLE health (steps TEXT); INSERT INTO health VALUES ('1')", "UPDATE health SET steps = '2'", "CREATE TABLE half (x); SELECT * FROM nowhere"];
        using var session = Session.Open(folder.File("a.db"), SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(1));
        Migrator.Migrate(session, history[..1], Faults);

        Assert.Throws<SqliteException>(() => Migrator.Migrate(session, history, Faults));

        Assert.Equal(1, session.Number("PRAGMA user_version"));
        Assert.Equal("1", session.Text("SELECT steps FROM health"));
        Assert.Equal(0, session.Number("SELECT COUNT(*) FROM sqlite_master WHERE name = 'half'"));
    }

    [Fact]
    public async Task Migrations_started_by_many_at_once_run_once()
    {
        using var folder = new TemporaryFolder();
        string[] history = ["CREATE TABLE health (steps TEXT); INSERT INTO health VALUES ('1')", "UPDATE health SET steps = steps || '2'", "UPDATE health SET steps = steps || '3'"];
        var file = folder.File("a.db");
        using (var first = Session.Open(file, SqliteOpenMode.ReadWriteCreate, TimeSpan.FromSeconds(20)))
        {
            Migrator.EnterWriteAheadLog(first, TimeSpan.FromSeconds(20));
            Migrator.Migrate(first, history[..1], Faults);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                using var session = Session.Open(file, SqliteOpenMode.ReadWrite, TimeSpan.FromSeconds(20));
                Migrator.EnterWriteAheadLog(session, TimeSpan.FromSeconds(20));
                Migrator.Migrate(session, history, Faults);
            },
            Cancellation)));

        Assert.Equal("123", SqliteFixture.Scalar(file, "SELECT steps FROM health"));
    }

    [Fact]
    public async Task The_same_store_survives_closing_and_opening()
    {
        await using var fixture = new SqliteFixture();
        var order = Sample.Order();
        await using (var first = fixture.CreateStore())
        {
            await first.InitializeAsync(Cancellation);
            await first.BeginOrderAsync(Sample.Begin(order), Cancellation);
        }

        var second = fixture.CreateStore();
        await second.InitializeAsync(Cancellation);
        Assert.NotNull(await second.FindOrderAsync(order.OrderNo, Cancellation));
    }

    private static void LoadVersion1(string file) => SqliteFixture.Scalar(file, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "version-1.sql")));
}
