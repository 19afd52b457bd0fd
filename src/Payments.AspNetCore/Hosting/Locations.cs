using Microsoft.AspNetCore.Http;

namespace Payments.AspNetCore.Hosting;

/// <summary>Addresses near the one that was asked for, whatever prefix and path base it was mounted under.</summary>
internal static class Locations
{
    /// <summary>What is one step below.</summary>
    public static string Below(HttpRequest request, string name) => $"{Path(request)}/{Uri.EscapeDataString(name)}";

    /// <summary>What the action, as <c>/close</c>, is done to.</summary>
    public static string Above(HttpRequest request, string action) => Path(request)[..^action.Length];

    private static string Path(HttpRequest request) => (request.PathBase + request.Path).ToUriComponent().TrimEnd('/');
}
