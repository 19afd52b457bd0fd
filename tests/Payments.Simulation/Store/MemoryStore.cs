using Payments.Channels;
using Payments.Simulation.Nodes;
using Payments.Simulation.Stage;
using Payments.Storage;

namespace Payments.Simulation.Store;

/// <summary>A node's connection to the books: slow, failing before or after the effect, and the place where nodes die.</summary>
internal sealed class MemoryStore(World world, Node node, Life life) : IPaymentStore
{
    private static readonly object Nothing = new();

    private readonly Books _books = world.Books;

    public Task InitializeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask<BeginOrderResult> BeginOrderAsync(BeginOrder intent, CancellationToken cancellationToken) =>
        new(RunAsync("beginning an order", true, () => _books.Begin(intent), cancellationToken));

    public ValueTask<PaymentOrder?> FindOrderAsync(OrderNo orderNo, CancellationToken cancellationToken) =>
        new(RunAsync("reading an order", false, () => _books.Find(orderNo)?.Order, cancellationToken));

    /// <summary>Whatever the order ever was: a node's memory is as old as it likes, also older than the node.</summary>
    public PaymentOrder? RecallOrder(OrderNo orderNo) =>
        _books.Find(orderNo) is { } row && world.Delays.Chance(500) ? world.Delays.Pick([.. row.Earlier, row.Order]) : null;

    public ValueTask<PaymentOrder?> FindOrderAsync(string merchantId, string merchantOrderNo, CancellationToken cancellationToken) =>
        new(RunAsync("reading an order", false, () => _books.Find(merchantId, merchantOrderNo), cancellationToken));

    public ValueTask<CommitResult> CommitAsync(OrderCommit commit, CancellationToken cancellationToken) =>
        new(RunAsync("committing", true, () => Commit(commit), cancellationToken));

    public ValueTask RecordEvidenceAsync(Evidence evidence, CancellationToken cancellationToken) =>
        new(RunAsync("keeping evidence", true, () => Do(() => _books.Keep(evidence)), cancellationToken));

    public ValueTask<IReadOnlyList<Evidence>> ReadEvidenceAsync(OrderNo orderNo, int max, CancellationToken cancellationToken) =>
        new(RunAsync<IReadOnlyList<Evidence>>("reading evidence", false, () => [.. _books.Evidence.Where(each => each.OrderNo == orderNo).Take(max)], cancellationToken));

    public ValueTask<IReadOnlyList<Evidence>> ReadRecentEvidenceAsync(string account, int max, CancellationToken cancellationToken) =>
        new(RunAsync<IReadOnlyList<Evidence>>("reading evidence", false, () => [.. _books.Evidence.Where(each => each.ChannelAccount == account).Reverse().Take(max)], cancellationToken));

    public ValueTask<IReadOnlyList<PaymentEvent>> ReadEventsAsync(OrderNo orderNo, int afterSequence, int max, CancellationToken cancellationToken) =>
        new(RunAsync<IReadOnlyList<PaymentEvent>>("reading events", false, () => [.. _books.Find(orderNo)?.Events.Skip(afterSequence).Take(max).Select(row => row.Event) ?? []], cancellationToken));

    public ValueTask<IReadOnlyList<OutboxItem>> ClaimEventsAsync(ClaimEvents intent, CancellationToken cancellationToken) =>
        new(RunAsync("claiming events", true, () => _books.Claim(intent), cancellationToken));

    public ValueTask<bool> SettleEventsAsync(IReadOnlyList<OutboxSettlement> settlements, CancellationToken cancellationToken) =>
        new(RunAsync("settling events", true, () => _books.Settle(settlements), cancellationToken));

