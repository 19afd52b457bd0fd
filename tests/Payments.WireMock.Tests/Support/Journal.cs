using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Payments.WireMock.Tests.Support;

/// <summary>WireMock's admin API: what really arrived at the channel, and mappings that a single test needs.</summary>
internal sealed class Journal(HttpClient http) : IDisposable
{
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await http.GetAsync(new Uri("/__admin/mappings", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Every call that made an order with <paramref name="subject"/>, oldest first.</summary>
    public async Task<IReadOnlyList<Arrival>> CreatesOfAsync(string subject) =>
        [.. (await FindAsync(new { method = "POST", urlPattern = ".*", bodyPatterns = new[] { new { contains = subject } } })).Select(Arrival.Of).OrderBy(static arrival => arrival.At)];

    public async Task<int> CountAsync(string pathPattern) => (await FindAsync(new { method = "ANY", urlPathPattern = pathPattern })).Count;

    public async Task MapAsync(object mapping)
    {
        using var response = await http.PostAsJsonAsync("/__admin/mappings", mapping);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => http.Dispose();

    private async Task<JsonArray> FindAsync(object pattern)
    {
        using var response = await http.PostAsJsonAsync("/__admin/requests/find", pattern);
        var found = await response.Content.ReadFromJsonAsync<JsonNode>();
        Assert.True(response.IsSuccessStatusCode, found?.ToString());
        return found!["requests"]!.AsArray();
    }
}

/// <summary>One request as it arrived.</summary>
internal sealed record Arrival(long At, string Host, string Body, string OutTradeNo)
{
    public static Arrival Of(JsonNode? request)
    {
        var body = (string)request!["bodyAsBase64"]!;
        var text = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(body));
        var content = text.StartsWith('{') ? text : Uri.UnescapeDataString(text["biz_content=".Length..]);
        var headers = request["headers"]!.AsObject();
        return new Arrival(
            (long)request["loggedDate"]!,
            (string)headers.First(static header => header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)).Value!,
            body,
            (string)JsonNode.Parse(content)!["out_trade_no"]!);
    }
}
