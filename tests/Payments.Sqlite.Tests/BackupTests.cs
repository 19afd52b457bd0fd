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
        var written = 0;
        var writers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await WriteOrderAsync(store);
                Interlocked.Increment(ref written);
            }
        })).ToArray();
        for (var i = 0; i < 5; i++)
        {
            var enough = 20 * (i + 1);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref written) >= enough, TimeSpan.FromMinutes(1)));
            await store.BackupAsync(folder.File($"{i}.db"), Cancellation);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);

        for (var i = 0; i < 5; i++)
        {
            await AssertIsAStoreAsync(folder.File($"{i}.db"), orders);
        }

        Assert.Equal(5, Directory.GetFiles(folder.Path).Length); // no logs and no unfinished copies beside them
        Assert.True(SqliteFixture.Query(folder.File("4.db"), "SELECT COUNT(*) FROM orders") >= 400);
    }

    [Fact]
    public async Task Only_the_owner_of_the_process_may_read_payments()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows keeps rights elsewhere.");
            return;
        }

        await using var fixture = new SqliteFixture();
        var store = fixture.CreateStore();
        await store.InitializeAsync(Cancellation);
        await WriteOrderAsync(store);
        await store.BackupAsync(fixture.File + ".copy", Cancellation);

        string[] files = ["", "-wal", "-shm", ".copy"];
        foreach (var suffix in files)
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(fixture.File + suffix));
        }
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
        await store.RecordEvidenceAsync(Sample.Evidence() with { Body = new byte[3_000_000] }, Cancellation);
        var cancelled = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.BackupAsync(folder.File("copy.db"), cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => OnlineBackup.Run(fixture.File, folder.File("copy.db"), cancelled)); // between two steps

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
