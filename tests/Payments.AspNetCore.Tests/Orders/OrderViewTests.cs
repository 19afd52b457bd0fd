using System.Text.Json.Nodes;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Orders;

/// <summary>What of an order is shown, and what never is.</summary>
public sealed class OrderViewTests
{
    [Fact]
    public async Task Law03_only_the_attempt_that_may_be_charged_shows_its_next_step()
    {
        var order = await ShowAsync(Superseded() with { ChargeRight = new ChargeRight(Sample.OrderNo.ToAttemptNo(1), 3) });

        Assert.Equal("weixin://one", (string?)order["nextAction"]?["content"]);
        Assert.Equal("weixin://one", (string?)order["attempts"]?[0]?["nextAction"]?["content"]);
        Assert.False(order["attempts"]![1]!.AsObject().ContainsKey("nextAction"));
    }

    [Fact]
    public async Task Law03_while_the_right_is_free_nobody_shows_a_next_step()
    {
        var order = await ShowAsync(Superseded() with { ChargeRight = new ChargeRight(null, 3) });

        Assert.DoesNotContain("weixin://", order.ToJsonString(), StringComparison.Ordinal);
        Assert.False(order.ContainsKey("nextAction"));
    }

    [Theory]
    [InlineData(OrderStatus.Paid)]
    [InlineData(OrderStatus.Closed)]
    [InlineData(OrderStatus.Failed)]
    public async Task An_order_that_ended_shows_no_credential(OrderStatus status)
    {
        var order = await ShowAsync(Superseded() with { Status = status, ChargeRight = new ChargeRight(Sample.OrderNo.ToAttemptNo(1), 3) });

        Assert.DoesNotContain("weixin://", order.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("None", (string?)order["nextAction"]?["type"]);
    }

    [Theory]
    [InlineData(AttemptStatus.Unknown)]
    [InlineData(AttemptStatus.Closed)]
    [InlineData(AttemptStatus.Failed)]
    public async Task A_holder_that_does_not_wait_for_its_payer_shows_no_credential(AttemptStatus status)
    {
        var order = await ShowAsync(Sample.Pending() with { Attempts = [Sample.Attempt(status)] });

        Assert.DoesNotContain("weixin://", order.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refunds_and_extra_payments_are_shown_with_what_is_left()
    {
        var order = await ShowAsync(Sample.PaidTwice());

        Assert.Equal("""{"currency":"CNY","minorUnits":7800}""", order["refundable"]?.ToJsonString());
        Assert.Equal(3, order["refunds"]!.AsArray().Count);
        Assert.Equal(Sample.OrderNo.ToRefundNo(1), (string?)order["refunds"]?[0]?["refundNo"]);
        Assert.Equal(
            $$$"""[{"attemptNo":"{{{Sample.OrderNo.ToAttemptNo(1)}}}","channelAccount":"wechat-main","amount":{"currency":"CNY","minorUnits":8800},"status":"Refunding"}]""",
            order["extraPayments"]?.ToJsonString());
        Assert.Equal("alipay-main", (string?)order["attempts"]?[1]?["channelAccount"]);
        Assert.Equal("alipay.page", (string?)order["attempts"]?[1]?["method"]);
    }

    [Fact]
    public async Task An_unpaid_order_has_nothing_to_refund()
    {
        var order = await ShowAsync(Sample.Pending());

        Assert.False(order.ContainsKey("refundable"));
        Assert.Equal("[]", order["refunds"]?.ToJsonString());
        Assert.Equal("[]", order["extraPayments"]?.ToJsonString());
    }

    [Fact]
    public async Task Route_records_are_for_operators_only()
    {
        var order = await ShowAsync(Sample.Pending() with { Attempts = [Sample.Attempt(AttemptStatus.AwaitingPayer) with { Route = Sample.Route() }] });

        Assert.DoesNotContain("big-amounts", order.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("wechat-backup", order.ToJsonString(), StringComparison.Ordinal);
    }

    private static PaymentOrder Superseded() => Sample.Pending() with
    {
        Attempts =
        [
            Sample.Attempt(AttemptStatus.AwaitingPayer) with { NextAction = new NextAction.ShowQrCode("weixin://one") },
            Sample.Attempt(AttemptStatus.AwaitingPayer, 2) with { NextAction = new NextAction.ShowQrCode("weixin://two") },
        ],
    };

    private static async Task<JsonObject> ShowAsync(PaymentOrder order)
    {
        await using var host = await TestHost.StartAsync();
        host.Client.Orders[Sample.OrderNo] = order;
        using var response = await host.Http.GetAsync($"/payments/orders/{Sample.OrderNo}");
        return await response.JsonAsync();
    }
}
