using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.Alipay;

/// <summary>A host with one Alipay merchant, and short ways to do usual things.</summary>
internal sealed class AlipayWorld : IAsyncDisposable
{
    private static int _number;

    private AlipayWorld(SimulatorHost host, AlipayTestClient client, ShiftedTime clock)
    {
        Host = host;
        Client = client;
        Clock = clock;
    }

    public SimulatorHost Host { get; }

    public AlipayTestClient Client { get; }

    public ShiftedTime Clock { get; }

    public static async Task<AlipayWorld> StartAsync(Action<SimulatorOptions>? configure = null)
    {
        var clock = new ShiftedTime();
        var host = await SimulatorHost.StartAsync(options =>
        {
            options.TimeProvider = clock;
            configure?.Invoke(options);
        });
        return new AlipayWorld(host, await AlipayTestClient.ConnectAsync(host), clock);
    }

    public static string NewNumber() => $"T{Interlocked.Increment(ref _number):D10}";

    public static JsonObject Order(string outTradeNo, string amount = "12.34", string subject = "一杯咖啡") => new()
    {
        ["out_trade_no"] = outTradeNo,
        ["total_amount"] = amount,
        ["subject"] = subject,
    };

    public static JsonObject Of(string outTradeNo) => new() { ["out_trade_no"] = outTradeNo };

    /// <summary>A trade that waits for its buyer.</summary>
    public async Task<string> CreateAsync(string amount = "12.34", bool notify = false)
    {
        var number = NewNumber();
        var order = Order(number, amount);
        order["buyer_id"] = "2088900000000007";
        await Client.SucceedAsync("alipay.trade.create", order, Extra(notify));
        return number;
    }

    /// <summary>A trade that is paid.</summary>
    public async Task<string> PaidAsync(string amount = "12.34", bool notify = false)
    {
        var number = await CreateAsync(amount, notify);
        var (status, body) = await Host.PayAsync("alipay", number);
        Assert.True(status == System.Net.HttpStatusCode.OK, body.ToJsonString());
        return number;
    }

    public async Task<JsonObject> QueryAsync(string outTradeNo) =>
        (await Client.CallAsync("alipay.trade.query", Of(outTradeNo))).Node("alipay.trade.query");

    public async Task<JsonObject> RefundAsync(string outTradeNo, string amount, string requestNo) =>
        await Client.SucceedAsync("alipay.trade.refund", Refund(outTradeNo, amount, requestNo));

    public static JsonObject Refund(string outTradeNo, string amount, string? requestNo) => new()
    {
        ["out_trade_no"] = outTradeNo,
        ["refund_amount"] = amount,
        ["out_request_no"] = requestNo,
    };

    public Task ScenarioAsync(string kind, string? operation = null, JsonObject? more = null)
    {
        var scenario = more ?? [];
        scenario["channel"] = "alipay";
        scenario["kind"] = kind;
        if (operation is not null) scenario["operation"] = operation;
        return Host.ScenarioAsync(scenario);
    }

    public (string Name, string Value)[] Extra(bool notify) => notify ? [("notify_url", Host.NotifyUrl)] : [];

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}

/// <summary>The machine's clock, moved.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _shift));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);
}
