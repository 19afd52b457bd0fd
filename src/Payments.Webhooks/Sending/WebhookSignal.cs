namespace Payments.Webhooks;

/// <summary>
/// Tells this process's dispatcher that something may be due, or that there is room for what was due before. Only a hint: it polls too, because other nodes
/// enqueue.
/// </summary>
internal sealed class WebhookSignal : IDisposable
{
    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly Lock _gate = new();
    private bool _isFreed;
    private bool _wantsRoom;

    /// <summary>Something may be due.</summary>
    public void Set()
    {
        lock (_gate)
        {
            Release();
        }
    }

    /// <summary>A try is over, and another may begin.</summary>
    public void Freed()
    {
        lock (_gate)
        {
            _isFreed = true;
            if (_wantsRoom)
            {
                Release();
            }
        }
    }

    /// <summary>Waits for the signal, or until the time is over.</summary>
    /// <param name="wantsRoom">Whether the last claim left something that found no room: then a try that ended since is a signal too.</param>
    /// <param name="atMost">The time.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(bool wantsRoom, TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        lock (_gate)
        {
            _wantsRoom = wantsRoom;
            if (_wantsRoom && _isFreed)
            {
                Release();
            }
        }

        try
        {
            await _due.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the host is stopping; the caller looks.
        }
        finally
        {
            // What the next claim does not find taken needs no signal.
            lock (_gate)
            {
                (_wantsRoom, _isFreed) = (false, false);
            }
        }
    }

    public void Dispose() => _due.Dispose();

    private void Release()
    {
        if (_due.CurrentCount == 0)
        {
            _due.Release();
        }
    }
}
