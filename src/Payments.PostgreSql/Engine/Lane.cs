using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Payments.PostgreSql;

/// <summary>Does the work of many callers in one transaction, and answers each once it is committed.</summary>
/// <typeparam name="TWork">The work.</typeparam>
internal delegate Task RunBatch<TWork>(IReadOnlyList<TWork> batch, CancellationToken stop);

/// <summary>
/// Takes the work waiting at this moment to the server in one statement: one round trip and one flush for all of it. A caller alone waits for
/// nobody; the longer the server takes, the more work the next statement carries.
/// </summary>
/// <typeparam name="TWork">The work.</typeparam>
internal sealed class Lane<TWork>
    where TWork : Work
{
    private const int QueueLength = 4_096;
    private const int MostCollisions = 5;

    private readonly Channel<TWork> _queue = Channel.CreateBounded<TWork>(new BoundedChannelOptions(QueueLength) { SingleReader = true });
    private readonly RunBatch<TWork> _run;
    private readonly int _maxBatch;
    private readonly ILogger _logger;
    private readonly CancellationToken _stop;
    private readonly Task _running;

    public Lane(RunBatch<TWork> run, int maxBatch, ILogger logger, CancellationToken stop)
    {
        _run = run;
        _maxBatch = maxBatch;
        _logger = logger;
        _stop = stop;
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>Hands work in; its answer comes by itself.</summary>
    public async ValueTask EnqueueAsync(TWork work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_queue.Writer.TryWrite(work))
        {
            return;
        }

        try
        {
            await _queue.Writer.WriteAsync(work, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw Faults.Stopped();
        }
    }

    /// <summary>Takes no more work; ends when what waits is done or refused.</summary>
    public Task StopAsync()
    {
        _queue.Writer.TryComplete();
        return _running;
    }

    private async Task RunAsync()
    {
        var batch = new List<TWork>(_maxBatch);
        try
        {
            while (!_stop.IsCancellationRequested && await _queue.Reader.WaitToReadAsync(_stop).ConfigureAwait(false))
            {
                Fill(batch);
                if (batch.Count > 0)
                {
                    await RunGuardedAsync(batch).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // What still waits is refused below.
        }
        finally
        {
            Refuse();
        }
    }

    private void Fill(List<TWork> batch)
    {
        batch.Clear();
        while (batch.Count < _maxBatch && _queue.Reader.TryRead(out var work))
        {
            if (work.IsAbandoned)
            {
                work.Abandon();
            }
            else
            {
                batch.Add(work);
            }
        }
    }

    private async Task RunGuardedAsync(List<TWork> batch)
    {
        try
        {
            await _run(batch, _stop).ConfigureAwait(false);
        }
        catch (Exception fault) when (Faults.IsUndone(fault) && batch.Count > 1)
        {
            // Nobody was told anything yet, and nothing of it is there: only the guilty ones fail.
            Log.BatchSplit(_logger, batch.Count, fault);
            await RunApartAsync([.. batch]).ConfigureAwait(false);
        }
        catch (Exception fault) when (Faults.IsCollision(fault))
        {
            await RunApartAsync([.. batch]).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            if (!Faults.IsUndone(fault))
            {
                Log.BatchLost(_logger, batch.Count, fault);
            }

            batch.ForEach(work => work.Fail(Told(fault)));
        }
    }

    private async Task RunApartAsync(IReadOnlyList<TWork> batch)
    {
        Exception? lost = null;
        foreach (var work in batch)
        {
            if (lost is not null)
            {
                work.Fail(Told(lost)); // nobody else waits for a server that is gone
                continue;
            }

            var fault = await RunAloneAsync(work).ConfigureAwait(false);
            if (fault is not null)
            {
                work.Fail(Told(fault));
                lost = Faults.IsUndone(fault) ? null : fault;
            }
        }
    }

    private async Task<Exception?> RunAloneAsync(TWork work)
    {
        for (var collisions = 1; ; collisions++)
        {
            try
            {
                await _run([work], _stop).ConfigureAwait(false);
                return null;
            }
            catch (Exception fault)
            {
                if (!Faults.IsCollision(fault) || collisions == MostCollisions)
                {
                    return fault;
                }
            }
        }
    }

    /// <summary>A batch cut by stopping is no cancellation of the callers'.</summary>
    private Exception Told(Exception fault) => fault is OperationCanceledException && _stop.IsCancellationRequested ? Faults.Stopped() : fault;

    private void Refuse()
    {
        _queue.Writer.TryComplete();
        var refused = 0;
        while (_queue.Reader.TryRead(out var work))
        {
            work.Fail(Faults.Stopped());
            refused++;
        }

        if (refused > 0)
        {
            Log.WorkRefused(_logger, refused);
        }
    }
}
