using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Orders;
using Payments.AspNetCore.Problems;
using Payments.Channels;
using Payments.Storage;

namespace Payments.AspNetCore.Operations;

/// <summary><c>GET /payments/operations/orders/{orderNo}/attempts/{attemptNo}/route</c>. Of any merchant: operators look after all of them.</summary>
internal static class AttemptRouteRoute
{
    public static async Task RunAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var order = GetOrderRoute.TryGetOrderNo(context, out var orderNo)
            ? await services.GetRequiredService<IPaymentStore>().FindOrderAsync(orderNo, context.RequestAborted)
            : null;
        if (order is null)
        {
            await Responses.WriteAsync(context, Problem.OrderNotFound());
            return;
        }

        if (order.FindAttempt(context.Request.RouteValues["attemptNo"] as string ?? "") is not { } attempt)
        {
            await Responses.WriteAsync(context, Problem.AttemptNotFound());
            return;
        }

        var replay = attempt.Route is { } record ? services.GetRequiredService<IChannelAccounts>().Replay(record) : null;
        await Responses.WriteAsync(context, StatusCodes.Status200OK, AttemptRouteView.Of(orderNo, attempt, replay), ApiJson.Instance.AttemptRouteView);
    }
}
