using Microsoft.AspNetCore.Http;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Orders;

/// <summary>An outcome in HTTP's words.</summary>
internal static class Answers
{
    /// <summary>Writes the answer to a call.</summary>
    /// <param name="context">The request.</param>
    /// <param name="outcome">What it came to.</param>
    /// <param name="done">The status when it was done by this very call; a replay is 200.</param>
    /// <param name="location">Where the order is.</param>
    public static Task WriteAsync(HttpContext context, OrderOutcome outcome, int done, Func<OrderNo, string> location) => outcome.Match(
        accepted =>
        {
            context.Response.Headers.Location = location(accepted.Order.OrderNo);
            Responses.MarkReplay(context, accepted.Replayed);
            return Responses.WriteAsync(context, accepted.Replayed ? StatusCodes.Status200OK : done, OrderView.Of(accepted.Order));
        },
        rejected =>
        {
            Responses.MarkReplay(context, rejected.Replayed);
            return Responses.WriteAsync(context, Problem.Of(rejected.Error, rejected.Order));
        },
        unknown =>
        {
            context.Response.Headers.Location = location(unknown.Order.OrderNo);
            Responses.SetRetryAfter(context.Response, RetryAfter.Seconds(unknown.Error.RetryAfter, RetryAfter.UnknownOutcome));
            return Responses.WriteAsync(context, StatusCodes.Status202Accepted, OrderView.Of(unknown.Order, unknown.Error));
        });
}