    public ValueTask<IReadOnlyList<OutboxItem>> ReadDeadLettersAsync(int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> ReplayDeadLetterAsync(string eventId, DateTimeOffset now, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<PaymentOrder>> ClaimDueOrdersAsync(ClaimOrders intent, CancellationToken cancellationToken) =>
        new(RunAsync("claiming orders", true, () => _books.Claim(intent), cancellationToken));

    public ValueTask ScheduleCheckAsync(ScheduleCheck intent, CancellationToken cancellationToken) =>
        new(RunAsync("scheduling a check", true, () => Do(() => _books.Schedule(intent)), cancellationToken));

    public ValueTask<int> PurgeIdempotencyAsync(DateTimeOffset now, int max, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask RecordSwitchAsync(ChannelSwitch channelSwitch, CancellationToken cancellationToken) =>
        new(RunAsync("keeping a switch", true, () => Do(() => _books.Switches.Add(channelSwitch)), cancellationToken));

    public ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchesAsync(CancellationToken cancellationToken) =>
        new(RunAsync<IReadOnlyList<ChannelSwitch>>("reading switches", false, () => [.. _books.Switches.GroupBy(each => each.Account).Select(each => each.Last())], cancellationToken));

    public ValueTask<IReadOnlyList<ChannelSwitch>> ReadSwitchHistoryAsync(string account, int max, CancellationToken cancellationToken) =>
        new(RunAsync<IReadOnlyList<ChannelSwitch>>("reading switches", false, () => [.. _books.Switches.Where(each => each.Account == account).Reverse().Take(max)], cancellationToken));

    public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static object Do(Action work)
    {
        work();
        return Nothing;
    }

    private CommitResult Commit(OrderCommit commit)
    {
        var result = _books.Commit(commit);
        if (world.Trace.IsOn)
        {
            world.Say(node.Name, $"{(result == CommitResult.Committed ? "commits" : "loses the race for")} {StoryOf.Commit(commit)}");
        }

        return result;
    }

    private Task<T> RunAsync<T>(string what, bool writes, Func<T> work, CancellationToken cancellationToken)
    {
        world.Enter(what);
        var done = new TaskCompletionSource<T>();
        var dies = node.WouldDie();
        if (dies && world.Delays.Chance(300))
        {
            node.Crash($"before {what}");
            return done.Task;
        }

        var weather = world.Weather;
        var delay = world.Delays.Milliseconds(0, 4);
        var isSlow = weather.Strikes(Fault.StoreSlow);
        if (isSlow)
        {
            delay += weather.DiceOf(Fault.StoreSlow).Milliseconds(50, 20_000);
        }

        var failsBefore = weather.Strikes(Fault.StoreFailsBefore);
        var failsAfter = writes && weather.Strikes(Fault.StoreFailsAfter);
        if (isSlow && cancellationToken.CanBeCanceled)
        {
            // Whoever stops waiting does not learn whether it was written.
            cancellationToken.UnsafeRegister(static (state, token) => ((TaskCompletionSource<T>)state!).TrySetCanceled(token), done);
        }

        world.After(delay, null, () => Happen(done, what, work, dies, failsBefore, failsAfter));
        return done.Task;
    }

    private void Happen<T>(TaskCompletionSource<T> done, string what, Func<T> work, bool dies, bool failsBefore, bool failsAfter)
    {
        if (life.IsOver && world.Delays.Chance(500))
        {
            // The connection broke with the statement on its way.
            return;
        }

        if (failsBefore && !life.IsOver)
        {
            world.Say(node.Name, $"the store fails at {what}, nothing was written");
            done.TrySetException(new IOException("The store failed."));
            return;
        }

        try
        {
            var result = work();
            if (dies)
            {
                node.Crash($"after {what}");
            }

            if (life.IsOver)
            {
                return;
            }

            if (failsAfter)
            {
                world.Say(node.Name, $"the store fails at {what}, and it was written");
                done.TrySetException(new IOException("The store failed."));
                return;
            }

            done.TrySetResult(result);
        }
        catch (ArgumentException exception)
        {
            world.Break("World", $"the store was misused: {exception.Message}");
        }
    }
}
