using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Refunds;

internal static class RefundRoutes
{
    private const string Json = "application/json";

    public static void Map(RouteGroupBuilder orders, RouteNames names)
    {
        var refunds = orders.MapGroup("/{orderNo}/refunds");
        refunds.MapPost("", ErrorBoundary.Around(CreateRefundRoute.RunAsync))
            .WithName(names.Of("createRefund"))
            .WithSummary("Gives money back to the payer it came from, once per merchantRefundNo.")
            .WithMetadata(Produces(StatusCodes.Status201Created), Produces(StatusCodes.Status200OK), Produces(StatusCodes.Status202Accepted))
            .WithMetadata(Refuses(400), Refuses(404), Refuses(409), Refuses(413), Refuses(415), Refuses(422), Refuses(503));
        refunds.MapGet("", ErrorBoundary.Around(GetRefundRoute.ListAsync))
            .WithName(names.Of("listRefunds"))
            .WithSummary("Shows the refunds of a payment order, oldest first.")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(RefundList), [Json]), Refuses(404));
        refunds.MapGet("/{refundNo}", ErrorBoundary.Around(GetRefundRoute.RunAsync))
            .WithName(names.Of("getRefund"))
            .WithSummary("Shows a refund.")
            .WithMetadata(Produces(StatusCodes.Status200OK), Refuses(404));
    }

    private static ProducesResponseTypeMetadata Produces(int status) => new(status, typeof(RefundView), [Json]);

    private static ProducesResponseTypeMetadata Refuses(int status) => new(status, typeof(Problem), [Problem.ContentType]);
}
