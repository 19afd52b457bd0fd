using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Tests.Signing;

/// <summary>Each request, byte for byte. <c>UPDATE_GOLDEN=1</c> writes the files anew; read what changed before you commit them.</summary>
public sealed class GoldenRequestTests
{
    private const string Node = """{"code":"10000","out_trade_no":"01JQZ8K3W5T7Y9A2B4C6D8E0F101","trade_no":"T","qr_code":"https://qr.alipay.com/x","trade_status":"TRADE_SUCCESS","total_amount":"88.00","fund_change":"Y","action":"close"}""";

    [Fact]
    public async Task Page_as_redirect() => await CheckJumpAsync("page-redirect", AlipayPaymentMethods.Page, options => options.PageForm = AlipayPageForm.Redirect);

    [Fact]
    public async Task Page_as_form() => await CheckJumpAsync("page-form", AlipayPaymentMethods.Page, options => (options.PageForm, options.QrPayMode) = (AlipayPageForm.SubmitForm, "4"));

    [Fact]
    public async Task Wap() => await CheckJumpAsync("wap", AlipayPaymentMethods.Wap, options => options.QuitUrl = "https://shop.example/cart");

    [Fact]
    public async Task App() => await CheckJumpAsync("app", AlipayPaymentMethods.App);

    [Fact]
    public Task Precreate() => CheckAsync("precreate", harness => harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Precreate), Token));

    [Fact]
    public Task Create_for_a_user_id() => CheckAsync("create-user-id", harness =>
        harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Create, new Payer { Id = new PayerId("2088900000000007") }), Token));

    [Fact]
    public Task Create_for_an_open_id() => CheckAsync(
        "create-open-id",
        harness => harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Create, new Payer { Id = new PayerId("074a1CcTG1LelxKe4xQC0zgNdId0nxi95b5lsNpazWYoCo5") }), Token),
        options => options.MiniProgramAppId = "2021000000000009");

    [Fact]
    public Task Pay() => CheckAsync("pay", harness => harness.Barcode.PayAsync(AlipayHarness.BarcodeOrder(), Token));

    [Fact]
    public Task Query() => CheckAsync("query", harness => harness.Channel.QueryAsync(AlipayHarness.Reference(), Token));

    [Fact]
    public Task Close() => CheckAsync("close", harness => harness.Channel.CloseAsync(AlipayHarness.Reference(), Token));

    [Fact]
    public Task Cancel() => CheckAsync("cancel", harness => harness.Barcode.ReverseAsync(AlipayHarness.Reference(AlipayPaymentMethods.Barcode), Token));

    [Fact]
    public Task Refund() => CheckAsync("refund", harness => harness.Refunds.RefundAsync(AlipayHarness.Refund(), Token));

    [Fact]
    public Task Refund_query() => CheckAsync("refund-query", harness => harness.Refunds.QueryRefundAsync(AlipayHarness.RefundReference(), Token));

    [Fact]
    public Task Transfer() => CheckAsync("transfer", harness => harness.Transfers.TransferAsync(AlipayHarness.Transfer(), Token));

    [Fact]
    public Task Transfer_to_an_account_name() => CheckAsync("transfer-logon-id", harness => harness.Transfers.TransferAsync(
        AlipayHarness.Transfer() with { Payee = new PayerId("payee@example.com"), Amount = new Money(10, Currency.Cny), Remark = null, Scene = null, Reports = [] }, Token));

    [Fact]
    public Task Transfer_query() => CheckAsync("transfer-query", harness => harness.Transfers.QueryTransferAsync(new ChannelTransferReference(AlipayHarness.TransferNo), Token));

    [Fact]
    public Task Bill() => CheckAsync("bill", harness => harness.Statements.DownloadStatementAsync(new StatementRequest(new DateOnly(2026, 3, 3), StatementKind.Trades), Stream.Null, Token));

    [Fact]
    public Task Query_encrypted_and_for_a_merchant() => CheckAsync(
        "query-aes-token",
        harness => harness.Channel.QueryAsync(AlipayHarness.Reference(), Token),
        options => (options.AesKey, options.AppAuthToken) = ("aa4BtZ4tspm2wnXLb1ThQA==", "202603BB0123456789abcdef"));

    [Fact]
    public async Task A_repeated_jump_is_the_same_jump()
    {
        using var harness = new AlipayHarness();
        var first = await harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Page), Token);
        harness.Time.Advance(TimeSpan.FromMinutes(7));
        var second = await harness.Channel.CreateAsync(AlipayHarness.Order(AlipayPaymentMethods.Page), Token);

        Assert.Equal(first.Accepted(), second.Accepted());
        Assert.Empty(harness.Gateway.Requests);
    }

    private static async Task CheckAsync<T>(string name, Func<AlipayHarness, Task<T>> call, Action<AlipayOptions>? configure = null)
    {
        using var harness = new AlipayHarness(configure);
        harness.Gateway.Node(Node).Node(Node);
        await call(harness);
        var request = harness.Gateway.Requests[0];
        Compare(name, request.ToText());
        AssertSigned(request);
    }

    private static async Task CheckJumpAsync(string name, PaymentMethod method, Action<AlipayOptions>? configure = null)
    {
        using var harness = new AlipayHarness(configure);
        var action = (await harness.Channel.CreateAsync(AlipayHarness.Order(method), Token)).Accepted();
        var text = action.Match(
            static _ => "",
            static redirect => redirect.Url,
            static form => form.Url + "\n\n" + string.Join('&', form.Fields.Select(static field => $"{field.Key}={field.Value}")),
            static sdk => sdk.Parameters["orderString"],
            static _ => "");
        Compare(name, text + "\n");
        AssertSigned(action switch
        {
            NextAction.SubmitForm form => new Captured("POST", form.Url, "", "biz_content=" + Uri.EscapeDataString(form.Fields["biz_content"])),
            NextAction.Redirect redirect => new Captured("GET", redirect.Url, "", ""),
            _ => new Captured("GET", "https://x/?" + text, "", ""),
        });
    }

    // Independent of the code under test: what was sent, sorted, joined, and verified with the application's public half.
    private static void AssertSigned(Captured request)
    {
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in request.Fields) sorted.Add(name, value);
        Assert.True(sorted.Remove("sign", out var sign));
        var text = string.Join('&', sorted.Select(static field => $"{field.Key}={field.Value}"));
        using var app = FakeGateway.Load("app");
        Assert.True(app.VerifyData(Encoding.UTF8.GetBytes(text), Convert.FromBase64String(sign!), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1), text);
    }

    private static void Compare(string name, string actual)
    {
        var file = $"{name}.txt";
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") is not null)
        {
            File.WriteAllText(TestFiles.Source(Path.Combine("Golden", file)), actual);
            return;
        }

        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)), actual);
    }
}
