using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Payments.EndToEnd.Tests.Support;

namespace Payments.EndToEnd.Tests.Flows;

/// <summary>The main job over real HTTP, for every method of both channels: create, pay, callback, paid, announced.</summary>
public sealed class PaymentFlowTests(SimulatorFixture simulators) : IAsyncLifetime
{
    private Merchant _merchant = null!;

    public static TheoryData<string, string, string, string?> Methods { get; } = new()
    {
        { "wechat.native", "wechat-main", "ShowQrCode", null },
        { "wechat.native", "wechat-certificates", "ShowQrCode", null },
        { "wechat.jsapi", "wechat-main", "InvokeClientSdk", "id" },
        { "wechat.miniprogram", "wechat-certificates", "InvokeClientSdk", "id" },
        { "wechat.app", "wechat-main", "InvokeClientSdk", null },
        { "wechat.h5", "wechat-main", "Redirect", "ip" },
        { "alipay.page", "alipay-main", "Redirect|SubmitForm", null },
        { "alipay.wap", "alipay-main", "Redirect|SubmitForm", null },
        { "alipay.app", "alipay-main", "InvokeClientSdk", null },
        { "alipay.precreate", "alipay-main", "ShowQrCode", null },
        { "alipay.create", "alipay-main", "InvokeClientSdk", "id" },
    };

    public async ValueTask InitializeAsync() => _merchant = await Merchant.StartAsync(simulators);

