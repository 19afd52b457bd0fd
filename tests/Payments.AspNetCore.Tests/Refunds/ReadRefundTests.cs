using System.Net;
using Payments.AspNetCore.Tests.Fakes;

namespace Payments.AspNetCore.Tests.Refunds;

public sealed class ReadRefundTests
{
    private static string Path => $"/payments/orders/{Sample.OrderNo}/refunds";

    [Fact]
    public async Task A_refund_is_shown_by_our_number()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.Orders[Sample.OrderNo] = Sample.PaidTwice();

        using var response = await host.Http.GetAsync($"{Path}/{Sample.OrderNo.ToRefundNo(1)}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var expected = $$"""
            {"refundNo":"{{Sample.OrderNo.ToRefundNo(1)}}","merchantRefundNo":"R-1","attemptNo":"{{Sample.OrderNo.ToAttemptNo(2)}}",
            "amount":{"currency":"CNY","minorUnits":1000},"cause":"Merchant","status":"Succeeded","reason":"cold tea","channelRefundId":"5030001",
            "createdAt":"2026-08-21T12:01:00+00:00","succeededAt":"2026-08-21T12:02:00+00:00"}
            """.ReplaceLineEndings("");
        Assert.Equal(expected, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_list_has_all_of_them_oldest_first()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.Orders[Sample.OrderNo] = Sample.PaidTwice();

        using var response = await host.Http.GetAsync(Path);

        var refunds = (await response.JsonAsync())["refunds"]!.AsArray();
        Assert.Equal(["R-1", "R-2", "R-3"], refunds.Select(refund => (string?)refund!["merchantRefundNo"]), StringComparer.Ordinal);
        Assert.Equal("ExtraPayment", (string?)refunds[2]!["cause"]);
        Assert.Equal(PaymentErrorCodes.ChannelRejected, (string?)refunds[1]!["error"]?["code"]);
    }

    [Fact]
    public async Task A_refund_that_is_not_the_orders_is_404()
    {
        await using var host = await TestHost.StartAsync();
        var other = OrderNo.Create(DateTimeOffset.UnixEpoch, 1, 1);
        host.Client.Orders[Sample.OrderNo] = Sample.PaidTwice();
        host.Client.Orders[other] = Sample.Paid() with { OrderNo = other };

        using var missing = await host.Http.GetAsync($"{Path}/{Sample.OrderNo.ToRefundNo(9)}");
        using var elsewhere = await host.Http.GetAsync($"/payments/orders/{other}/refunds/{Sample.OrderNo.ToRefundNo(1)}");
        using var merchants = await host.Http.GetAsync($"{Path}/R-1");

        await missing.AssertProblemAsync(404, PaymentErrorCodes.RefundNotFound);
        await elsewhere.AssertProblemAsync(404, PaymentErrorCodes.RefundNotFound);
        await merchants.AssertProblemAsync(404, PaymentErrorCodes.RefundNotFound);
    }

    [Fact]
    public async Task Another_merchants_order_is_not_there()
    {
        await using var host = await TestHost.StartAsync();
        host.Client.Orders[Sample.OrderNo] = Sample.PaidTwice() with { MerchantId = "another" };

        using var list = await host.Http.GetAsync(Path);
        using var one = await host.Http.GetAsync($"{Path}/{Sample.OrderNo.ToRefundNo(1)}");

        await list.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
        await one.AssertProblemAsync(404, PaymentErrorCodes.OrderNotFound);
    }
}
