using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Payments.Simulators.Tests.Hosting;

namespace Payments.Simulators.Tests.WeChat;

public sealed class CodepayAndTransferTests
{
    private const string Transfers = "/v3/fund-app/mch-transfer/transfer-bills";

    [Fact]
    public async Task A_scanned_code_pays_at_once_and_is_reversed_not_closed()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();

        var paid = await client.PostAsync("/v3/pay/transactions/codepay", Codepay(client, number));
        var again = await client.PostAsync("/v3/pay/transactions/codepay", Codepay(client, number));
        var close = await client.CloseAsync(number);
        var reversed = await ReverseAsync(client, number);
        var reversedAgain = await ReverseAsync(client, number);

        Assert.Equal(("SUCCESS", "MICROPAY"), (paid.Text("trade_state"), paid.Text("trade_type")));
        Assert.Equal("ORDER_PAID", again.Code);
        Assert.Equal("INVALID_REQUEST", close.Code);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (reversed.Status, reversedAgain.Status));
        Assert.Equal("REVOKED", (await client.QueryAsync(number)).Text("trade_state"));
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(host.Received);
    }

    [Fact]
    public async Task A_payer_may_have_to_type_a_password_or_fail()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        var failing = WeChatClient.Number();
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "userPaying" });
        await host.ScenarioAsync(new JsonObject { ["channel"] = "wechat", ["kind"] = "payError", ["outTradeNo"] = failing });

        var waiting = await client.PostAsync("/v3/pay/transactions/codepay", Codepay(client, number));
        var before = (await client.QueryAsync(number)).Text("trade_state");
        await host.PayAsync("wechat", number);
        var failed = await client.PostAsync("/v3/pay/transactions/codepay", Codepay(client, failing));

        Assert.Equal((HttpStatusCode.Accepted, "USERPAYING"), (waiting.Status, waiting.Code));
        Assert.True(client.Verifies(waiting));
        Assert.Equal("USERPAYING", before);
        Assert.Equal("SUCCESS", (await client.QueryAsync(number)).Text("trade_state"));
        Assert.Equal("NOT_ENOUGH", failed.Code);
        Assert.Equal("PAYERROR", (await client.QueryAsync(failing)).Text("trade_state"));
        var badCode = Codepay(client, WeChatClient.Number());
        badCode["payer"]!["auth_code"] = "991234567890123456";
        Assert.Equal("AUTH_CODE_INVALID", (await client.PostAsync("/v3/pay/transactions/codepay", badCode)).Code);
    }

    [Fact]
    public async Task A_transfer_waits_for_the_payer_and_is_announced()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();

        var created = await client.PostAsync(Transfers, Transfer(host, client, number));
        var same = await client.PostAsync(Transfers, Transfer(host, client, number));
        var other = await client.PostAsync(Transfers, Transfer(host, client, number, 101));
        await host.PayAsync("wechat", number);
        var notice = (await host.WaitForAsync(1))[0];
        var done = await client.GetAsync($"{Transfers}/out-bill-no/{number}");
        var byNo = await client.GetAsync($"{Transfers}/transfer-bill-no/{created.Text("transfer_bill_no")}");

        Assert.Equal("WAIT_USER_CONFIRM", created.Text("state"));
        Assert.False(string.IsNullOrEmpty(created.Text("package_info")));
        Assert.Equal(created.Text("transfer_bill_no"), same.Text("transfer_bill_no"));
        Assert.Equal(("INVALID_REQUEST", "单号已存在但信息不一致"), (other.Code, other.Message));
        Assert.Equal(("SUCCESS", "SUCCESS"), (done.Text("state"), byNo.Text("state")));
        Assert.Contains("MCHTRANSFER.BILL.FINISHED", notice.Text, StringComparison.Ordinal);
        Assert.Equal("SUCCESS", (string?)client.Open(notice)["state"]);
        Assert.Equal("INVALID_REQUEST", (await client.PostAsync($"{Transfers}/out-bill-no/{number}/cancel", [])).Code);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"{Transfers}/out-bill-no/absent0001")).Status);
    }

    [Fact]
    public async Task A_transfer_can_be_cancelled_before_the_payer_takes_it()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var number = WeChatClient.Number();
        await client.PostAsync(Transfers, Transfer(host, client, number));

        var cancelling = await client.SendAsync(HttpMethod.Post, $"{Transfers}/out-bill-no/{number}/cancel", "");
        var notice = (await host.WaitForAsync(1))[0];

        Assert.Equal("CANCELING", cancelling.Text("state"));
        Assert.Equal("CANCELLED", (string?)client.Open(notice)["state"]);
        Assert.Equal(HttpStatusCode.Conflict, (await host.PayAsync("wechat", number)).Status);
    }

    [Fact]
    public async Task The_payees_name_must_be_there_and_decrypt()
    {
        await using var host = await SimulatorHost.StartAsync();
        var client = await WeChatClient.CreateAsync(host);
        var credentials = await host.CredentialsAsync("wechat");
        using var key = RSA.Create();
        key.ImportFromPem((string)credentials["publicKeyPem"]!);
        var named = Transfer(host, client, WeChatClient.Number(), 200_000);
        named["user_name"] = Convert.ToBase64String(key.Encrypt(Encoding.UTF8.GetBytes("张三"), RSAEncryptionPadding.OaepSHA1));
        var small = Transfer(host, client, WeChatClient.Number(), 29);
        small["user_name"] = named["user_name"]!.DeepClone();

        var nameless = await client.PostAsync(Transfers, Transfer(host, client, WeChatClient.Number(), 200_000));
        var rightKey = await client.PostAsync(Transfers, named, client.PublicKeyId);
        var tooSmall = await client.PostAsync(Transfers, small, client.PublicKeyId);
        named["out_bill_no"] = WeChatClient.Number();
        var wrongKey = await client.PostAsync(Transfers, named, client.PlatformSerialNo);

        Assert.Equal("PARAM_ERROR", nameless.Code);
        Assert.Equal(HttpStatusCode.OK, rightKey.Status);
        Assert.Equal("PARAM_ERROR", tooSmall.Code);
        Assert.Equal("PARAM_ERROR", wrongKey.Code);
    }

    private static JsonObject Codepay(WeChatClient client, string number) => new()
    {
        ["appid"] = client.AppId,
        ["mchid"] = client.MchId,
        ["description"] = "tea",
        ["out_trade_no"] = number,
        ["payer"] = new JsonObject { ["auth_code"] = "130061098828009406" },
        ["amount"] = new JsonObject { ["total"] = 100 },
        ["scene_info"] = new JsonObject { ["store_info"] = new JsonObject { ["id"] = "1" } },
    };

    private static Task<Answer> ReverseAsync(WeChatClient client, string number) => client.PostAsync(
        $"/v3/pay/transactions/out-trade-no/{number}/reverse", new JsonObject { ["appid"] = client.AppId, ["mchid"] = client.MchId });

    private static JsonObject Transfer(SimulatorHost host, WeChatClient client, string number, long amount = 100) => new()
    {
        ["appid"] = client.AppId,
        ["out_bill_no"] = number,
        ["transfer_scene_id"] = "1000",
        ["openid"] = "oAbc",
        ["transfer_amount"] = amount,
        ["transfer_remark"] = "thanks",
        ["notify_url"] = host.NotifyUrl,
        ["transfer_scene_report_infos"] = new JsonArray(new JsonObject { ["info_type"] = "活动名称", ["info_content"] = "新会员有礼" }),
    };
}
