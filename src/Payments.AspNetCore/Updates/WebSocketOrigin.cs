using Microsoft.AspNetCore.Http;

namespace Payments.AspNetCore.Updates;

/// <summary>
/// Browsers let any page open a WebSocket and send cookies along, without CORS. So a page is let in only when it is one of this host or a listed one.
/// </summary>
internal static class WebSocketOrigin
{
    public static bool IsAllowed(HttpRequest request, IEnumerable<string> allowed)
    {
        var origin = request.Headers.Origin;
        return origin.Count == 0 // no browser
            || (origin.Count == 1 && (IsSameHost(origin[0], request.Host) || allowed.Any(one => one == "*" || one.Equals(origin[0], StringComparison.OrdinalIgnoreCase))));
    }

    private static bool IsSameHost(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase)
        && (host.Port is { } port ? page.Port == port : page.IsDefaultPort);
}
