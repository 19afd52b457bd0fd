namespace Payments.Recon.Hosting;

/// <summary>Wakes the service of this node when a run was started by hand.</summary>
internal sealed class RunSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    public void Set()
    {
        try
        {
            _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is set.
        }
    }

    public async Task WaitAsync(TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(pause, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        await _set.WaitAsync(both.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public void Dispose() => _set.Dispose();
}
