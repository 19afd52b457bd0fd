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

    /// <summary>Every request that fits WireMock's <paramref name="pattern"/>, oldest first.</summary>
    public async Task<IReadOnlyList<Seen>> SeenAsync(object pattern) => [.. (await FindAsync(pattern)).Select(Seen.Of).OrderBy(static seen => seen.At)];

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
        var seen = Seen.Of(request);
        return new Arrival(seen.At, seen.Host, (string)request!["bodyAsBase64"]!, (string)JsonNode.Parse(seen.Content)!["out_trade_no"]!);
    }
}

/// <summary>One request as it arrived.</summary>
/// <param name="At">When, in milliseconds.</param>
/// <param name="Host">At which name of the server.</param>
/// <param name="Url">Path and query.</param>
/// <param name="Authorization">WeChat Pay's signature.</param>
/// <param name="Content">The JSON sent; empty for none.</param>
internal sealed record Seen(long At, string Host, string Url, string Authorization, string Content)
{
    private const string Form = "biz_content=";

    public static Seen Of(JsonNode? request)
    {
        var text = System.Text.Encoding.UTF8.GetString(Convert.FromBase64String((string)request!["bodyAsBase64"]!));
        var headers = request["headers"]!.AsObject();
        return new Seen(
            (long)request["loggedDate"]!,
            Header(headers, "Host"),
            (string)request["url"]!,
            Header(headers, "Authorization"),
            text.StartsWith(Form, StringComparison.Ordinal) ? Uri.UnescapeDataString(text[Form.Length..]) : text);
    }

    private static string Header(JsonObject headers, string name) =>
        (string?)headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
}
