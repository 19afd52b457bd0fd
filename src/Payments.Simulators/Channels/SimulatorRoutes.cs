using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Payments.Simulators.Calls;

namespace Payments.Simulators.Channels;

/// <summary>How a channel mounts its paths: every handler runs inside the call pipeline.</summary>
internal sealed class SimulatorRoutes(IEndpointRouteBuilder endpoints, ISimulatedChannel channel, CallPipeline pipeline)
{
    /// <summary>A path whose operation is fixed.</summary>
    public void Map(
        string method, string pattern, string operation, Func<SimulatedRequest, string?> outTradeNo, Func<SimulatedRequest, ValueTask<SimulatedReply>> handler) =>
        Map([method], pattern, request => new CallSubject(operation, outTradeNo(request)), handler);

    /// <summary>A path that serves many operations.</summary>
    public void Map(
        string[] methods, string pattern, Func<SimulatedRequest, CallSubject> describe, Func<SimulatedRequest, ValueTask<SimulatedReply>> handler) =>
        MapPlain(methods, pattern, context => pipeline.RunAsync(context, channel, describe, handler));

    /// <summary>A path outside the log and the scenarios, e.g. a page for the payer's browser.</summary>
    public void MapPlain(string[] methods, string pattern, RequestDelegate handler) =>
        endpoints.MapMethods(pattern, methods, handler).AllowAnonymous().ExcludeFromDescription();
}
