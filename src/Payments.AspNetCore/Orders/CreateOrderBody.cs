using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Bodies;

namespace Payments.AspNetCore.Orders;

/// <summary>Reads the body of <c>POST /payments/orders</c>.</summary>
internal static class CreateOrderBody
{
    private static readonly string[] Members =
        ["merchantOrderNo", "amount", "method", "subject", "channelAccount", "payer", "expiresInSeconds", "returnUrl"];

    public static ValueTask<StrictBody<CreateOrderRequest>> ReadAsync(HttpContext context, string merchantId) =>
        StrictBody.ReadAsync(context, "an order", Members, (body, problems) => new CreateOrderRequest
        {
            MerchantId = merchantId,
            MerchantOrderNo = body.Text("merchantOrderNo", required: true)!,
            Amount = PaymentFields.ReadAmount(body, problems),
            Method = PaymentFields.ReadMethod(body.Text("method", required: true), problems),
            Subject = body.Text("subject", required: true)!,
            ChannelAccount = body.Text("channelAccount", required: false),
            Payer = PaymentFields.ReadPayer(body),
            // Clamped only so that it fits a TimeSpan: the engine's limits are far inside.
            ExpiresIn = body.Integer("expiresInSeconds", required: false) is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, -1, int.MaxValue)) : null,
            ReturnUrl = body.Text("returnUrl", required: false),
        });
}
