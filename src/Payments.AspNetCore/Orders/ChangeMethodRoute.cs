using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Orders;

/// <summary><c>POST /payments/orders/{orderNo}/attempts</c>: the payer pays in another way. Repeating it is safe without a key.</summary>
internal static class ChangeMethodRoute
{
    private static readonly string[] Members = ["method", "channelAccount", "payer"];

    public static async Task RunAsync(HttpContext context)
    {
        if (!GetOrderRoute.TryGetOrderNo(context, out var orderNo))
        {
            await Responses.WriteAsync(context, Problem.OrderNotFound());
            return;
        }

        var merchantId = await MerchantOf.RequestAsync(context);
        if ((await ReadAsync(context)).IsWrong(out var problem, out var request))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var client = context.RequestServices.GetRequiredService<IPaymentClient>();
        var outcome = await client.ChangeMethodAsync(orderNo, request, merchantId, context.RequestAborted);
        await Answers.WriteAsync(context, outcome, StatusCodes.Status200OK, _ => Locations.Above(context.Request, "/attempts"));
    }

    private static ValueTask<StrictBody<ChangeMethodRequest>> ReadAsync(HttpContext context) =>
        StrictBody.ReadAsync(context, "another way to pay", Members, static (body, problems) => new ChangeMethodRequest
        {
            Method = PaymentFields.ReadMethod(body.Text("method", required: true), problems),
            ChannelAccount = body.Text("channelAccount", required: false),
            Payer = PaymentFields.ReadPayer(body),
        });
}
