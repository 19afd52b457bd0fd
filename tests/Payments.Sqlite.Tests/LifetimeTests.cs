using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Payments.Conformance;
using Payments.Storage;
using Xunit;

namespace Payments.Sqlite.Tests;

public sealed class LifetimeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Disposing_under_load_answers_every_caller_and_keeps_what_was_acknowledged()
    {
        await using var fixture = new SqliteFixture();
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);
        var acknowledged = new System.Collections.Concurrent.ConcurrentBag<OrderNo>();
        var refused = 0;
        var callers = Enumerable.Range(0, 64).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                try
                {
                    var order = Sample.Order();
                    await store.BeginOrderAsync(Sample.Begin(order), Cancellation);
                    acknowledged.Add(order.OrderNo);
                    await store.FindOrderAsync(order.OrderNo, Cancellation);
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                    return;
                }
            }
        })).ToArray();
        SpinWait.SpinUntil(() => acknowledged.Count > 200, TimeSpan.FromSeconds(30));

        await store.DisposeAsync();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Equal(64, refused);
        var reopened = fixture.CreateStore();
        await reopened.InitializeAsync(Cancellation);
        foreach (var orderNo in acknowledged)
        {
            Assert.NotNull(await reopened.FindOrderAsync(orderNo, Cancellation));
        }

        CrashTests.AssertEveryOrderIsWhole(fixture.File);
    }

    [Fact]
    public async Task Disposing_while_another_process_holds_the_file_takes_no_longer_than_a_second()
    {
        await using var fixture = new SqliteFixture();
        var store = fixture.CreateStore(options => options.BusyTimeout = TimeSpan.FromMinutes(1));
        await store.InitializeAsync(Cancellation);
        using var holder = new SqliteConnection($"Data Source={fixture.File};Pooling=False");
        holder.Open();
        using var command = holder.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        var writes = Enumerable.Range(0, 20).Select(_ => store.BeginOrderAsync(Sample.Begin(Sample.Order()), Cancellation).AsTask()).ToArray();

        var began = Stopwatch.GetTimestamp();
        await store.DisposeAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(1.5)); // a second, and room for a loaded machine
        foreach (var write in writes)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => write.WaitAsync(TimeSpan.FromSeconds(5), Cancellation));
        }
    }

    [Fact]
    public async Task A_disposed_store_says_so_and_can_be_disposed_again()
    {
        await using var fixture = new SqliteFixture();
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.PingAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.FindOrderAsync(Sample.OrderNo(), Cancellation).AsTask());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.InitializeAsync(Cancellation));
        Assert.False(File.Exists(fixture.File + "-wal"), "The log is folded into the file when the store closes.");
    }

    [Fact]
    public async Task A_store_that_was_not_initialised_says_what_to_do()
    {
        await using var fixture = new SqliteFixture();
        var store = fixture.CreateStore();

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => store.PingAsync(Cancellation));
        Assert.Contains("InitializeAsync", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SqliteDurability.Full, 2)]
    [InlineData(SqliteDurability.Normal, 1)]
    public async Task Durability_is_what_the_settings_say(SqliteDurability durability, long synchronous)
    {
        await using var fixture = new SqliteFixture();
        await fixture.CreateStore().InitializeAsync(Cancellation);

        using var session = Database.OpenWriter(new SqliteStoreOptions { DataSource = fixture.File, Durability = durability });

        Assert.Equal(synchronous, session.Number("PRAGMA synchronous"));
        Assert.Equal("wal", session.Text("PRAGMA journal_mode"));
    }

    [Fact]
    public async Task An_event_no_version_here_can_read_stops_no_other_order()
    {
        await using var fixture = new SqliteFixture();
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);
        var (unreadable, other) = (Sample.Order(), Sample.Order());
        await store.BeginOrderAsync(Sample.Begin(unreadable), Cancellation);
        await store.BeginOrderAsync(Sample.Begin(other), Cancellation);
        SqliteFixture.Scalar(fixture.File, $"UPDATE events SET payload = '{{\"type\":\"order.teleported\"}}' WHERE order_no = '{unreadable.OrderNo}'");

        var claimed = await store.ClaimEventsAsync(new("node", 10, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation);

        Assert.Equal(other.OrderNo, Assert.Single(claimed).Event.OrderNo);
        Assert.Empty(await store.ClaimEventsAsync(new("node", 10, Sample.Now, Sample.Now.AddMinutes(1)), Cancellation));
        Assert.Equal(0, SqliteFixture.Query(fixture.File, "SELECT COUNT(*) FROM events WHERE state <> 'Pending'"));
    }
}
