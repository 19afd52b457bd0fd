using Payments.Conformance;
using Payments.Storage;

namespace Payments.Tests.Shared;

internal static class StoredOrders
{
    /// <summary>Writes an order with so many events.</summary>
    public static async Task<OrderNo> AddAsync(IPaymentStore store, int events, string merchantId = Merchants.Default)
    {
        var begin = Sample.Begin(Sample.Order(merchantId: merchantId, at: DateTimeOffset.UtcNow));
        await store.BeginOrderAsync(begin, default);
        var order = begin.Order;
        for (var i = 1; i < events; i++)
        {
            var commit = Sample.Next(order);
            Assert.Equal(CommitResult.Committed, await store.CommitAsync(commit, default));
            order = commit.Order;
        }

        return order.OrderNo;
    }
}
