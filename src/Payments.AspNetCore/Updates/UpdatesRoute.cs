using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Payments.AspNetCore.Hosting;
using Payments.AspNetCore.Orders;
using Payments.AspNetCore.Problems;
using Payments.Diagnostics;

namespace Payments.AspNetCore.Updates;

/// <summary><c>GET /payments/orders/{orderNo}/updates</c>: server-sent events, or a WebSocket when asked to upgrade.</summary>
internal sealed class UpdatesRoute
{
    private readonly PaymentEndpointOptions _options;
    private readonly ListenerGate _gate;
    private readonly UpDownCounter<int>? _listeners;

    private UpdatesRoute(PaymentEndpointOptions options, PaymentsTelemetry? telemetry)
    {
        _listeners = telemetry?.Meter.CreateUpDownCounter<int>(PaymentsInstruments.UpdatesListeners, "{listener}", "Who follows live updates at this moment.");
        _options = options;
        _gate = new ListenerGate(options.MaxListeners);
    }

    public static IEndpointConventionBuilder Map(RouteGroupBuilder orders, PaymentEndpointOptions options)
    {
        // The WebSocket middleware runs inside the endpoint, so that hosts need not add it; where they did, it stands back.
        var pipeline = ((IEndpointRouteBuilder)orders).CreateApplicationBuilder();
        pipeline.UseWebSockets();
        pipeline.Run(ErrorBoundary.Around(new UpdatesRoute(options, ((IEndpointRouteBuilder)orders).ServiceProvider.GetService<PaymentsTelemetry>()).RunAsync));
        return orders.MapMethods("/{orderNo}/updates", [HttpMethods.Get, HttpMethods.Connect], pipeline.Build()); // CONNECT: WebSockets over HTTP/2
    }

    private async Task RunAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest && !WebSocketOrigin.IsAllowed(context.Request, _options.AllowedOrigins))
        {
            await Responses.WriteAsync(context, OriginRefused());
            return;
        }

        if (!LastEventId.TryRead(context.Request, out var afterSequence))
        {
            await Responses.WriteAsync(context, LastEventIdRefused());
            return;
        }

        var order = await GetOrderRoute.FindAsync(context);
        if (order is null)
        {
            await Responses.WriteAsync(context, Problem.OrderNotFound());
            return;
        }

        if (!_gate.TryEnter())
        {
            Log.TooManyListeners(Log.Of(context), _options.MaxListeners);
            await Responses.WriteAsync(context, GateClosed());
            return;
        }

        var tags = new TagList { { PaymentsTags.Transport, context.WebSockets.IsWebSocketRequest ? "websocket" : "sse" } };
        _listeners?.Add(1, tags);
        try
        {
            await ListenAsync(context, order, afterSequence);
        }
        finally
        {
            _listeners?.Add(-1, tags);
            _gate.Leave();
        }
    }

    private async Task ListenAsync(HttpContext context, PaymentOrder order, int afterSequence)
    {
        var services = context.RequestServices;
        var clock = EndpointServices.Clock(services);
        using var time = new CancellationTokenSource(_options.MaxListenTime, clock);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(
            time.Token,
            context.RequestAborted,
            services.GetService<IHostApplicationLifetime>()?.ApplicationStopping ?? CancellationToken.None);
        var updates = services.GetRequiredService<IOrderUpdates>();
        var pump = new UpdatePump(token => updates.WatchAsync(order.OrderNo, afterSequence, token), _options.Heartbeat, clock);
        if (context.WebSockets.IsWebSocketRequest)
        {
            await WebSocketUpdates.RunAsync(context, order.OrderNo, pump, _options.Heartbeat, until.Token);
            return;
        }

        if (order.IsFinal && afterSequence >= order.LastEventSequence)
        {
            Responses.Protect(context.Response);
            context.Response.StatusCode = StatusCodes.Status204NoContent; // tells an EventSource to stop connecting again
            return;
        }

        await ServerSentEvents.RunAsync(context, order.OrderNo, pump, _options.Reconnect, until.Token);
    }

    private static Problem OriginRefused() => Problem.Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.OriginNotAllowed,
        Message = "The page that opens this WebSocket is neither of this host nor of a listed origin.",
        Remedy = "Add the page's origin to PaymentEndpointOptions.AllowedOrigins, or listen with server-sent events.",
    });

    private static Problem LastEventIdRefused() => Problem.InvalidRequest(
        StatusCodes.Status400BadRequest,
        "The place to resume from is not one of ours.",
        $"Send {LastEventId.HeaderName} or ?{LastEventId.QueryName}= once, with the id of the last update received, or neither.",
        [new FieldProblem(LastEventId.HeaderName, "must be one whole number from 0.")]);

    private static Problem GateClosed() => Problem.Of(new PaymentError
    {
        Code = PaymentApiErrorCodes.TooManyListeners,
        Message = "As many listeners as allowed are following live updates.",
        Remedy = "Connect again later, or ask for the order itself meanwhile.",
    });
}
