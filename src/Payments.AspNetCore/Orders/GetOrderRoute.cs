using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Orders;

/// <summary><c>GET /payments/orders/{orderNo}</c>.</summary>
internal static class GetOrderRoute
{
    public static async Task RunAsync(HttpContext context)
    {
        var order = await FindAsync(context);
        await (order is null
            ? Responses.WriteAsync(context, Problem.OrderNotFound())
            : Responses.WriteAsync(context, StatusCodes.Status200OK, OrderView.Of(order)));
    }

    /// <summary>The caller's order with the number in the path; a number that cannot be one is like one that is not there.</summary>
    public static async ValueTask<PaymentOrder?> FindAsync(HttpContext context)
    {
        if (!TryGetOrderNo(context, out var orderNo))
        {
            return null;
        }

        var merchantId = await MerchantOf.RequestAsync(context);
        return await context.RequestServices.GetRequiredService<IPaymentClient>().FindOrderAsync(orderNo, merchantId, context.RequestAborted);
    }

    public static bool TryGetOrderNo(HttpContext context, out OrderNo orderNo) =>
        OrderNo.TryParse(context.Request.RouteValues["orderNo"] as string, out orderNo);
}
