using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Payments.AspNetCore.Hosting;

namespace Payments.AspNetCore.Health;

/// <summary>The answer of a health route: names, states and findings of our own words; no exception, no address, no data of others.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyList<DependencyView> Dependencies)
{
    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        var answer = new HealthAnswer(WordOf(report.Status), [.. report.Entries.Select(entry => new DependencyView(
            entry.Key[ProbeRegistrations.Prefix.Length..], WordOf(entry.Value.Status), entry.Value.Description))]);
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, ApiJson.Instance.HealthAnswer, context.RequestAborted);
    }

    private static string WordOf(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

/// <summary>One dependency.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Status">How it stands.</param>
/// <param name="Finding">What is wrong.</param>
internal sealed record DependencyView(string Name, string Status, string? Finding);
