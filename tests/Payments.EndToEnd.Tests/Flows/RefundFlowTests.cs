using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Payments.EndToEnd.Tests.Support;

namespace Payments.EndToEnd.Tests.Flows;

/// <summary>Money back over real HTTP, at both channels: in parts, repeated, too much, unanswered, and by itself where it came in beyond need.</summary>
public sealed class RefundFlowTests(SimulatorFixture simulators) : IAsyncLifetime
{
    private Merchant _merchant = null!;

    public static TheoryData<string, string> Methods { get; } = new()
    {
        { "wechat.native", "wechat" },
        { "alipay.precreate", "alipay" },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _merchant = await Merchant.StartAsync(simulators, settings =>
    {
        // A refund is sent again when a call before can arrive no more: four times this.
        settings["Payments:ChannelTimeout"] = "00:00:01.5";
        settings["Payments:Sweeper:FirstDelay"] = "00:00:00.5";
        settings["Payments:Sweeper:MaxDelay"] = "00:00:00.5";
    });

    public ValueTask DisposeAsync() => _merchant.DisposeAsync();

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_paid_order_goes_back_in_two_parts(string method, string channel)
    {
        var order = await PaidAsync(method, channel, "parts");

        var (first, part) = await RefundAsync(order, "r-1", 3_000);
        Assert.True(first == HttpStatusCode.Created, part.ToString());
        await _merchant.WaitForAsync(order, "PartiallyRefunded");
        var (again, same) = await RefundAsync(order, "r-1", 3_000);
        Assert.Equal((HttpStatusCode.OK, (string)part["refundNo"]!), (again, (string)same["refundNo"]!));
        var (tooMuch, refused) = await RefundAsync(order, "r-2", 5_801);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "refund_exceeds_paid"), (tooMuch, (string)refused["code"]!));
        await RefundAsync(order, "r-3", 5_800);

        var refunded = await _merchant.WaitForAsync(order, "Refunded");
        Assert.Equal(2, refunded["refunds"]!.AsArray().Count);
        var shown = await _merchant.Http.GetFromJsonAsync<JsonNode>($"/payments/orders/{order}/refunds/{part["refundNo"]}", Cancellation);
        Assert.Equal(("Succeeded", "r-1"), ((string)shown!["status"]!, (string)shown["merchantRefundNo"]!));
    }

    [Theory]
    [InlineData("wechat.native", "wechat", "error5xxAfterCharge")]
    [InlineData("wechat.native", "wechat", "garbage")]
    [InlineData("alipay.precreate", "alipay", "garbage")]
    public async Task Law03_a_refund_whose_answer_is_lost_is_followed_under_its_number_to_its_end(string method, string channel, string kind)
    {
        var order = await PaidAsync(method, channel, kind);
        for (var tries = 0; tries < 3; tries++)
        {
            await simulators.ScenarioAsync(new { channel, kind, operation = "refund" });
        }

        var (status, refund) = await RefundAsync(order, "r-1", 8_800);

        Assert.True(status is HttpStatusCode.Accepted or HttpStatusCode.Created, refund.ToString());
        var refunded = await _merchant.WaitForAsync(order, "Refunded");
        var only = Assert.Single(refunded["refunds"]!.AsArray());
        Assert.Equal((string)refund["refundNo"]!, (string)only!["refundNo"]!);
    }

    [Fact]
    public async Task Law01_a_payment_that_comes_in_after_the_close_goes_back_by_itself()
    {
        var (_, order) = await _merchant.CreateAsync("alipay.precreate", "late-payer");
        var orderNo = (string)order["orderNo"]!;
        using var closed = await _merchant.Http.PostAsync($"/payments/orders/{orderNo}/close", null, Cancellation);
        Assert.True(closed.StatusCode == HttpStatusCode.OK, await closed.Content.ReadAsStringAsync(Cancellation));

        // Nobody had scanned the code, so Alipay could close nothing, and the payer still holds it.
        await simulators.PayAsync("alipay", (string)order["attempts"]![0]!["attemptNo"]!);

        var after = await WaitAsync(orderNo, current => current["extraPayments"]!.AsArray() is [{ } extra] && (string)extra["status"]! == "Refunded");
        Assert.Equal("Closed", (string)after["status"]!);
        var events = await _merchant.Store.ReadEventsAsync(OrderNo.Parse(orderNo), 0, 100, Cancellation);
        Assert.Equal(["order.created", "order.pending", "order.closed", "payment.extra", "refund.created", "refund.succeeded"], events.Select(each => each.Type));
    }

    [Fact]
    public async Task Law03_a_payer_who_changes_from_wechat_to_alipay_can_pay_only_there()
    {
        var (_, order) = await _merchant.CreateAsync("wechat.native", "changes-mind");
        var orderNo = (string)order["orderNo"]!;

        using var response = await _merchant.Http.PostAsJsonAsync($"/payments/orders/{orderNo}/attempts", new { method = "alipay.precreate" }, Cancellation);
        var changed = (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!;

        Assert.True(response.StatusCode == HttpStatusCode.OK, changed.ToString());
        Assert.Equal(["Closed", "AwaitingPayer"], changed["attempts"]!.AsArray().Select(attempt => (string)attempt!["status"]!));
        using var late = await simulators.Http.PostAsJsonAsync("/_sim/pay", new { channel = "wechat", outTradeNo = (string)order["attempts"]![0]!["attemptNo"]! }, Cancellation);
        Assert.False(late.IsSuccessStatusCode);
        await simulators.PayAsync("alipay", (string)changed["attempts"]![1]!["attemptNo"]!);
        await _merchant.WaitForAsync(orderNo, "Paid");

        using var back = await _merchant.Http.PostAsJsonAsync($"/payments/orders/{orderNo}/attempts", new { method = "wechat.native" }, Cancellation);
        Assert.Equal(HttpStatusCode.Conflict, back.StatusCode);
    }

    private async Task<string> PaidAsync(string method, string channel, string name)
    {
        var (status, order) = await _merchant.CreateAsync(method, $"refund-{name}-{method}");
        Assert.True(status == HttpStatusCode.Created, order.ToString());
        await simulators.PayAsync(channel, (string)order["attempts"]![0]!["attemptNo"]!);
        await _merchant.WaitForAsync((string)order["orderNo"]!, "Paid");
        return (string)order["orderNo"]!;
    }

    private async Task<(HttpStatusCode Status, JsonNode Body)> RefundAsync(string orderNo, string merchantRefundNo, long minorUnits)
    {
        using var response = await _merchant.Http.PostAsJsonAsync(
            $"/payments/orders/{orderNo}/refunds",
            new { merchantRefundNo, amount = new { currency = "CNY", minorUnits }, reason = "茶叶受潮" },
            Cancellation);
        return (response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonNode>(Cancellation))!);
    }

    private async Task<JsonNode> WaitAsync(string orderNo, Func<JsonNode, bool> until)
    {
        for (var i = 0; i < 400; i++)
        {
            var order = await _merchant.GetAsync(orderNo);
            if (until(order))
            {
                return order;
            }

            await Task.Delay(25, Cancellation);
        }

        throw new TimeoutException($"It did not become so within ten seconds: {await _merchant.GetAsync(orderNo)}");
    }
}
