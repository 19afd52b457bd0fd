using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Orders;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Refunds;

/// <summary><c>GET /payments/orders/{orderNo}/refunds</c> and <c>…/refunds/{refundNo}</c>.</summary>
internal static class GetRefundRoute
{
    public static async Task RunAsync(HttpContext context)
    {
        if (await GetOrderRoute.FindAsync(context) is not { } order)
        {
            await Responses.WriteAsync(context, Problem.OrderNotFound());
            return;
        }

        // Looked for in the order, so that a refund of another order or merchant is not there.
        var refund = order.FindRefund(context.Request.RouteValues["refundNo"] as string ?? "");
        await (refund is null
            ? Responses.WriteAsync(context, Problem.RefundNotFound())
            : Responses.WriteAsync(context, StatusCodes.Status200OK, RefundView.Of(refund), ApiJson.Instance.RefundView));
    }

    public static async Task ListAsync(HttpContext context)
    {
        var order = await GetOrderRoute.FindAsync(context);
        await (order is null
            ? Responses.WriteAsync(context, Problem.OrderNotFound())
            : Responses.WriteAsync(context, StatusCodes.Status200OK, new RefundList([.. order.Refunds.Select(RefundView.Of)]), ApiJson.Instance.RefundList));
    }
}
