using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.AspNetCore.Refunds;
using Payments.AspNetCore.Updates;

namespace Payments.AspNetCore.Orders;

internal static class OrderRoutes
{
    private const string Json = "application/json";

    public static void Map(RouteGroupBuilder group, PaymentEndpointOptions options, RouteNames names)
    {
        var orders = group.MapGroup("/orders").WithTags("Payment orders");
        orders.MapPost("", ErrorBoundary.Around(new CreateOrderRoute(new OrderLimit(options)).RunAsync))
            .WithName(names.Of("createOrder"))
            .WithSummary("Creates a payment order, once per Idempotency-Key.")
            .WithMetadata(Produces(StatusCodes.Status201Created), Produces(StatusCodes.Status200OK), Produces(StatusCodes.Status202Accepted))
            .WithMetadata(Refuses(400), Refuses(409), Refuses(413), Refuses(415), Refuses(422), Refuses(429), Refuses(503));
        orders.MapGet("/{orderNo}", ErrorBoundary.Around(GetOrderRoute.RunAsync))
            .WithName(names.Of("getOrder"))
            .WithSummary("Shows a payment order.")
            .WithMetadata(Produces(StatusCodes.Status200OK), Refuses(404));
        orders.MapPost("/{orderNo}/close", ErrorBoundary.Around(CloseOrderRoute.RunAsync))
            .WithName(names.Of("closeOrder"))
            .WithSummary("Ends an unpaid payment order, at the channel too.")
            .WithMetadata(Produces(StatusCodes.Status200OK), Produces(StatusCodes.Status202Accepted))
            .WithMetadata(Refuses(404), Refuses(409), Refuses(503));
        orders.MapPost("/{orderNo}/attempts", ErrorBoundary.Around(ChangeMethodRoute.RunAsync))
            .WithName(names.Of("changeMethod"))
            .WithSummary("Lets the payer of an open payment order pay in another way.")
            .WithMetadata(Produces(StatusCodes.Status200OK), Produces(StatusCodes.Status202Accepted))
            .WithMetadata(Refuses(400), Refuses(404), Refuses(409), Refuses(413), Refuses(415), Refuses(422), Refuses(503));
        group.MapPost("/submission-tokens", ErrorBoundary.Around(IssueTokenRoute.RunAsync))
            .WithTags("Payment orders")
            .WithName(names.Of("issueSubmissionToken"))
            .WithSummary("Gives a payer's token for a product, to be sent with the order.")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(SubmissionTokenView), [Json]))
            .WithMetadata(Refuses(400), Refuses(413), Refuses(415), Refuses(422));
        RefundRoutes.Map(orders, names);
        UpdatesRoute.Map(orders, options)
            .WithName(names.Of("watchOrder"))
            .WithSummary("Follows a payment order live: server-sent events, or a WebSocket when asked to upgrade.")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(void), ["text/event-stream"]))
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent), Refuses(400), Refuses(403), Refuses(404), Refuses(503));
    }

    private static ProducesResponseTypeMetadata Produces(int status) => new(status, typeof(OrderView), [Json]);

    private static ProducesResponseTypeMetadata Refuses(int status) => new(status, typeof(Problem), [Problem.ContentType]);
}
