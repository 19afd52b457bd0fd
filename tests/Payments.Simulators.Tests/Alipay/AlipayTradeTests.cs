using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayTradeTests
{
    private const string Precreate = "alipay.trade.precreate";
    private const string Pay = "alipay.trade.pay";
    private const string Query = "alipay.trade.query";

    [Fact]
    public async Task A_precreated_order_is_no_trade_until_the_buyer_scans_it()
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        var code = (string)(await world.Client.SucceedAsync(Precreate, Order(number)))["qr_code"]!;

        var before = await world.QueryAsync(number);
        var page = await world.Client.GetTextAsync($"/_sim/payer?code={Uri.EscapeDataString(code)}");
        var opened = await world.QueryAsync(number);
        var (status, _) = await world.Host.PayAsync("alipay", number);
        var paid = await world.QueryAsync(number);

        Assert.Equal("ACQ.TRADE_NOT_EXIST", (string?)before["sub_code"]);
        Assert.Contains("12.34", page, StringComparison.Ordinal);
        Assert.Equal("WAIT_BUYER_PAY", (string?)opened["trade_status"]);
        Assert.Equal("0.00", (string?)opened["buyer_pay_amount"]);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("TRADE_SUCCESS", (string?)paid["trade_status"]);
        Assert.Equal("12.34", (string?)paid["total_amount"]);
        Assert.Equal("12.34", (string?)paid["buyer_pay_amount"]);
        Assert.Equal(28, ((string)paid["trade_no"]!).Length);
        Assert.Equal((string?)opened["trade_no"], (string?)paid["trade_no"]);
    }

    [Theory]
    [InlineData("alipay.trade.page.pay", true)]
    [InlineData("alipay.trade.page.pay", false)]
    [InlineData("alipay.trade.wap.pay", true)]
    public async Task A_jump_leads_to_the_payer_page_and_back_with_a_signed_address(string method, bool isGet)
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        var order = Order(number);
        order["product_code"] = "FAST_INSTANT_TRADE_PAY";
        var form = world.Client.Form(world.Client.Sign(method, order, ("return_url", "http://127.0.0.1:9/back?shop=1")));

        var location = await JumpAsync(world, form, isGet);
        var notYet = await world.Client.RefusedAsync(Query, Of(number));
        var page = await world.Client.GetTextAsync(location.PathAndQuery);
        var done = await world.Client.PostTextAsync("/_sim/payer", $"channel=alipay&outTradeNo={number}&decision=pay");

        Assert.Equal(world.Host.Address.Authority, location.Authority);
        Assert.StartsWith("/_sim/payer?", location.PathAndQuery, StringComparison.Ordinal);
        Assert.Equal("ACQ.TRADE_NOT_EXIST", notYet);
        Assert.Contains(number, page, StringComparison.Ordinal);
        var back = WebUtility.HtmlDecode(done.Split("href=\"")[1].Split('"')[0]);
        AssertSignedReturn(world, back, method, number);
    }

    [Fact]
    public async Task A_jump_with_a_wrong_signature_shows_the_payer_an_error_page()
    {
        await using var world = await StartAsync();
        var parameters = world.Client.Sign("alipay.trade.page.pay", Order(NewNumber()));
        parameters["total_amount"] = "0.01";

        var page = await world.Client.GetTextAsync($"/gateway.do?{world.Client.Form(parameters)}");

        Assert.Contains("isv.invalid-signature", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mobile_order_string_is_opened_through_the_control_api()
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        var orderString = world.Client.Form(world.Client.Sign("alipay.trade.app.pay", Order(number)));

        var (bad, _) = await world.Host.PostAsync("/_sim/alipay/open", new JsonObject { ["orderString"] = $"{orderString[..^6]}AAAAAA" });
        var before = await world.Client.RefusedAsync(Query, Of(number));
        var (good, opened) = await world.Host.PostAsync("/_sim/alipay/open", new JsonObject { ["orderString"] = orderString });
        await world.Host.PayAsync("alipay", number);

        Assert.Equal(HttpStatusCode.BadRequest, bad);
        Assert.Equal("ACQ.TRADE_NOT_EXIST", before);
        Assert.Equal(HttpStatusCode.OK, good);
        Assert.Equal("WAIT_BUYER_PAY", (string?)opened["status"]);
        Assert.Equal("TRADE_SUCCESS", (string?)(await world.QueryAsync(number))["trade_status"]);
    }

    [Theory]
    [InlineData("280000000000000000", "10000", null, "TRADE_SUCCESS")]
    [InlineData("280000000000000001", "40004", "ACQ.BUYER_BALANCE_NOT_ENOUGH", null)]
    [InlineData("280000000000000002", "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", null)]
    [InlineData("280000000000000003", "10003", null, "WAIT_BUYER_PAY")]
    [InlineData("280000000000000004", "20000", "aop.ACQ.SYSTEM_ERROR", null)]
    [InlineData("280000000000000005", "20000", "aop.ACQ.SYSTEM_ERROR", "TRADE_SUCCESS")]
    [InlineData("310000000000000000", "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", null)]
    [InlineData("28000", "40004", "ACQ.PAYMENT_AUTH_CODE_INVALID", null)]
    public async Task A_scanned_bar_code_pays_waits_or_fails(string authCode, string code, string? subCode, string? status)
    {
        await using var world = await StartAsync();
        var number = NewNumber();

        var node = (await world.Client.CallAsync(Pay, BarCode(number, authCode))).Node(Pay);

        Assert.Equal(code, (string?)node["code"]);
        Assert.Equal(subCode, (string?)node["sub_code"]);
        Assert.Equal(status, (string?)(await world.QueryAsync(number))["trade_status"]);
    }

    [Fact]
    public async Task A_buyer_asked_for_the_password_confirms_later()
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        await world.ScenarioAsync("userPaying");

        var waiting = await world.Client.CallAsync(Pay, BarCode(number, "280000000000000000"));
        await world.Host.PayAsync("alipay", number);

        Assert.Equal("10003", (string?)waiting.Node(Pay)["code"]);
        Assert.Equal("TRADE_SUCCESS", (string?)(await world.QueryAsync(number))["trade_status"]);
        Assert.Equal("ACQ.TRADE_HAS_SUCCESS", await world.Client.RefusedAsync(Pay, BarCode(number, "280000000000000000")));
    }

    [Fact]
    public async Task A_repeated_number_is_the_same_trade_or_refused()
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        var order = Order(number);
        order["buyer_id"] = "2088900000000007";
        var first = await world.Client.SucceedAsync("alipay.trade.create", order);
        var again = await world.Client.SucceedAsync("alipay.trade.create", order);
        var dearer = (JsonObject)order.DeepClone();
        dearer["total_amount"] = "12.35";
        var unopened = NewNumber();
        await world.Client.SucceedAsync(Precreate, Order(unopened));

        Assert.Equal((string?)first["trade_no"], (string?)again["trade_no"]);
        Assert.Equal("ACQ.CONTEXT_INCONSISTENT", await world.Client.RefusedAsync("alipay.trade.create", dearer));
        Assert.Equal("ACQ.CONTEXT_INCONSISTENT", await world.Client.RefusedAsync(Precreate, Order(unopened, "1.00")));

        await world.Host.PayAsync("alipay", number);
        Assert.Equal("ACQ.TRADE_HAS_SUCCESS", await world.Client.RefusedAsync("alipay.trade.create", order));

        await world.Host.PostAsync("/_sim/alipay/open", new JsonObject { ["outTradeNo"] = unopened });
        await world.Client.SucceedAsync("alipay.trade.close", Of(unopened));
        Assert.Equal("ACQ.TRADE_HAS_CLOSE", await world.Client.RefusedAsync(Precreate, Order(unopened)));
    }

    [Fact]
    public async Task Many_equal_creates_at_once_make_one_trade_and_many_payments_one_notice()
    {
        await using var world = await StartAsync();
        var order = Order(NewNumber());
        order["buyer_id"] = "2088900000000007";

        var made = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => world.Client.SucceedAsync("alipay.trade.create", order, world.Extra(notify: true))));
        var paid = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => world.Host.PayAsync("alipay", (string)order["out_trade_no"]!)));
        await world.PaidAsync(notify: true);

        Assert.Single(made.Select(static node => (string?)node["trade_no"]).Distinct(StringComparer.Ordinal));
        Assert.Single(paid, static answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(2, (await world.Host.WaitForAsync(2)).Length);
    }

    [Theory]
    [InlineData("out_trade_no", "", "ACQ.INVALID_PARAMETER")]
    [InlineData("out_trade_no", "with-hyphen", "ACQ.INVALID_PARAMETER")]
    [InlineData("out_trade_no", "65", "ACQ.INVALID_PARAMETER")]
    [InlineData("subject", "", "ACQ.INVALID_PARAMETER")]
    [InlineData("subject", "a/b", "ACQ.INVALID_PARAMETER")]
    [InlineData("subject", "a=b", "ACQ.INVALID_PARAMETER")]
    [InlineData("subject", "a&b", "ACQ.INVALID_PARAMETER")]
    [InlineData("subject", "257", "ACQ.INVALID_PARAMETER")]
    [InlineData("body", "129", "ACQ.INVALID_PARAMETER")]
    [InlineData("total_amount", "0.00", "ACQ.INVALID_PARAMETER")]
    [InlineData("total_amount", "-1.00", "ACQ.INVALID_PARAMETER")]
    [InlineData("total_amount", "1.001", "ACQ.INVALID_PARAMETER")]
    [InlineData("total_amount", "1,00", "ACQ.INVALID_PARAMETER")]
    [InlineData("total_amount", "1e2", "ACQ.INVALID_PARAMETER")]
    [InlineData("total_amount", "100000000.01", "ACQ.TOTAL_FEE_EXCEED")]
    [InlineData("time_expire", "tomorrow", "ACQ.INVALID_PARAMETER")]
    [InlineData("time_expire", "2020-01-01 00:00:00", "ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR")]
    [InlineData("timeout_express", "16d", "ACQ.INVALID_PARAMETER")]
    [InlineData("timeout_express", "1.5h", "ACQ.INVALID_PARAMETER")]
    [InlineData("seller_id", "2088000000009999", "ACQ.SELLER_NOT_EXIST")]
    public async Task A_field_outside_its_limits_is_refused(string field, string value, string subCode)
    {
        await using var world = await StartAsync();
        var order = Order(NewNumber());
        order[field] = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? new string('x', length) : value;

        Assert.Equal(subCode, await world.Client.RefusedAsync(Precreate, order));
    }

    [Fact]
    public async Task The_largest_amount_and_a_number_in_place_of_text_are_taken()
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        var order = Order(number);
        order["total_amount"] = 100000000.00m;

        await world.Client.SucceedAsync(Precreate, order);
        await world.Host.PayAsync("alipay", number);

        Assert.Equal("100000000.00", (string?)(await world.QueryAsync(number))["total_amount"]);
    }

    [Fact]
    public async Task Only_a_waiting_trade_can_be_closed_and_an_unopened_one_can_still_be_paid()
    {
        await using var world = await StartAsync();
        var waiting = await world.CreateAsync();
        var paid = await world.PaidAsync();
        var unopened = NewNumber();
        await world.Client.SucceedAsync(Precreate, Order(unopened));

        await world.Client.SucceedAsync("alipay.trade.close", Of(waiting));
        Assert.Equal("TRADE_CLOSED", (string?)(await world.QueryAsync(waiting))["trade_status"]);
        Assert.Equal("ACQ.TRADE_STATUS_ERROR", await world.Client.RefusedAsync("alipay.trade.close", Of(waiting)));
        Assert.Equal("ACQ.TRADE_STATUS_ERROR", await world.Client.RefusedAsync("alipay.trade.close", Of(paid)));
        Assert.Equal("ACQ.TRADE_NOT_EXIST", await world.Client.RefusedAsync("alipay.trade.close", Of(unopened)));
        Assert.Equal(HttpStatusCode.Conflict, (await world.Host.PayAsync("alipay", waiting)).Status);
        Assert.Equal(HttpStatusCode.OK, (await world.Host.PayAsync("alipay", unopened)).Status);
    }

    [Fact]
    public async Task The_trade_number_wins_over_the_order_number()
    {
        await using var world = await StartAsync();
        var one = await world.CreateAsync("1.00");
        var two = await world.CreateAsync("2.00");
        var tradeNo = (string)(await world.QueryAsync(one))["trade_no"]!;

        var found = await world.Client.SucceedAsync(Query, new JsonObject { ["out_trade_no"] = two, ["trade_no"] = tradeNo });

        Assert.Equal(one, (string?)found["out_trade_no"]);
    }

    [Theory]
    [InlineData("10m", 9, "WAIT_BUYER_PAY")]
    [InlineData("10m", 11, "TRADE_CLOSED")]
    [InlineData("2h", 119, "WAIT_BUYER_PAY")]
    [InlineData("2h", 121, "TRADE_CLOSED")]
    public async Task A_trade_closes_when_its_time_is_over(string timeout, int minutes, string status)
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        var order = Order(number);
        order["timeout_express"] = timeout;
        order["buyer_id"] = "2088900000000007";
        await world.Client.SucceedAsync("alipay.trade.create", order);

        world.Clock.Advance(TimeSpan.FromMinutes(minutes));

        Assert.Equal(status, (string?)(await world.QueryAsync(number))["trade_status"]);
    }

    [Fact]
    public async Task A_qr_code_dies_after_two_hours()
    {
        await using var world = await StartAsync();
        var number = NewNumber();
        await world.Client.SucceedAsync(Precreate, Order(number));

        world.Clock.Advance(TimeSpan.FromMinutes(121));

        Assert.Equal(HttpStatusCode.Conflict, (await world.Host.PayAsync("alipay", number)).Status);
    }

    [Fact]
    public async Task Cancel_closes_refunds_repeats_and_minds_the_day()
    {
        await using var world = await StartAsync();
        var waiting = await world.CreateAsync();
        var paid = await world.PaidAsync();
        var old = await world.PaidAsync();

        var nothing = await CancelAsync(world, NewNumber());
        var closed = await CancelAsync(world, waiting);
        var refunded = await CancelAsync(world, paid);
        var again = await CancelAsync(world, paid);
        world.Clock.Advance(TimeSpan.FromHours(25));

        Assert.Null(nothing["action"]);
        Assert.Equal("N", (string?)nothing["retry_flag"]);
        Assert.Equal("close", (string?)closed["action"]);
        Assert.Equal("refund", (string?)refunded["action"]);
        Assert.Equal("refund", (string?)again["action"]);
        Assert.Equal("TRADE_CLOSED", (string?)(await world.QueryAsync(waiting))["trade_status"]);
        Assert.Equal("TRADE_CLOSED", (string?)(await world.QueryAsync(paid))["trade_status"]);
        Assert.Equal("ACQ.TRADE_CANCEL_TIME_OUT", await world.Client.RefusedAsync("alipay.trade.cancel", Of(old)));
    }

    [Fact]
    public async Task A_cancel_may_ask_to_be_repeated_and_then_nothing_has_happened()
    {
        await using var world = await StartAsync();
        var paid = await world.PaidAsync();
        await world.ScenarioAsync("cancelRetry");

        var first = await CancelAsync(world, paid);
        var between = await world.QueryAsync(paid);
        var second = await CancelAsync(world, paid);

        Assert.Equal("Y", (string?)first["retry_flag"]);
        Assert.Null(first["action"]);
        Assert.Equal("TRADE_SUCCESS", (string?)between["trade_status"]);
        Assert.Equal("refund", (string?)second["action"]);
    }

    private static JsonObject BarCode(string outTradeNo, string authCode)
    {
        var order = Order(outTradeNo);
        order["auth_code"] = authCode;
        order["scene"] = "bar_code";
        return order;
    }

    private static Task<JsonObject> CancelAsync(AlipayWorld world, string outTradeNo) =>
        world.Client.SucceedAsync("alipay.trade.cancel", Of(outTradeNo));

    private static async Task<Uri> JumpAsync(AlipayWorld world, string form, bool isGet)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = world.Host.Address };
        using var content = new StringContent(form, null, "application/x-www-form-urlencoded");
        using var response = isGet
            ? await browser.GetAsync(new Uri($"/gateway.do?{form}", UriKind.Relative), TestContext.Current.CancellationToken)
            : await browser.PostAsync(new Uri("/gateway.do", UriKind.Relative), content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        return response.Headers.Location!;
    }

    private static void AssertSignedReturn(AlipayWorld world, string back, string method, string number)
    {
        Assert.StartsWith("http://127.0.0.1:9/back?shop=1&", back, StringComparison.Ordinal);
        var fields = back.Split('?')[1].Split('&').Skip(1)
            .Select(static pair => pair.Split('='))
            .ToDictionary(static pair => pair[0], static pair => WebUtility.UrlDecode(pair[1]), StringComparer.Ordinal);
        Assert.Equal($"{method}.return", fields["method"]);
        Assert.Equal(number, fields["out_trade_no"]);
        Assert.Equal(world.Client.SellerId, fields["seller_id"]);
        Assert.False(fields.ContainsKey("trade_status"));
        Assert.True(world.Client.Proves(AlipayTestClient.SignedText(fields, "sign", "sign_type"), fields["sign"]));
    }
}
