using Microsoft.Extensions.Logging;
using Payments.Recon.Hosting;
using Payments.Reconciliation;

namespace Payments.Recon.Runs;

/// <summary>A run this node works on: its newest version, and a sign of life as long as the work lasts.</summary>
internal sealed class RunLease : IAsyncDisposable
{
    private const int SignsPerLease = 3;

    private readonly IReconciliationStore _store;
    private readonly string _owner;
    private readonly TimeSpan _lease;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _lost;
    private readonly Task _signs;

    public RunLease(ReconciliationRun run, IReconciliationStore store, string owner, TimeSpan lease, TimeProvider time, ILogger logger, CancellationToken stopping)
    {
        Run = run;
        _store = store;
        _owner = owner;
        _lease = lease;
        _time = time;
        _logger = logger;
        _lost = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _signs = SignAsync();
    }

    public ReconciliationRun Run { get; private set; }

    /// <summary>Cancelled when the run is no longer this node's, or the host stops.</summary>
    public CancellationToken Token => _lost.Token;

    /// <summary>Writes the run's next version down and goes on with it.</summary>
    /// <exception cref="OperationCanceledException">The run is no longer this node's.</exception>
    public Task CommitAsync(Func<ReconciliationRun, ReconciliationRun> change) => WriteAsync(change, ends: false);

    /// <summary>Writes the run's next version down and gives it back.</summary>
    /// <exception cref="OperationCanceledException">The run is no longer this node's.</exception>
    public Task EndAsync(Func<ReconciliationRun, ReconciliationRun> change) => WriteAsync(change, ends: true);

    public async ValueTask DisposeAsync()
    {
        await _lost.CancelAsync().ConfigureAwait(false);
        await _signs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _lost.Dispose();
    }

    private async Task WriteAsync(Func<ReconciliationRun, ReconciliationRun> change, bool ends)
    {
        var now = _time.GetUtcNow();
        var next = change(Run) with { Version = Run.Version + 1, UpdatedAt = now };
        if (!await _store.CommitRunAsync(new CommitRun(next, _owner, ends ? null : now + _lease, now), Token).ConfigureAwait(false))
        {
            await LoseAsync().ConfigureAwait(false);
            throw new OperationCanceledException(Token);
        }

        Run = next;
    }

    private async Task SignAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromTicks(_lease.Ticks / SignsPerLease), _time);
        var until = _time.GetUtcNow() + _lease;
        while (await timer.WaitForNextTickAsync(_lost.Token).ConfigureAwait(false))
        {
            var now = _time.GetUtcNow();
            try
            {
                if (!await _store.RenewRunAsync(Run.RunId, _owner, now + _lease, _lost.Token).ConfigureAwait(false))
                {
                    await LoseAsync().ConfigureAwait(false);
                    return;
                }

                until = now + _lease;
            }
            catch (Exception) when (now < until && !_lost.IsCancellationRequested)
            {
                // The store is away; the lease lasts a while yet.
            }
            catch (Exception)
            {
                await LoseAsync().ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task LoseAsync()
    {
        if (!_lost.IsCancellationRequested)
        {
            Log.LeaseLost(_logger, Run.RunId);
            await _lost.CancelAsync().ConfigureAwait(false);
        }
    }
}
