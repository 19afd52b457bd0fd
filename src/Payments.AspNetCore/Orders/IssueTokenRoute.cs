using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Payments.AspNetCore.Bodies;
using Payments.AspNetCore.Hosting;
using Payments.Coordination;

namespace Payments.AspNetCore.Orders;

/// <summary><c>POST /payments/submission-tokens</c>.</summary>
internal static class IssueTokenRoute
{
    private static readonly string[] Members = ["userId", "productId"];

    public static async Task RunAsync(HttpContext context)
    {
        var merchantId = await MerchantOf.RequestAsync(context);
        var body = await StrictBody.ReadAsync(context, "a payer and a product", Members, (fields, _) =>
            new SubmissionSubject(merchantId, fields.Text("userId", required: true)!, fields.Text("productId", required: true)!));
        if (body.IsWrong(out var problem, out var subject))
        {
            await Responses.WriteAsync(context, problem);
            return;
        }

        var token = await context.RequestServices.GetRequiredService<ISubmissionTokens>().IssueAsync(subject, context.RequestAborted);
        await Responses.WriteAsync(context, StatusCodes.Status200OK, new SubmissionTokenView(token.Token, token.ExpiresAt), ApiJson.Instance.SubmissionTokenView);
    }
}

/// <summary>A submission token as the HTTP API shows it.</summary>
internal sealed record SubmissionTokenView(string Token, DateTimeOffset ExpiresAt);
