using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Orders;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Refunds;

/// <summary><c>POST /payments/orders/{orderNo}/refunds</c>. Its merchantRefundNo is its key: repeating it is safe.</summary>
internal static class CreateRefundRoute
{
    private static readonly string[] Members = ["merchantRefundNo", "amount", "reason", "attemptNo"];

    public static async Task RunAsync(HttpContext context)
    {
        if (!GetOrderRoute.TryGetOrderNo(context, out var orderNo))
        {
            await Responses.WriteAsync(context, Problem.OrderNotFound());
            return;
        }

        var merchantId = await MerchantOf.RequestAsync(context);
        if ((await ReadAsync(context, orderNo, merchantId)).IsWrong(out var problem, out var request))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var client = context.RequestServices.GetRequiredService<IPaymentClient>();
        await AnswerAsync(context, await client.RefundAsync(request, context.RequestAborted));
    }

    private static ValueTask<StrictBody<CreateRefundRequest>> ReadAsync(HttpContext context, OrderNo orderNo, string merchantId) =>
        StrictBody.ReadAsync(context, "a refund", Members, (body, problems) => new CreateRefundRequest
        {
            MerchantId = merchantId,
            OrderNo = orderNo,
            MerchantRefundNo = body.Text("merchantRefundNo", required: true)!,
            Amount = PaymentFields.ReadAmount(body, problems),
            Reason = body.Text("reason", required: false),
            AttemptNo = body.Text("attemptNo", required: false),
        });

    private static Task AnswerAsync(HttpContext context, RefundOutcome outcome) => outcome.Match(
        accepted =>
        {
            Responses.MarkReplay(context, accepted.Replayed);
            return WriteAsync(context, accepted.Replayed ? StatusCodes.Status200OK : StatusCodes.Status201Created, RefundView.Of(accepted.Refund));
        },
        rejected =>
        {
            Responses.MarkReplay(context, rejected.Replayed);
            return Responses.WriteAsync(context, Problem.Of(rejected.Error, refund: rejected.Refund));
        },
        unknown =>
        {
            Responses.SetRetryAfter(context.Response, RetryAfter.Seconds(unknown.Error.RetryAfter, RetryAfter.UnknownOutcome));
            return WriteAsync(context, StatusCodes.Status202Accepted, RefundView.Of(unknown.Refund, unknown.Error));
        });

    private static Task WriteAsync(HttpContext context, int status, RefundView refund)
    {
        context.Response.Headers.Location = Locations.Below(context.Request, refund.RefundNo);
        return Responses.WriteAsync(context, status, refund, ApiJson.Instance.RefundView);
    }
}
