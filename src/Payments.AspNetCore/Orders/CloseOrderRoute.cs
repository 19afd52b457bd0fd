using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Orders;

/// <summary><c>POST /payments/orders/{orderNo}/close</c>. Repeating it is safe without a key.</summary>
internal static class CloseOrderRoute
{
    public static async Task RunAsync(HttpContext context)
    {
        if (!GetOrderRoute.TryGetOrderNo(context, out var orderNo))
        {
            await Responses.WriteAsync(context, Problem.OrderNotFound());
            return;
        }

        var merchantId = await MerchantOf.RequestAsync(context);
        var client = context.RequestServices.GetRequiredService<IPaymentClient>();
        var outcome = await client.CloseOrderAsync(orderNo, merchantId, context.RequestAborted);
        await Answers.WriteAsync(context, outcome, StatusCodes.Status200OK, _ => Locations.Above(context.Request, "/close"));
    }
}
