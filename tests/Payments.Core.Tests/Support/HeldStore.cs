using Payments.Storage;

namespace Payments.Core.Tests.Support;

/// <summary>The real store, which answers new orders, and asks for an order by the merchant's number, when it is told to.</summary>
internal sealed class HeldStore
{
    private TaskCompletionSource _orders = Done();
    private TaskCompletionSource _lookups = Done();
    private int _waiting;
    private int _lookingUp;

    /// <summary>New orders whose answer is held.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Look-ups whose answer is held.</summary>
    public int LookingUp => Volatile.Read(ref _lookingUp);

    /// <summary>Thrown instead of beginning an order.</summary>
    public Exception? Fault { get; set; }

    public void HoldOrders() => _orders = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void HoldLookups() => _lookups = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Release()
    {
        _orders.TrySetResult();
        _lookups.TrySetResult();
    }

    public object? Call(string method, object?[] arguments, Func<object?> pass) => (method, arguments[0]) switch
    {
        (nameof(IPaymentStore.BeginOrderAsync), _) => new ValueTask<BeginOrderResult>(BeginAsync(() => (ValueTask<BeginOrderResult>)pass()!)),
        (nameof(IPaymentStore.FindOrderAsync), string) => new ValueTask<PaymentOrder?>(LookUpAsync(() => (ValueTask<PaymentOrder?>)pass()!)),
        _ => pass(),
    };

    private static TaskCompletionSource Done()
    {
        var done = new TaskCompletionSource();
        done.SetResult();
        return done;
    }

    private async Task<BeginOrderResult> BeginAsync(Func<ValueTask<BeginOrderResult>> pass)
    {
        Interlocked.Increment(ref _waiting);
        await _orders.Task;
        Interlocked.Decrement(ref _waiting);
        return Fault is null ? await pass() : throw Fault;
    }

    private async Task<PaymentOrder?> LookUpAsync(Func<ValueTask<PaymentOrder?>> pass)
    {
        Interlocked.Increment(ref _lookingUp);
        await _lookups.Task;
        Interlocked.Decrement(ref _lookingUp);
        return await pass();
    }
}
