using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Problems;
using Payments.Coordination;

namespace Payments.AspNetCore.Orders;

/// <summary>The <c>Submission-Token</c> header of a create.</summary>
internal static class SubmissionTokenHeader
{
    public const string HeaderName = "Submission-Token";

    /// <summary>Uses the token up.</summary>
    /// <returns>Why the order is refused; <see langword="null"/> when it is not.</returns>
    public static async ValueTask<Problem?> RefusesAsync(HttpContext context, IPaymentClient client, CreateOrderRequest request, string key)
    {
        if (context.RequestServices.GetService<ISubmissionTokens>() is not { } tokens)
        {
            return null;
        }

        var sent = context.Request.Headers[HeaderName];
        if (sent.Count == 0)
        {
            // A repetition is answered from the store, whatever has become of its token, or of the setting.
            return tokens.IsRequired && !await IsKnownAsync(context, client, request) ? Missing() : null;
        }

        var token = sent is [{ } only] ? only : "";
        var verdict = await tokens.ConsumeAsync(token, request.MerchantId, key, context.RequestAborted);
        return verdict == SubmissionVerdict.Accepted || await IsKnownAsync(context, client, request) ? null : Refused(verdict);
    }

    /// <summary>Whether the order is there already: then no second one can be made, and the store answers by its key.</summary>
    private static async ValueTask<bool> IsKnownAsync(HttpContext context, IPaymentClient client, CreateOrderRequest request) =>
        await client.FindOrderAsync(request.MerchantOrderNo, request.MerchantId, context.RequestAborted) is not null;

    private static Problem Missing() => Problem.Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.SubmissionTokenMissing,
        Message = "Creating an order here needs the header Submission-Token, and the request has none.",
        Remedy = "Get a token for the payer and the product with POST submission-tokens when the page is shown, and send it with the order.",
    });

    private static Problem Refused(SubmissionVerdict verdict) => Problem.Of(verdict switch
    {
        SubmissionVerdict.Spent => new PaymentError
        {
            Code = PaymentApiErrorCodes.SubmissionTokenSpent,
            Message = "This submission token made an order already, or a newer one took its place.",
            Remedy = "Show the payer the order that is there. For another one, get a new token.",
        },
        SubmissionVerdict.Expired => new PaymentError
        {
            Code = PaymentApiErrorCodes.SubmissionTokenExpired,
            Message = "This submission token has expired.",
            Remedy = "Get a new token and let the payer submit again.",
        },
        _ => new PaymentError
        {
            Code = PaymentApiErrorCodes.SubmissionTokenInvalid,
            Message = "This is no submission token of this host and merchant.",
            Remedy = "Send the token as it was issued, once. Nodes need one Payments:SubmissionTokens:Key, or do not know each other's tokens.",
        },
    });
}
