using Payments.Conformance;
using Xunit;

namespace Payments.Sqlite.Tests;

public sealed class BackupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_made_while_writing_is_one_moment_of_the_store()
    {
        await using var fixture = new SqliteFixture();
        using var folder = new TemporaryFolder();
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);
        var orders = new List<OrderNo>();
        for (var i = 0; i < 300; i++)
        {
            orders.Add(await WriteOrderAsync(store));
        }

        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await WriteOrderAsync(store);
            }
        })).ToArray();
        for (var i = 0; i < 5; i++)
        {
            await store.BackupAsync(folder.File($"{i}.db"), Cancellation);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);

        for (var i = 0; i < 5; i++)
        {
            await AssertIsAStoreAsync(folder.File($"{i}.db"), orders);
        }

        Assert.Equal(5, Directory.GetFiles(folder.Path).Length); // no logs and no unfinished copies beside them
        Assert.True(SqliteFixture.Query(folder.File("4.db"), "SELECT COUNT(*) FROM orders") > 300, "The store was written to meanwhile.");
    }

    [Fact]
    public async Task A_backup_is_never_written_over()
    {
        await using var fixture = new SqliteFixture();
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);
        var copy = fixture.File + ".copy";
        await store.BackupAsync(copy, Cancellation);

        await Assert.ThrowsAsync<IOException>(() => store.BackupAsync(copy, Cancellation));
        await Assert.ThrowsAsync<IOException>(() => store.BackupAsync(fixture.File, Cancellation));
    }

    [Fact]
    public async Task A_backup_given_up_leaves_nothing()
    {
        await using var fixture = new SqliteFixture();
        using var folder = new TemporaryFolder();
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);
        for (var i = 0; i < 20; i++)
        {
            await store.RecordEvidenceAsync(Sample.Evidence() with { Body = new byte[1_000_000] }, Cancellation);
        }

        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(3));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.BackupAsync(folder.File("copy.db"), source.Token));

        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    private static async Task<OrderNo> WriteOrderAsync(SqlitePaymentStore store)
    {
        var order = Sample.Order();
        await store.BeginOrderAsync(Sample.Begin(order), Cancellation);
        await store.CommitAsync(Sample.Next(order), Cancellation);
        return order.OrderNo;
    }

    private static async Task AssertIsAStoreAsync(string file, List<OrderNo> orders)
    {
        Assert.Equal("ok", SqliteFixture.Scalar(file, "PRAGMA integrity_check"));
        CrashTests.AssertEveryOrderIsWhole(file);
        await using var store = new SqlitePaymentStore(new SqliteStoreOptions { DataSource = file });
        await store.InitializeAsync(Cancellation);
        foreach (var orderNo in orders)
        {
            Assert.Equal(2, (await store.FindOrderAsync(orderNo, Cancellation))!.Version);
        }
    }
}