    public ValueTask DisposeAsync() => _merchant.DisposeAsync();

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task An_order_is_created_paid_and_announced(string method, string account, string nextAction, string? needs)
    {
        var payer = needs switch
        {
            "id" => new { id = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o", ipAddress = "203.0.113.9" },
            "ip" => new { id = (string?)null, ipAddress = "203.0.113.9" } as object,
            _ => null,
        };
        var (status, created) = await _merchant.CreateAsync(method, $"flow-{method}-{account}", payer, account);
        Assert.True(status == HttpStatusCode.Created, created.ToString());
        Assert.Equal("Pending", (string)created["status"]!);
        Assert.Contains((string)created["nextAction"]!["type"]!, nextAction.Split('|'));
        var attemptNo = (string)created["attempts"]![0]!["attemptNo"]!;
        await OpenAsync(created["nextAction"]!);

        await simulators.PayAsync(method.Split('.')[0], attemptNo);
        var paid = await _merchant.WaitForAsync((string)created["orderNo"]!, "Paid");

        Assert.NotNull((string?)paid["channelTransactionId"]);
        Assert.True(DateTimeOffset.UtcNow - (DateTimeOffset)paid["paidAt"]! < TimeSpan.FromMinutes(1));
        Assert.Equal("Succeeded", (string)paid["attempts"]![0]!["status"]!);
        var stream = await _merchant.Http.GetStringAsync($"/payments/orders/{created["orderNo"]}/updates");
        Assert.Contains("event: order.paid", stream, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wechat.barcode", "134567890123456789")]
    [InlineData("alipay.barcode", "281234567890123456")]
    public async Task A_bar_code_is_charged_in_one_call(string method, string code)
    {
        var (status, order) = await _merchant.CreateAsync(method, $"flow-{method}", new { authCode = code, ipAddress = "203.0.113.9" });

        Assert.True(status == HttpStatusCode.Created, order.ToString());
        Assert.Equal("Paid", (string)order["status"]!);
        Assert.NotNull((string?)order["channelTransactionId"]);
    }

    [Theory]
    [InlineData("wechat.native")]
    [InlineData("alipay.precreate")]
    public async Task An_unpaid_order_closes_at_the_channel_and_here_and_a_paid_one_does_not(string method)
    {
        var (_, unpaid) = await _merchant.CreateAsync(method, $"close-{method}");
        var (_, other) = await _merchant.CreateAsync(method, $"paid-{method}");
        await simulators.PayAsync(method.Split('.')[0], (string)other["attempts"]![0]!["attemptNo"]!);
        await _merchant.WaitForAsync((string)other["orderNo"]!, "Paid");

        using var closed = await _merchant.Http.PostAsync($"/payments/orders/{unpaid["orderNo"]}/close", null);
        using var refused = await _merchant.Http.PostAsync($"/payments/orders/{other["orderNo"]}/close", null);

        Assert.True(closed.StatusCode == HttpStatusCode.OK, await closed.Content.ReadAsStringAsync());
        Assert.Equal("Closed", (string)(await _merchant.GetAsync((string)unpaid["orderNo"]!))["status"]!);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Equal("order_already_paid", (string)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["code"]!);
    }

    [Theory]
    [InlineData("wechat.native", "wechat")]
    [InlineData("alipay.precreate", "alipay")]
    public async Task Callbacks_that_are_late_missed_tampered_or_doubled_make_one_paid_order(string method, string channel)
    {
        foreach (var kind in (string[])["late", "missed", "tampered", "duplicate", "wrongSignature", "probe"])
        {
            var (_, order) = await _merchant.CreateAsync(method, $"{kind}-{method}");
            var attemptNo = (string)order["attempts"]![0]!["attemptNo"]!;
            await simulators.ScenarioAsync(new { channel, kind, outTradeNo = attemptNo });

            await simulators.PayAsync(channel, attemptNo);
            await _merchant.WaitForAsync((string)order["orderNo"]!, "Paid");

            var events = await _merchant.Store.ReadEventsAsync(OrderNo.Parse((string)order["orderNo"]!), 0, 100, TestContext.Current.CancellationToken);
            Assert.Equal(["order.created", "order.pending", "order.paid"], events.Select(each => each.Type));
        }
    }

    [Theory]
    [InlineData("wechat.native", "wechat")]
    [InlineData("alipay.precreate", "alipay")]
    public async Task A_payment_whose_callback_never_comes_is_found_by_asking(string method, string channel)
    {
        var (_, order) = await _merchant.CreateAsync(method, $"lost-{method}");
        var attemptNo = (string)order["attempts"]![0]!["attemptNo"]!;
        await simulators.ScenarioAsync(new { channel, kind = "lost", outTradeNo = attemptNo });
        await simulators.PayAsync(channel, attemptNo);
        var client = _merchant.Services.GetRequiredService<IPaymentClient>();

        var outcome = await client.RefreshOrderAsync(OrderNo.Parse((string)order["orderNo"]!));

        Assert.Equal(OrderStatus.Paid, Assert.IsType<OrderOutcome.Accepted>(outcome).Order.Status);
    }

    [Theory]
    [InlineData("wechat.native", "wechat", "error5xxAfterCharge")]
    [InlineData("wechat.native", "wechat", "garbage")]
    [InlineData("alipay.precreate", "alipay", "garbage")]
    [InlineData("alipay.precreate", "alipay", "wrongSignature")]
    public async Task Law03_an_answer_that_cannot_be_trusted_is_unknown_and_the_repetition_resumes(string method, string channel, string kind)
    {
        var merchantOrderNo = $"{kind}-{method}";
        await simulators.ScenarioAsync(new { channel, kind, operation = "prepay" });

        // An order that names its account is not moved to another one.
        var (first, unknown) = await _merchant.CreateAsync(method, merchantOrderNo, account: $"{channel}-main");
        var (second, resumed) = await _merchant.CreateAsync(method, merchantOrderNo, account: $"{channel}-main");

        Assert.True(first == HttpStatusCode.Accepted, unknown.ToString());
        Assert.Equal("Unknown", (string)unknown["attempts"]![0]!["status"]!);
        Assert.True(second == HttpStatusCode.Created, resumed.ToString());
        Assert.Equal((string)unknown["attempts"]![0]!["attemptNo"]!, (string)resumed["attempts"]![0]!["attemptNo"]!);
        Assert.Equal("Pending", (string)resumed["status"]!);
    }

    /// <summary>What a payer's browser or phone does before paying: Alipay makes the trade only when the page is opened.</summary>
    private async Task OpenAsync(JsonNode nextAction)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        switch ((string)nextAction["type"]!)
        {
            case "Redirect":
                using (await browser.GetAsync((string)nextAction["url"]!))
                {
                }

                break;
            case "SubmitForm":
                var fields = nextAction["fields"]!.AsObject().ToDictionary(field => field.Key, field => (string)field.Value!);
                using (var content = new FormUrlEncodedContent(fields))
                using (await browser.PostAsync((string)nextAction["url"]!, content))
                {
                }

                break;
            case "InvokeClientSdk" when nextAction["parameters"]!["orderString"] is { } orderString:
                using (await browser.GetAsync($"{simulators.Address}gateway.do?{orderString}"))
                {
                }

                break;
        }
    }
}
