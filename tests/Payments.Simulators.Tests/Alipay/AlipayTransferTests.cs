using System.Text.Json.Nodes;
using static Payments.Simulators.Tests.Alipay.AlipayWorld;

namespace Payments.Simulators.Tests.Alipay;

public sealed class AlipayTransferTests
{
    private const string Transfer = "alipay.fund.trans.uni.transfer";
    private const string Query = "alipay.fund.trans.common.query";

    [Fact]
    public async Task A_transfer_happens_once_per_number()
    {
        await using var world = await StartCertifiedAsync();
        var number = NewNumber();

        var first = await world.Client.SucceedAsync(Transfer, Order(number));
        var again = await world.Client.SucceedAsync(Transfer, Order(number));
        var found = await world.Client.SucceedAsync(Query, new JsonObject { ["out_biz_no"] = number, ["product_code"] = "TRANS_ACCOUNT_NO_PWD", ["biz_scene"] = "DIRECT_TRANSFER" });
        var byOrder = await world.Client.SucceedAsync(Query, new JsonObject { ["order_id"] = (string?)first["order_id"] });

        Assert.Equal("SUCCESS", (string?)first["status"]);
        Assert.Equal((string?)first["order_id"], (string?)again["order_id"]);
        Assert.Equal((string?)first["order_id"], (string?)found["order_id"]);
        Assert.Equal(number, (string?)byOrder["out_biz_no"]);
        Assert.Equal("PAYMENT_INFO_INCONSISTENCY", await world.Client.RefusedAsync(Transfer, Order(number, "5.01")));
    }

    [Fact]
    public async Task A_refused_transfer_leaves_nothing_behind()
    {
        await using var world = await StartCertifiedAsync();
        var number = NewNumber();

        Assert.Equal("EXCEED_LIMIT_SM_MIN_AMOUNT", await world.Client.RefusedAsync(Transfer, Order(number, "0.09")));
        Assert.Equal("PAYER_BALANCE_NOT_ENOUGH", await world.Client.RefusedAsync(Transfer, Order(number, "100.01")));
        Assert.Equal("PAYEE_NOT_EXIST", await world.Client.RefusedAsync(Transfer, Order(number, payee: "notexist@example.com")));
        Assert.Equal("INVALID_PARAMETER", await world.Client.RefusedAsync(Transfer, Of(number)));
        Assert.Equal("ORDER_NOT_EXIST", await world.Client.RefusedAsync(Query, new JsonObject { ["out_biz_no"] = number }));
    }

    [Fact]
    public async Task The_balance_is_spent()
    {
        await using var world = await StartCertifiedAsync();
        await world.Client.SucceedAsync(Transfer, Order(NewNumber(), "60.00"));

        Assert.Equal("PAYER_BALANCE_NOT_ENOUGH", await world.Client.RefusedAsync(Transfer, Order(NewNumber(), "60.00")));
    }

    [Fact]
    public async Task A_transfer_in_dealing_is_settled_through_the_control_api()
    {
        await using var world = await StartCertifiedAsync();
        var number = NewNumber();

        var first = await world.Client.SucceedAsync(Transfer, Order(number, payee: "dealing@example.com"));
        await world.Host.PostAsync("/_sim/alipay/settle-transfer", new JsonObject { ["outBizNo"] = number });
        var found = await world.Client.SucceedAsync(Query, new JsonObject { ["out_biz_no"] = number });

        Assert.Equal("DEALING", (string?)first["status"]);
        Assert.Equal("SUCCESS", (string?)found["status"]);
    }

    [Fact]
    public async Task Plain_keys_may_not_move_money_out()
    {
        await using var world = await StartAsync();

        Assert.Equal("isv.missing-app-cert-sn", await world.Client.RefusedAsync(Transfer, Order(NewNumber())));
    }

    private static async Task<AlipayWorld> StartCertifiedAsync()
    {
        var world = await StartAsync(static options => options.Alipay.TransferBalance = 100_00);
        world.Client.UseCertificates = true;
        return world;
    }

    private static JsonObject Order(string number, string amount = "5.00", string payee = "payee@example.com") => new()
    {
        ["out_biz_no"] = number,
        ["trans_amount"] = amount,
        ["product_code"] = "TRANS_ACCOUNT_NO_PWD",
        ["biz_scene"] = "DIRECT_TRANSFER",
        ["payee_info"] = new JsonObject { ["identity"] = payee, ["identity_type"] = "ALIPAY_LOGON_ID", ["name"] = "模拟收款人" },
        ["order_title"] = "提现",
    };
}
