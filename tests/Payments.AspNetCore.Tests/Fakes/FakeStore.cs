using System.Collections.Concurrent;
using System.Reflection;
using Payments.Storage;

namespace Payments.AspNetCore.Tests.Fakes;

/// <summary>A store of which only one question is asked: for an order, whoever its merchant is.</summary>
#pragma warning disable CA1852, MA0053 // DispatchProxy derives from it
internal class FakeStore : DispatchProxy
#pragma warning restore CA1852, MA0053
{
    private ConcurrentDictionary<OrderNo, PaymentOrder> _orders = [];

    public static IPaymentStore Over(ConcurrentDictionary<OrderNo, PaymentOrder> orders)
    {
        var store = Create<IPaymentStore, FakeStore>();
        ((FakeStore)(object)store)._orders = orders;
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name == nameof(IPaymentStore.FindOrderAsync) && args is [OrderNo orderNo, CancellationToken]
            ? new ValueTask<PaymentOrder?>(_orders.GetValueOrDefault(orderNo))
            : throw new NotSupportedException();
}
