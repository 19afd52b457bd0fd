using System.Buffers.Binary;
using Microsoft.Data.Sqlite;
using Payments.Conformance;
using Payments.Storage;
using Xunit;

namespace Payments.Sqlite.Tests;

/// <summary>Writes that share a transaction: what happens to one is nobody else's business.</summary>
public sealed class GroupedCommitTests : IAsyncLifetime
{
    private readonly SqliteFixture _fixture = new();
    private SqlitePaymentStore _store = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = _fixture.CreateStore(options => options.BusyTimeout = TimeSpan.FromSeconds(20));
        await _store.InitializeAsync(Cancellation);
        await _store.PingAsync(Cancellation); // so that there is a log to look into
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();

    [Fact]
    public async Task Writes_that_wait_together_are_committed_together()
    {
        var before = TransactionsInLog();

        var results = await WhileLockedAsync(200, async _ => await _store.BeginOrderAsync(Sample.Begin(Sample.Order()), Cancellation));

        Assert.All(results, result => Assert.IsType<BeginOrderResult.Started>(result));
        Assert.InRange(TransactionsInLog() - before, 1, 4);
    }

    [Fact]
    public async Task More_writes_than_the_queue_holds_wait_for_room()
    {
        var orderNo = Sample.OrderNo();

        await WhileLockedAsync(6_000, async i =>
        {
            await _store.RecordEvidenceAsync(Sample.Evidence(orderNo, Sample.Now.AddTicks(i)), Cancellation);
            return true;
        });

        Assert.Equal(6_000, (await _store.ReadEvidenceAsync(orderNo, 10_000, Cancellation)).Count);
    }

    [Fact]
    public async Task Disposing_answers_those_who_wait_for_room_too()
    {
        Task[] writes;
        using (HoldLock())
        {
            writes = [.. Enumerable.Range(0, 6_000).Select(_ => _store.RecordEvidenceAsync(Sample.Evidence(), Cancellation).AsTask())];
            await _store.DisposeAsync();
        }

        foreach (var write in writes)
        {
            await Assert.ThrowsAnyAsync<Exception>(() => write.WaitAsync(TimeSpan.FromSeconds(10), Cancellation));
            Assert.True(write.IsFaulted);
        }
    }

    [Fact]
    public async Task A_write_alone_is_committed_alone()
    {
        var before = TransactionsInLog();
        for (var i = 0; i < 10; i++)
        {
            await _store.BeginOrderAsync(Sample.Begin(Sample.Order()), Cancellation);
        }

        Assert.Equal(10, TransactionsInLog() - before);
    }

    [Fact]
    public async Task A_poisoned_write_fails_alone()
    {
        Execute("CREATE TRIGGER poison BEFORE INSERT ON evidence WHEN new.reason = 'poison' BEGIN SELECT RAISE(ABORT, 'poison'); END");
        await EachForItselfAsync();
    }

    [Fact]
    public async Task A_write_that_loses_the_whole_transaction_fails_alone()
    {
        // RAISE(ROLLBACK) ends everybody's transaction, as a full disk may.
        Execute("CREATE TRIGGER poison BEFORE INSERT ON evidence WHEN new.reason = 'poison' BEGIN SELECT RAISE(ROLLBACK, 'poison'); END");
        await EachForItselfAsync();
    }

