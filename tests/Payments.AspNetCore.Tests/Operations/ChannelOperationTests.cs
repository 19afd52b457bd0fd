using System.Net;
using Microsoft.AspNetCore.Builder;
using Payments.AspNetCore.Tests.Fakes;
using Payments.Channels;

namespace Payments.AspNetCore.Tests.Operations;

public sealed class ChannelOperationTests
{
    private const string Path = "/payments/operations/channels";
    private const string Body = """{"mode":"Drain","reason":"maintenance","author":"ann"}""";

    [Fact]
    public async Task Every_account_is_shown_with_its_health_and_its_switch()
    {
        await using var host = await StartAsync();

        using var response = await host.Http.GetAsync(Path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(response.Headers.CacheControl?.NoStore);
        var expected = """
            {"channels":[{"account":"wechat-main","channel":"wechat","health":"Healthy","since":"2026-08-21T12:00:00+00:00","failuresInARow":0,"isHearsay":false,"mode":"On"},
            {"account":"alipay-main","channel":"alipay","health":"Down","since":"2026-08-21T12:00:00+00:00","nextProbeAt":"2026-08-21T12:00:30+00:00","failuresInARow":5,
            "lastError":{"code":"channel_no_answer","message":"It went so.","remedy":"Do that."},"isHearsay":true,"mode":"Drain",
            "switch":{"account":"alipay-main","mode":"Drain","reason":"ill","author":"ann","setAt":"2026-08-21T12:00:00+00:00"}}]}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("On", ChannelSwitchMode.On)]
    [InlineData("Drain", ChannelSwitchMode.Drain)]
    [InlineData("Disable", ChannelSwitchMode.Disable)]
    public async Task A_switch_reaches_the_engine_and_comes_back(string mode, ChannelSwitchMode expected)
    {
        await using var host = await StartAsync();

        using var response = await host.PostAsync($"{Path}/wechat-main/switch", Body.Replace("Drain", mode, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var set = await response.JsonAsync();
        Assert.Equal(mode, (string?)set["mode"]);
        Assert.Equal("2026-08-21T12:00:00+00:00", (string?)set["setAt"]);
        var asked = Assert.Single(host.Accounts.Switched);
        Assert.Equal(("wechat-main", expected, "maintenance", "ann"), (asked.Account, asked.Mode, asked.Reason, asked.Author));
    }

    [Theory]
    [InlineData("""{"reason":"r","author":"a"}""", 400, "mode")]
    [InlineData("""{"mode":1,"reason":"r","author":"a"}""", 400, "mode")]
    [InlineData("""{"mode":"1","reason":"r","author":"a"}""", 422, "mode")]
    [InlineData("""{"mode":"drain","reason":"r","author":"a"}""", 422, "mode")]
    [InlineData("""{"mode":"On,Drain","reason":"r","author":"a"}""", 422, "mode")]
    [InlineData("""{"mode":"Drain","author":"a"}""", 400, "reason")]
    [InlineData("""{"mode":"Drain","reason":"r"}""", 400, "author")]
    [InlineData("""{"mode":"Drain","reason":"r","author":"a","until":"noon"}""", 400, "until")]
    public async Task A_wrong_switch_is_refused_naming_the_member(string body, int status, string field)
    {
        await using var host = await StartAsync();

        using var response = await host.PostAsync($"{Path}/wechat-main/switch", body);

        var problem = await response.AssertProblemAsync(status, PaymentErrorCodes.InvalidRequest);
        Assert.Equal(field, (string?)Assert.Single(problem["errors"]!.AsArray())!["field"]);
        Assert.Empty(host.Accounts.Switched);
    }

    [Fact]
    public async Task A_form_of_another_page_cannot_switch()
    {
        await using var host = await StartAsync();

        using var response = await host.Http.PostAsync($"{Path}/wechat-main/switch", new StringContent(Body));

        await response.AssertProblemAsync(415, PaymentErrorCodes.InvalidRequest);
        Assert.Empty(host.Accounts.Switched);
    }

    [Fact]
    public async Task Limits_the_engine_finds_are_422()
    {
        await using var host = await StartAsync();
        host.Accounts.OnSwitch = _ => throw new InvalidPaymentRequestException([new("reason", "Too long.")]);

        using var response = await host.PostAsync($"{Path}/wechat-main/switch", Body);

        Assert.Equal("reason", (string?)(await response.AssertProblemAsync(422, PaymentErrorCodes.InvalidRequest))["errors"]?[0]?["field"]);
    }

    [Fact]
    public async Task An_account_that_is_not_there_is_404()
    {
        await using var host = await StartAsync();

        using var set = await host.PostAsync($"{Path}/nobody/switch", Body);
        using var read = await host.Http.GetAsync($"{Path}/nobody/switches");

        await set.AssertProblemAsync(404, PaymentApiErrorCodes.ChannelAccountUnknown);
        await read.AssertProblemAsync(404, PaymentApiErrorCodes.ChannelAccountUnknown);
        Assert.Empty(host.Accounts.Switched);
        Assert.Empty(host.Accounts.Histories);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("?max=1", 1)]
    [InlineData("?max=1000", 1000)]
    public async Task The_history_is_told_newest_first(string query, int max)
    {
        await using var host = await StartAsync();

        using var response = await host.Http.GetAsync($"{Path}/wechat-main/switches{query}");

        var switches = (await response.JsonAsync())["switches"]!.AsArray();
        Assert.Equal(["bob", "ann"], switches.Select(each => (string?)each!["author"]), StringComparer.Ordinal);
        Assert.Equal(("wechat-main", max), Assert.Single(host.Accounts.Histories));
    }

    [Theory]
    [InlineData("?max=0", 422)]
    [InlineData("?max=1001", 422)]
    [InlineData("?max=9223372036854775807", 422)]
    [InlineData("?max=x", 400)]
    [InlineData("?max=1&max=2", 400)]
    [InlineData("?limit=1", 400)]
    public async Task A_wrong_question_for_the_history_is_refused(string query, int status)
    {
        await using var host = await StartAsync();

        using var response = await host.Http.GetAsync($"{Path}/wechat-main/switches{query}");

        await response.AssertProblemAsync(status, PaymentErrorCodes.InvalidRequest);
        Assert.Empty(host.Accounts.Histories);
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(map: app => app.MapPaymentOperations());
}
