namespace Payments.Sqlite;

/// <summary>One caller's write, on its way through the writer.</summary>
internal abstract class Write(CancellationToken cancellationToken)
{
    private Exception? _fault;

    /// <summary>
    /// Does the work inside the transaction; called again when the transaction of a whole batch is lost. A caller that has left by now gets a
    /// cancellation, and nothing is done: the lock of another process may have been waited for since. Later it is too late: the write may be
    /// committed with others.
    /// </summary>
    public void Run(Session session)
    {
        _fault = cancellationToken.IsCancellationRequested ? new OperationCanceledException(cancellationToken) : null;
        if (_fault is null)
        {
            Apply(session);
        }
    }

    /// <summary>Remembers that this write failed alone and was undone.</summary>
    public void Fail(Exception fault) => _fault = fault;

    /// <summary>Gives the caller the result or the fault, once what it depends on is committed.</summary>
    public void Release()
    {
        if (_fault is null)
        {
            Succeed();
        }
        else
        {
            Throw(_fault);
        }
    }

    protected abstract void Apply(Session session);

    protected abstract void Succeed();

    protected abstract void Throw(Exception fault);
}

/// <summary>A write with a result.</summary>
internal abstract class Write<TResult>(CancellationToken cancellationToken) : Write(cancellationToken)
{
    // Callers continue elsewhere: the writer never runs their code.
    private readonly TaskCompletionSource<TResult> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TResult? _result;

    public Task<TResult> Done => _done.Task;

    protected abstract TResult Execute(Session session);

    protected sealed override void Apply(Session session) => _result = Execute(session);

    protected sealed override void Succeed() => _done.TrySetResult(_result!);

    protected sealed override void Throw(Exception fault)
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
