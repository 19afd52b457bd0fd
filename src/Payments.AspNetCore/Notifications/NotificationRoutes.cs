using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Payments.AspNetCore.Hosting;

namespace Payments.AspNetCore.Notifications;

internal static class NotificationRoutes
{
    public static void Map(RouteGroupBuilder group, RouteNames names) =>
        group.MapPost("/notify/{channelAccount}", NotificationRoute.RunAsync)
            .AllowAnonymous() // the channel proves itself by its signature
            .WithTags("Payment callbacks")
            .WithName(names.Of("receiveNotification"))
            .WithSummary("Takes a channel's callback in and answers in the channel's words.")
            .WithMetadata(new ProducesResponseTypeMetadata(StatusCodes.Status200OK), new ProducesResponseTypeMetadata(StatusCodes.Status404NotFound));
}
