using System.Net;
using Payments.WireMock.Tests.Support;

namespace Payments.WireMock.Tests;

/// <summary>The first call is lost; its repetition under the same key is answered. The answer speaks of the repetition only.</summary>
public sealed class ResumptionTests(SickChannels channels)
{
    private static readonly object Reset = new { fault = "CONNECTION_RESET_BY_PEER" };

    internal static IReadOnlyDictionary<string, int> Accounts { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["refused-later"] = 801,
        ["refused-and-absent"] = 802,
        ["throttled-later"] = 803,
    };

    [Fact]
    public async Task Law03_a_refused_repetition_leaves_it_unknown_while_the_query_has_no_answer()
    {
        await PlayAsync("refused-later", Says(400, "PARAM_ERROR"), query: new { status = 500 });

        var repeated = await CreateTwiceAsync("refused-later");

        UnknownLife.IsUnknown(repeated);
    }

    [Fact]
    public async Task A_refused_repetition_ends_it_when_the_query_knows_no_such_order()
    {
        await PlayAsync("refused-and-absent", Says(400, "PARAM_ERROR"), query: Says(404, "ORDER_NOT_EXIST"));

        var repeated = await CreateTwiceAsync("refused-and-absent");

        repeated.Has(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Failed", repeated.OrderStatus);
    }

    [Fact]
    public async Task Law03_a_throttled_repetition_does_not_make_it_an_attempt_that_was_never_sent()
    {
        await PlayAsync("throttled-later", Says(429, "RATELIMIT_EXCEEDED"), query: Says(404, "ORDER_NOT_EXIST"));

        var repeated = await CreateTwiceAsync("throttled-later");

        repeated.Has(HttpStatusCode.ServiceUnavailable);
        Assert.Equal("Unknown", repeated.AttemptStatus);
        Assert.Equal("Created", repeated.OrderStatus);
    }

    private static object Says(int status, string code) =>
        new { status, headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["Content-Type"] = "application/json" }, jsonBody = new { code, message = "参数错误" } };

    private async Task<Reply> CreateTwiceAsync(string name)
    {
        var subject = SickChannels.NewSubject(name);
        var created = await channels.Merchant.CreateAsync($"wechat-{name}", subject);
        UnknownLife.IsUnknown(created);

        var repeated = await channels.Merchant.CreateAsync($"wechat-{name}", subject);

        Assert.Equal(created.AttemptNo, repeated.AttemptNo);
        var arrivals = await channels.Journal.CreatesOfAsync(subject);
        Assert.Equal(2, arrivals.Count);
        Assert.Equal(arrivals[0].Body, arrivals[1].Body);
        return repeated;
    }

    private async Task PlayAsync(string name, object second, object query)
    {
        var headers = new { Authorization = new { contains = $"mchid=\"{Support.Accounts.MchId(Accounts[name])}\"" } };
        var create = new { method = "POST", urlPath = "/v3/pay/transactions/native", headers };
        await channels.Journal.MapAsync(new { scenarioName = name, requiredScenarioState = "Started", newScenarioState = "lost", request = create, response = Reset });
        await channels.Journal.MapAsync(new { scenarioName = name, requiredScenarioState = "lost", request = create, response = second });
        await channels.Journal.MapAsync(new { request = new { method = "GET", urlPathPattern = "/v3/pay/transactions/out-trade-no/[^/]+", headers }, response = query });
    }
}
