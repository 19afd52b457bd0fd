using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Hosting;

namespace Payments.AspNetCore.Orders;

/// <summary><c>POST /payments/orders</c>.</summary>
internal sealed class CreateOrderRoute(OrderLimit limit)
{
    public async Task RunAsync(HttpContext context)
    {
        if (!IdempotencyKey.TryRead(context.Request, out var key, out var problem))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var merchantId = await MerchantOf.RequestAsync(context);
        if (await limit.RefusesAsync(context, merchantId) is { } limited)
        {
            await Responses.WriteAsync(context, limited);
            return;
        }

        if ((await CreateOrderBody.ReadAsync(context, merchantId)).IsWrong(out problem, out var request))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var client = context.RequestServices.GetRequiredService<IPaymentClient>();
        if (await SubmissionTokenHeader.RefusesAsync(context, client, request, key) is { } refused)
        {
            await Responses.WriteAsync(context, refused);
            return;
        }

        var outcome = await client.CreateOrderAsync(request, key, context.RequestAborted);
        await Answers.WriteAsync(context, outcome, StatusCodes.Status201Created, orderNo => Locations.Below(context.Request, orderNo.Value));
    }
}
