using System.Text.Json.Nodes;
using Payments.EndToEnd.Tests.Support;

namespace Payments.EndToEnd.Tests.Flows;

/// <summary>Callbacks that never come, over real HTTP: nobody asks but the host itself.</summary>
public sealed class SweeperTests(SimulatorFixture simulators) : IAsyncLifetime
{
    private Merchant _merchant = null!;

    public async ValueTask InitializeAsync() => _merchant = await Merchant.StartAsync(simulators, settings =>
    {
        settings["Payments:Sweeper:FirstDelay"] = "00:00:00.3";
        settings["Payments:Sweeper:PollInterval"] = "00:00:00.1";
    });

    public ValueTask DisposeAsync() => _merchant.DisposeAsync();

    [Theory]
    [InlineData("wechat.native", "wechat")]
    [InlineData("alipay.precreate", "alipay")]
    public async Task A_payment_whose_callback_never_comes_becomes_paid_by_itself(string method, string channel)
    {
        var (_, created) = await _merchant.CreateAsync(method, $"swept-{method}");
        var attemptNo = (string)created["attempts"]![0]!["attemptNo"]!;
        await simulators.ScenarioAsync(new { channel, kind = "lost", outTradeNo = attemptNo });
        await simulators.PayAsync(channel, attemptNo);

        var paid = await _merchant.WaitForAsync((string)created["orderNo"]!, "Paid");

        Assert.NotNull((string?)paid["channelTransactionId"]);
        var orderNo = OrderNo.Parse((string)created["orderNo"]!);
        var evidence = await _merchant.Store.ReadEvidenceAsync(orderNo, 100, TestContext.Current.CancellationToken);
        Assert.All(evidence, each => Assert.Equal(Storage.EvidenceSource.Query, each.Source));
        var events = await _merchant.Store.ReadEventsAsync(orderNo, 0, 100, TestContext.Current.CancellationToken);
        Assert.Equal(["order.created", "order.pending", "order.paid"], events.Select(each => each.Type));
        Assert.Contains(_merchant.Logs.Lines, line => line.Contains("[1501]", StringComparison.Ordinal));
    }
}
