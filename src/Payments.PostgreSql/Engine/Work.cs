namespace Payments.PostgreSql;

/// <summary>What one caller wants of a lane, and the caller's own answer.</summary>
internal abstract class Work(CancellationToken cancellationToken)
{
    /// <summary>Whether the caller left before the work began. Later it is too late: it may be committed with others.</summary>
    public bool IsAbandoned => cancellationToken.IsCancellationRequested;

    /// <summary>Gives the caller a cancellation: nothing was done.</summary>
    public void Abandon() => Fail(new OperationCanceledException(cancellationToken));

    public abstract void Fail(Exception fault);
}

/// <summary>Work with an answer.</summary>
internal abstract class Work<TResult>(CancellationToken cancellationToken) : Work(cancellationToken)
{
    // Callers continue elsewhere: a lane never runs their code.
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<TResult> Done => _done.Task;

    public void Complete(TResult result) => _done.TrySetResult(result);

    public sealed override void Fail(Exception fault)
    {
        if (fault is OperationCanceledException cancelled)
        {
            _done.TrySetCanceled(cancelled.CancellationToken);
        }
        else
        {
            _done.TrySetException(fault);
            _ = _done.Task.Exception; // a caller that left does not leave an unobserved exception behind
        }
    }
}
