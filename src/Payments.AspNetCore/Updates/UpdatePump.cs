namespace Payments.AspNetCore.Updates;

/// <summary>Carries one order's updates to one listener.</summary>
internal sealed class UpdatePump(Func<CancellationToken, IAsyncEnumerable<PaymentEvent>> watch, TimeSpan heartbeat, TimeProvider clock)
{
    /// <summary>Carries updates to the sink, beating while there are none, until they end.</summary>
    /// <exception cref="OperationCanceledException">The listener left, or its time is over.</exception>
    public async Task RunAsync(IUpdateSink sink, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new PeriodicTimer(heartbeat, clock);
        var updates = watch(stop.Token).GetAsyncEnumerator(stop.Token);
        var tick = timer.WaitForNextTickAsync(stop.Token).AsTask();
        Task<bool> next = updates.MoveNextAsync().AsTask();
        try
        {
            while (true)
            {
                while (await Task.WhenAny(next, tick) != next)
                {
                    await tick; // throws when cancelled
                    await sink.BeatAsync(cancellationToken);
                    tick = timer.WaitForNextTickAsync(stop.Token).AsTask();
                }

                if (!await next)
                {
                    return;
                }

                await sink.SendAsync(UpdateMessage.Of(updates.Current), cancellationToken);
                next = updates.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // An enumerator must not be disposed while it is moving.
            await stop.CancelAsync();
            await Task.WhenAll(next, tick).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            await updates.DisposeAsync();
        }
    }
}
