using Payments.Storage;
using Xunit;

namespace Payments.Conformance;

/// <summary>
/// Base of the suites a store must pass. A provider writes one line for each:
/// <c>public sealed class MyOrders : OrderConformance&lt;MyFixture&gt;;</c> and is told which it forgot.
/// </summary>
/// <typeparam name="TFixture">Makes the provider's stores.</typeparam>
public abstract class PaymentStoreConformance<TFixture> : IAsyncLifetime
    where TFixture : PaymentStoreFixture, new()
{
    /// <summary>The data of this test.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>An initialised store.</summary>
    protected IPaymentStore Store { get; private set; } = null!;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store.</summary>
    public async ValueTask InitializeAsync() => Store = await OpenNodeAsync();

    /// <summary>Removes the data.</summary>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Fixture.DisposeAsync();
    }

    [Fact]
    public void Every_suite_is_run_by_the_provider()
    {
        var suites = typeof(PaymentStoreConformance<>).Assembly.GetTypes()
            .Where(type => type.IsAbstract && type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(PaymentStoreConformance<>));
        var run = GetType().Assembly.GetTypes()
            .Where(type => type is { IsAbstract: false, IsPublic: true, BaseType.IsGenericType: true } && type.BaseType.GetGenericArguments()[0] == typeof(TFixture))
            .Select(type => type.BaseType!.GetGenericTypeDefinition())
            .ToHashSet();
        Assert.Empty(suites.Where(suite => !run.Contains(suite)).Select(suite => suite.Name));
    }

    /// <summary>Another node on the same data, initialised.</summary>
    protected async Task<IPaymentStore> OpenNodeAsync()
    {
        var store = await Fixture.CreateStoreAsync();
        await store.InitializeAsync(Cancellation);
        return store;
    }

    /// <summary>Writes an order with its first event.</summary>
    protected async Task<PaymentOrder> GivenOrderAsync(PaymentOrder? order = null, string? key = null)
    {
        var begin = Sample.Begin(order ?? Sample.Order(), key);
        Assert.IsType<BeginOrderResult.Started>(await Store.BeginOrderAsync(begin, Cancellation));
        return begin.Order;
    }

    /// <summary>Commits a change that must go through.</summary>
    protected async Task<PaymentOrder> CommitAsync(OrderCommit commit)
    {
        Assert.Equal(CommitResult.Committed, await Store.CommitAsync(commit, Cancellation));
        return commit.Order;
    }

    /// <summary>The order as the store has it; it must be there.</summary>
    protected async Task<PaymentOrder> FindAsync(OrderNo orderNo)
    {
        var order = await Store.FindOrderAsync(orderNo, Cancellation);
        Assert.NotNull(order);
        return order;
    }

    /// <summary>All events of an order.</summary>
    protected ValueTask<IReadOnlyList<PaymentEvent>> EventsAsync(OrderNo orderNo) => Store.ReadEventsAsync(orderNo, 0, 1_000, Cancellation);

    /// <summary>Does something many times at once.</summary>
    protected static Task<T[]> AtOnceAsync<T>(int times, Func<int, Task<T>> act) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(i => Task.Run(() => act(i), Cancellation)));
}
