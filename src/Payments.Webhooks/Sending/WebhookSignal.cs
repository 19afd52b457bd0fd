namespace Payments.Webhooks;

/// <summary>Tells this process's dispatcher that something may be due. Only a hint: it polls too, because other nodes enqueue.</summary>
internal sealed class WebhookSignal : IDisposable
{
    private readonly SemaphoreSlim _due = new(0, 1);
    private readonly Lock _gate = new();

    public void Set()
    {
        lock (_gate)
        {
            if (_due.CurrentCount == 0)
            {
                _due.Release();
            }
        }
    }

    /// <summary>Waits for the signal, or until the time is over.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(atMost, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await _due.WaitAsync(linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The time is over, or the host is stopping; the caller looks.
        }
    }

    public void Dispose() => _due.Dispose();
}
