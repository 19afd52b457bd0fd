using System.Net.Http.Json;

namespace Payments.Drill.Fronts;

/// <summary>WireMock as a proxy: well, it passes everything on to the simulator; sick, it answers as the kind says.</summary>
internal sealed class WireMockFront(WireMock wiremock, OutageKind kind) : IFront
{
    private const int SlowMilliseconds = 30_000;
    private const int Last = 10;

    private static readonly string Sickness = "6b8a52c4-7a10-4e1f-9d5a-5d6f0b1c2e3f";

    private Uri? _target;

    public string Address => wiremock.Address;

    public static async Task<WireMockFront> PlaceAsync(WireMock wiremock, OutageKind kind, Uri target)
    {
        var front = new WireMockFront(wiremock, kind) { _target = target };
        await front.PostAsync("/__admin/mappings/reset", new { });
        await front.PostAsync("/__admin/mappings", new { priority = Last, request = Any, response = front.Proxied() });
        return front;
    }

    public Task BreakAsync() => PostAsync("/__admin/mappings", new { id = Sickness, priority = 1, request = Any, response = Sick() });

    public async Task MendAsync()
    {
        using var response = await wiremock.Admin.DeleteAsync(new Uri($"/__admin/mappings/{Sickness}", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static object Any => new { method = "ANY", urlPattern = "/v3/.*" };

    private Dictionary<string, object> Proxied() => new(StringComparer.Ordinal) { ["proxyBaseUrl"] = _target!.ToString().TrimEnd('/') };

    private Dictionary<string, object> Sick() => kind switch
    {
        OutageKind.Slow => new(Proxied(), StringComparer.Ordinal) { ["fixedDelayMilliseconds"] = SlowMilliseconds },
        OutageKind.Resets => new(StringComparer.Ordinal) { ["fault"] = "CONNECTION_RESET_BY_PEER" },
        OutageKind.Garbage => new(StringComparer.Ordinal)
        {
            ["status"] = 200,
            ["headers"] = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "text/html" },
            ["body"] = "<html><body><h1>It works!</h1></body></html>",
        },
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "WireMock does not play this."),
    };

    private async Task PostAsync(string path, object body)
    {
        using var response = await wiremock.Admin.PostAsJsonAsync(path, body);
        response.EnsureSuccessStatusCode();
    }
}
