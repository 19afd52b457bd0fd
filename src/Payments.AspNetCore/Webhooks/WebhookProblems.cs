using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Webhooks;

internal static class WebhookProblems
{
    public static Problem EndpointNotFound() => Problem.Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.WebhookEndpointNotFound,
        Message = "There is no webhook endpoint with this id.",
        Remedy = "Check the id: it is the endpointId of the answer that registered the endpoint.",
    });

    public static Problem DeliveryNotFound() => Problem.Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.WebhookDeliveryNotFound,
        Message = "The endpoint has no delivery of this event.",
        Remedy = "Check the id: it is the message's webhook-id. Deliveries are removed some time after they are settled.",
    });

    public static Problem ChallengeFailed(string reason) => Problem.Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.WebhookChallengeFailed,
        Message = reason,
        Remedy = "Have the endpoint verify the signature and answer 200 with the challenge, then verify it again.",
    });

    public static Problem NotReplayable() => Problem.Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.WebhookNotReplayable,
        Message = "The delivery is on its way already, or its endpoint is not active.",
        Remedy = "Look at the delivery's state; verify a disabled endpoint first.",
    });
}
