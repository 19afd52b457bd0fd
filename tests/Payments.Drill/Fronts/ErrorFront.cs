using System.Net.Http.Json;

namespace Payments.Drill.Fronts;

/// <summary>The simulator itself: every call takes effect and is answered 500 in the channel's words.</summary>
internal sealed class ErrorFront(HttpClient simulator) : IFront
{
    private const int AsOftenAsItTakes = 1_000_000;

    public string Address => simulator.BaseAddress!.ToString().TrimEnd('/');

    public async Task BreakAsync()
    {
        using var response = await simulator.PostAsJsonAsync("/_sim/scenario", new { channel = "wechat", kind = "error5xxAfterCharge", operation = "reply", times = AsOftenAsItTakes });
        response.EnsureSuccessStatusCode();
    }

    public async Task MendAsync()
    {
        using var response = await simulator.DeleteAsync(new Uri("/_sim/scenarios", UriKind.Relative));
        response.EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
