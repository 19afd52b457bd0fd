using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;

namespace Payments.AspNetCore.Webhooks;

internal static class WebhookRoutes
{
    private const string Json = "application/json";

    public static void Map(RouteGroupBuilder operations, RouteNames names)
    {
        var webhooks = operations.MapGroup("/webhooks").WithTags("Webhooks");
        webhooks.MapGet("", ErrorBoundary.Around(EndpointRoutes.ListAsync)).WithName(names.Of("readWebhooks"))
            .WithSummary("Lists webhook endpoints.").WithMetadata(Produces<EndpointList>(200), Refuses(400), Refuses(422));
        webhooks.MapPost("", ErrorBoundary.Around(EndpointRoutes.RegisterAsync)).WithName(names.Of("registerWebhook"))
            .WithSummary("Registers a webhook endpoint and shows its secret, once.").WithMetadata(Produces<EndpointView>(201), Refuses(400), Refuses(413), Refuses(415), Refuses(422));
        webhooks.MapGet("/{endpointId}", ErrorBoundary.Around(EndpointRoutes.GetAsync)).WithName(names.Of("readWebhook"))
            .WithSummary("Shows a webhook endpoint.").WithMetadata(Produces<EndpointView>(200), Refuses(404));
        webhooks.MapPost("/{endpointId}/verify", ErrorBoundary.Around(EndpointRoutes.VerifyAsync)).WithName(names.Of("verifyWebhook"))
            .WithSummary("Sends a challenge; an endpoint that answers it gets events.").WithMetadata(Produces<EndpointView>(200), Refuses(404), Refuses(422));
        webhooks.MapPost("/{endpointId}/disable", ErrorBoundary.Around(EndpointRoutes.DisableAsync)).WithName(names.Of("disableWebhook"))
            .WithSummary("Disables a webhook endpoint and cancels what is pending for it.").WithMetadata(Produces<EndpointView>(200), Refuses(400), Refuses(404), Refuses(413), Refuses(415), Refuses(422));
        webhooks.MapPost("/{endpointId}/rotate", ErrorBoundary.Around(EndpointRoutes.RotateAsync)).WithName(names.Of("rotateWebhookSecret"))
            .WithSummary("Gives an endpoint a new secret and shows it, once; the old one signs beside it for a while.").WithMetadata(Produces<EndpointView>(200), Refuses(400), Refuses(404), Refuses(413), Refuses(415), Refuses(422));
        MapDeliveries(webhooks, names);
    }

    private static void MapDeliveries(RouteGroupBuilder webhooks, RouteNames names)
    {
        webhooks.MapGet("/{endpointId}/deliveries", ErrorBoundary.Around(DeliveryRoutes.ListAsync)).WithName(names.Of("readWebhookDeliveries"))
            .WithSummary("Lists an endpoint's deliveries, the last first.").WithMetadata(Produces<DeliveryList>(200), Refuses(400), Refuses(404), Refuses(422));
        webhooks.MapGet("/{endpointId}/deliveries/{eventId}", ErrorBoundary.Around(DeliveryRoutes.GetAsync)).WithName(names.Of("readWebhookDelivery"))
            .WithSummary("Shows a delivery with its body and every try.").WithMetadata(Produces<DeliveryView>(200), Refuses(404));
        webhooks.MapPost("/{endpointId}/deliveries/{eventId}/replay", ErrorBoundary.Around(DeliveryRoutes.ReplayAsync)).WithName(names.Of("replayWebhookDelivery"))
            .WithSummary("Sends a delivery again.").WithMetadata(Produces<DeliveryView>(200), Refuses(404), Refuses(409));
        webhooks.MapPost("/{endpointId}/replay", ErrorBoundary.Around(DeliveryRoutes.ReplayUndeliveredAsync)).WithName(names.Of("replayUndelivered"))
            .WithSummary("Sends everything again that was given up or cancelled since a moment.").WithMetadata(Produces<ReplayView>(200), Refuses(400), Refuses(404), Refuses(413), Refuses(415), Refuses(422));
    }

    private static ProducesResponseTypeMetadata Produces<T>(int status) => new(status, typeof(T), [Json]);

    private static ProducesResponseTypeMetadata Refuses(int status) => new(status, typeof(Problem), [Problem.ContentType]);
}