    [Fact]
    public async Task The_writer_survives_a_table_that_is_gone()
    {
        Execute("ALTER TABLE evidence RENAME TO gone");
        await Assert.ThrowsAsync<SqliteException>(() => _store.RecordEvidenceAsync(Sample.Evidence(), Cancellation).AsTask());
        await _store.PingAsync(Cancellation);

        Execute("ALTER TABLE gone RENAME TO evidence");
        await _store.RecordEvidenceAsync(Sample.Evidence(), Cancellation);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _store.PingAsync(new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_lock_held_too_long_is_a_fault_and_the_writer_goes_on_afterwards()
    {
        var impatient = _fixture.CreateStore(options => options.BusyTimeout = TimeSpan.FromMilliseconds(200));
        await impatient.InitializeAsync(Cancellation);
        var order = Sample.Order();
        using (HoldLock())
        {
            var fault = await Assert.ThrowsAsync<SqliteException>(() => impatient.BeginOrderAsync(Sample.Begin(order), Cancellation).AsTask());
            Assert.Equal(5, fault.SqliteErrorCode);
            Assert.Null(await impatient.FindOrderAsync(order.OrderNo, Cancellation)); // readers do not wait
        }

        Assert.IsType<BeginOrderResult.Started>(await impatient.BeginOrderAsync(Sample.Begin(order), Cancellation));
    }

    [Theory]
    [InlineData(false)] // behind the writes that the writer has taken
    [InlineData(true)] // among them, while the writer waits for another process
    public async Task A_write_cancelled_while_it_waits_is_not_done(bool taken)
    {
        var order = Sample.Order();
        using (HoldLock())
        {
            using var source = new CancellationTokenSource();
            var blocking = taken ? null : _store.PingAsync(Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
            var waiting = _store.BeginOrderAsync(Sample.Begin(order), source.Token).AsTask();
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            Assert.False(blocking?.IsCompleted ?? false);
        }

        await _store.PingAsync(Cancellation);
        Assert.Null(await _store.FindOrderAsync(order.OrderNo, Cancellation));
    }

    private async Task EachForItselfAsync()
    {
        var orders = new List<PaymentOrder>();
        for (var i = 0; i < 30; i++)
        {
            orders.Add(Sample.Order());
            await _store.BeginOrderAsync(Sample.Begin(orders[i]), Cancellation);
        }

        var results = await WhileLockedAsync(orders.Count, async i =>
        {
            var evidence = Sample.Evidence(orders[i].OrderNo) with { Reason = i % 5 == 0 ? "poison" : "matched" };
            try
            {
                return await _store.CommitAsync(Sample.Next(orders[i], evidence: evidence), Cancellation) == CommitResult.Committed;
            }
            catch (SqliteException fault)
            {
                Assert.Contains("poison", fault.Message, StringComparison.Ordinal);
                return false;
            }
        });

        Assert.Equal(orders.Select((_, i) => i % 5 != 0), results);
        for (var i = 0; i < orders.Count; i++)
        {
            Assert.Equal(results[i] ? 2 : 1, (await _store.FindOrderAsync(orders[i].OrderNo, Cancellation))!.Version);
        }

        CrashTests.AssertEveryOrderIsWhole(_fixture.File);
    }

    /// <summary>Starts many writes while another process holds the file, so that they are together when it lets go.</summary>
    private async Task<T[]> WhileLockedAsync<T>(int times, Func<int, Task<T>> write)
    {
        Task<T>[] writes;
        using (HoldLock())
        {
            writes = [.. Enumerable.Range(0, times).Select(write)];
        }

        return await Task.WhenAll(writes);
    }

    private SqliteConnection HoldLock()
    {
        var connection = new SqliteConnection($"Data Source={_fixture.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "BEGIN IMMEDIATE";
        command.ExecuteNonQuery();
        return connection;
    }

    private void Execute(string sql) => SqliteFixture.Scalar(_fixture.File, sql);

    /// <summary>Counts the frames of the write-ahead log that end a transaction (https://sqlite.org/fileformat2.html#the_write_ahead_log).</summary>
    private int TransactionsInLog()
    {
        const int LogHeader = 32;
        const int FrameHeader = 24;
        const int PageSize = 4_096;
        using var stream = new FileStream(_fixture.File + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var log = new byte[stream.Length];
        stream.ReadExactly(log);
        var commits = 0;
        for (var frame = LogHeader; frame + FrameHeader + PageSize <= log.Length; frame += FrameHeader + PageSize)
        {
            commits += BinaryPrimitives.ReadInt32BigEndian(log.AsSpan(frame + 4)) != 0 ? 1 : 0;
        }

        return commits;
    }
}
