using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Problems;
using Payments.AspNetCore.Webhooks;

namespace Payments.AspNetCore.Operations;

internal static class OperationRoutes
{
    private const string Json = "application/json";

    public static void Map(RouteGroupBuilder group, RouteNames names, bool hasWebhooks)
    {
        var operations = group.MapGroup("/operations").WithTags("Payment operations");
        operations.MapGet("/channels", ErrorBoundary.Around(ReadChannelsRoute.RunAsync))
            .WithName(names.Of("readChannels"))
            .WithSummary("Shows how every channel account stands.")
            .WithMetadata(Produces<ChannelList>());
        operations.MapPost("/channels/{account}/switch", ErrorBoundary.Around(SwitchChannelRoute.RunAsync))
            .WithName(names.Of("switchChannel"))
            .WithSummary("Switches a channel account on, lets it drain, or disables it.")
            .WithMetadata(Produces<SwitchView>(), Refuses(400), Refuses(404), Refuses(413), Refuses(415), Refuses(422));
        operations.MapGet("/channels/{account}/switches", ErrorBoundary.Around(ReadSwitchesRoute.RunAsync))
            .WithName(names.Of("readSwitches"))
            .WithSummary("Shows who switched a channel account, and why, newest first.")
            .WithMetadata(Produces<SwitchList>(), Refuses(400), Refuses(404), Refuses(422));
        operations.MapGet("/route", ErrorBoundary.Around(ExplainRoute.RunAsync))
            .WithName(names.Of("explainRoute"))
            .WithSummary("Shows which channel account would take a payment now, and why.")
            .WithMetadata(Produces<RouteView>(), Refuses(400), Refuses(422));
        operations.MapGet("/orders/{orderNo}/attempts/{attemptNo}/route", ErrorBoundary.Around(AttemptRouteRoute.RunAsync))
            .WithName(names.Of("readAttemptRoute"))
            .WithSummary("Shows how an attempt's channel account was chosen, and chooses again from the record.")
            .WithMetadata(Produces<AttemptRouteView>(), Refuses(404));
        operations.MapGet("/dead-letters", ErrorBoundary.Around(DeadLetterRoutes.ListAsync))
            .WithName(names.Of("readDeadLetters"))
            .WithSummary("Lists the events that were given up, oldest first.")
            .WithMetadata(Produces<DeadLetterList>(), Refuses(400), Refuses(422));
        operations.MapPost("/dead-letters/{eventId}/replay", ErrorBoundary.Around(DeadLetterRoutes.ReplayAsync))
            .WithName(names.Of("replayDeadLetter"))
            .WithSummary("Delivers an event again to the subscribers that do not have it.")
            .WithMetadata(Produces<Webhooks.ReplayView>(), Refuses(404));
        if (hasWebhooks)
        {
            WebhookRoutes.Map(operations, names);
        }
    }

    private static ProducesResponseTypeMetadata Produces<T>() => new(StatusCodes.Status200OK, typeof(T), [Json]);

    private static ProducesResponseTypeMetadata Refuses(int status) => new(status, typeof(Problem), [Problem.ContentType]);
}
