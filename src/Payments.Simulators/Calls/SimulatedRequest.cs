using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Payments.Simulators.Scenarios;

namespace Payments.Simulators.Calls;

/// <summary>What a call is about.</summary>
/// <param name="Operation">Name used by scenarios and the call log.</param>
/// <param name="OutTradeNo">The merchant's order number, where the call names one.</param>
internal readonly record struct CallSubject(string Operation, string? OutTradeNo);

/// <summary>A call to a simulated channel, with the exact bytes received.</summary>
internal sealed class SimulatedRequest(HttpContext context, byte[] body)
{
    public HttpContext Context => context;

    public string Method => context.Request.Method;

    public byte[] Body => body;

    public CallSubject Subject { get; set; }

    /// <summary>The scenario that hit this call, if any. Transport kinds were dealt with already; the channel minds the signing kinds.</summary>
    public Scenario? Scenario { get; set; }

    /// <summary>Whatever the channel made of the body while describing the call.</summary>
    public object? Parsed { get; set; }

    /// <summary>Path and query exactly as sent: this is what clients sign.</summary>
    public string RawTarget { get; } = ReadRawTarget(context);

    /// <summary>Scheme and host the caller used, e.g. <c>http://127.0.0.1:5081</c>.</summary>
    public string BaseAddress => $"{context.Request.Scheme}://{context.Request.Host}";

    public string? Header(string name) => context.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public string? Query(string name) => context.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public string? RouteValue(string name) => context.GetRouteValue(name) as string;

    private static string ReadRawTarget(HttpContext context)
    {
        var raw = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        return raw is ['/', ..] ? raw : $"{context.Request.PathBase}{context.Request.Path}{context.Request.QueryString}";
    }
}
