using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Payments.Shared;

namespace Payments.Sqlite;

/// <summary>
/// The one writer of this process: a thread that takes the writes waiting at this moment and commits them in one transaction. A caller alone
/// waits for nobody; the longer a flush to the disk takes, the more writes the next one carries.
/// </summary>
internal sealed class Writer : IDisposable
{
    private const string Work = "write";
    private const int QueueLength = 4_096;

    private static readonly TimeSpan StopTimeout = TimeSpan.FromMilliseconds(900);

    // The continuations are ours and short: a caller wakes the writer's thread itself, which costs one switch instead of two, and the writer
    // lets a caller in who waited for room.
    private readonly Channel<Write> _queue = Channel.CreateBounded<Write>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, AllowSynchronousContinuations = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Session> _open;
    private readonly SqliteStoreOptions _options;
    private readonly ILogger _logger;
    private readonly StoreTelemetry? _telemetry;
    private readonly Thread _thread;

    public Writer(Func<Session> open, SqliteStoreOptions options, ILogger logger, StoreTelemetry? telemetry = null)
    {
        _open = open;
        _options = options;
        _logger = logger;
        _telemetry = telemetry;

        // A thread of its own: flushing blocks, and a starved pool must not stop payments.
        _thread = new Thread(Run) { IsBackground = true, Name = "Payments.Sqlite writer" };
        _thread.Start();
    }

    /// <summary>Hands a write in and waits until it is committed, or refused, or undone.</summary>
    public async ValueTask<TResult> WriteAsync<TResult>(Write<TResult> write, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_queue.Writer.TryWrite(write))
        {
            await WaitForRoomAsync(write, cancellationToken).ConfigureAwait(false);
        }

        return await write.Done.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes no more writes, commits those that wait as long as a second allows, and refuses the rest.</summary>
    public void Dispose()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        _stop.CancelAfter(StopTimeout / 2);
        if (_thread.Join(StopTimeout))
        {
            _stop.Dispose();
        }
    }

    private async ValueTask WaitForRoomAsync(Write write, CancellationToken cancellationToken)
    {
        try
        {
            await _queue.Writer.WriteAsync(write, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw Stopped();
        }
    }

    private void Run()
    {
        using var runner = new BatchRunner(_open, _options.BusyTimeout, _logger, _stop.Token);
        var batch = new List<Write>(_options.MaxBatch);
        try
        {
            while (!_stop.IsCancellationRequested && WaitForWork())
            {
                Fill(batch);
                var began = StoreTelemetry.Now;
                runner.Run(batch);
                _telemetry?.Wrote(Work, batch.Count, began);
            }
        }
        finally
        {
            Refuse();
        }
    }

    private bool WaitForWork()
    {
        var waiting = _queue.Reader.WaitToReadAsync(CancellationToken.None);
        return waiting.IsCompletedSuccessfully ? waiting.Result : waiting.AsTask().GetAwaiter().GetResult();
    }

    private void Fill(List<Write> batch)
    {
        batch.Clear();
        while (batch.Count < _options.MaxBatch && _queue.Reader.TryRead(out var write))
        {
            batch.Add(write);
        }
    }

    private void Refuse()
    {
        _queue.Writer.TryComplete();
        var refused = 0;
        while (_queue.Reader.TryRead(out var write))
        {
            write.Fail(Stopped());
            write.Release();
            refused++;
        }

        if (refused > 0)
        {
            Log.WritesRefused(_logger, refused);
        }
    }

    /// <summary>What callers get who come too late.</summary>
    public static ObjectDisposedException Stopped() =>
        new(nameof(SqlitePaymentStore), "The store was disposed before this call began: nothing was read or written. Open a new store and repeat the call.");
}
