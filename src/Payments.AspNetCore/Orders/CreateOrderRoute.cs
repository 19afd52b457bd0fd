using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Orders;

/// <summary><c>POST /payments/orders</c>.</summary>
internal static class CreateOrderRoute
{
    public static async Task RunAsync(HttpContext context)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key, out var problem)
            || (problem = JsonBody.CheckMediaType(context.Request)) is not null)
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var merchantId = await MerchantOf.RequestAsync(context);
        var body = await JsonBody.ReadAsync(context);
        if (body.Problem is not null)
        {
            await Responses.WriteAsync(context, body.Problem);
            return;
        }

        if (!CreateOrderBody.TryRead(body.Bytes, merchantId, out var request, out problem))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var client = context.RequestServices.GetRequiredService<IPaymentClient>();
        var outcome = await client.CreateOrderAsync(request, key, context.RequestAborted);
        await Answers.WriteAsync(context, outcome, StatusCodes.Status201Created, orderNo => Location(context.Request, orderNo));
    }

    private static string Location(HttpRequest request, OrderNo orderNo) =>
        $"{(request.PathBase + request.Path).ToUriComponent().TrimEnd('/')}/{orderNo.Value}";
}
