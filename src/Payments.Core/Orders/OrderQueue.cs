namespace Payments.Core.Orders;

/// <summary>
/// Lets the callers of this process that lost a race for an order take turns, so that a thousand of them cost a thousand commits and not a million
/// tries. Only for speed: the row version decides (law 9).
/// </summary>
internal sealed class OrderQueue(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<OrderNo, Queue<TaskCompletionSource<bool>>> _lines = [];

    /// <summary>Waits for a turn, or until waiting makes no sense any more.</summary>
    /// <returns>Whether it is the caller's turn: end it with <see cref="Leave"/>.</returns>
    public async Task<bool> EnterAsync(OrderNo orderNo, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource<bool>();
        lock (_gate)
        {
            if (!_lines.TryGetValue(orderNo, out var line))
            {
                _lines[orderNo] = new Queue<TaskCompletionSource<bool>>();
                return true;
            }

            line.Enqueue(turn);
        }

        using var timeout = new CancellationTokenSource(Patience, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        using var registration = linked.Token.UnsafeRegister(static state => ((TaskCompletionSource<bool>)state!).TrySetResult(false), turn);
        return await turn.Task.ConfigureAwait(false);
    }

    /// <summary>Ends the caller's turn: the next one that still waits has it.</summary>
    public void Leave(OrderNo orderNo)
    {
        while (true)
        {
            TaskCompletionSource<bool>? next;
            lock (_gate)
            {
                if (!_lines[orderNo].TryDequeue(out next))
                {
                    _lines.Remove(orderNo);
                    return;
                }
            }

            if (next.TrySetResult(true))
            {
                return;
            }
        }
    }
}
