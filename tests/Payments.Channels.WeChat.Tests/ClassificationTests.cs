using System.Net;
using System.Text;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

/// <summary>Law 3, as tables: what is a refusal, what is unknown, what was never sent.</summary>
public sealed class ClassificationTests
{
    private const string Rejected = "rejected";
    private const string Unknown = "unknown";

    [Theory]
    [InlineData(400, "PARAM_ERROR", Rejected, PaymentErrorCodes.ChannelRejected)]
    [InlineData(400, "APPID_MCHID_NOT_MATCH", Rejected, PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData(400, "MCH_NOT_EXISTS", Rejected, PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData(401, "SIGN_ERROR", Rejected, PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData(403, "NO_AUTH", Rejected, PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData(403, "ACCOUNT_ERROR", Rejected, PaymentErrorCodes.ChannelRejected)]
    [InlineData(403, "NOT_ENOUGH", Rejected, PaymentErrorCodes.ChannelRejected)]
    [InlineData(403, "RULE_LIMIT", Rejected, PaymentErrorCodes.ChannelRejected)]
    [InlineData(400, "ORDER_CLOSED", Rejected, PaymentErrorCodes.ChannelRejected)]
    [InlineData(400, "ORDERCLOSED", Rejected, PaymentErrorCodes.ChannelRejected)]
    [InlineData(404, "RESOURCE_NOT_EXISTS", Rejected, PaymentErrorCodes.ChannelRejected)]
    [InlineData(429, "RATELIMIT_EXCEEDED", Rejected, PaymentErrorCodes.ChannelThrottled)]
    [InlineData(429, "FREQUENCY_LIMITED", Rejected, PaymentErrorCodes.ChannelThrottled)]
    [InlineData(400, "ORDERPAID", Unknown, PaymentErrorCodes.OrderAlreadyPaid)]
    [InlineData(400, "ORDER_PAID", Unknown, PaymentErrorCodes.OrderAlreadyPaid)]
    [InlineData(403, "OUT_TRADE_NO_USED", Unknown, PaymentErrorCodes.ChannelRejected)]
    [InlineData(400, "BANK_ERROR", Unknown, PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData(500, "SYSTEM_ERROR", Unknown, PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData(500, "SYSTEMERROR", Unknown, PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData(502, "", Unknown, PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData(503, "SERVICE_UNAVAILABLE", Unknown, PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData(202, "USERPAYING", Unknown, PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData(302, "", Unknown, PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData(400, "", Unknown, PaymentErrorCodes.ChannelNoAnswer)]
    public async Task Create(int status, string code, string expected, string errorCode)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned((HttpStatusCode)status, code.Length == 0 ? "<html><title>400 Bad Request</title></html>" : Error(code)));

        var outcome = await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token);

        var (kind, error) = Kind(outcome);
        Assert.Equal((expected, errorCode), (kind, error!.Code));
        Assert.NotEmpty(error.Remedy);
    }

    [Theory]
    [InlineData("INVALID_REQUEST", "该订单已支付", "X-0", Unknown)]
    [InlineData("INVALID_REQUEST", "other", "X-268498689", Unknown)]
    [InlineData("INVALID_REQUEST", "other", "X-268449538", Unknown)]
    [InlineData("INVALID_REQUEST", "请求重入时，参数与首次请求时不一致", "X-268498688", Unknown)]
    [InlineData("PARAM_ERROR", "请求重入时，参数与首次请求时不一致", "X-0", Unknown)]
    [InlineData("INVALID_REQUEST", "该订单已失效", "X-268447914", Rejected)]
    [InlineData("INVALID_REQUEST", "无效请求", "X-268435456", Rejected)]
    public async Task Create_with_a_shared_code(string code, string message, string requestId, string expected)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.BadRequest, Error(code, message), requestId));

        Assert.Equal(expected, Kind(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token)).Kind);
    }

    [Theory]
    [InlineData(403, "NOT_ENOUGH", Rejected)]
    [InlineData(403, "USER_ACCOUNT_ABNORMAL", Rejected)]
    [InlineData(403, "REQUEST_BLOCKED", Rejected)]
    [InlineData(404, "RESOURCE_NOT_EXISTS", Rejected)]
    [InlineData(400, "PARAM_ERROR", Rejected)]
    [InlineData(429, "FREQUENCY_LIMITED", Unknown)]
    [InlineData(500, "SYSTEM_ERROR", Unknown)]
    [InlineData(500, "BIZ_ERR_NEED_RETRY", Unknown)]
    [InlineData(400, "BIZ_ERR_NEED_RETRY", Unknown)]
    [InlineData(502, "", Unknown)]
    [InlineData(202, "", Unknown)]
    [InlineData(202, "USERPAYING", Unknown)]
    public async Task Refund(int status, string code, string expected)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned((HttpStatusCode)status, code.Length == 0 ? "" : Error(code)));

        Assert.Equal(expected, Kind(await account.Refunds.RefundAsync(TestAccount.RefundOrder(), Ct.Token)).Kind);
    }

    [Theory]
    [InlineData("ORDER_NOT_EXIST")]
    [InlineData("ORDERNOTEXIST")]
    public async Task Query_of_an_unknown_number_is_not_found(string code)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.NotFound, Error(code)));

        var outcome = await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token);

        Assert.Equal(ChannelPaymentStatus.NotFound, Assert.IsType<ChannelOutcome<ChannelPayment>.Accepted>(outcome).Value.Status);
    }

    [Fact]
    public async Task Query_answered_by_a_gateways_404_is_unknown()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.NotFound, "<html>404</html>"));

        Assert.Equal(Unknown, Kind(await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token)).Kind);
    }

    [Theory]
    [InlineData("MCH_NOT_EXISTS")]
    [InlineData("RESOURCE_NOT_EXISTS")]
    [InlineData("A_CODE_TO_COME")]
    public async Task Another_404_does_not_say_that_there_is_no_payment(string code)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.NotFound, Error(code)));

        Assert.Equal(Rejected, Kind(await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token)).Kind);
    }

    [Theory]
    [InlineData("RESOURCE_NOT_EXISTS")]
    [InlineData("REFUND_NOT_EXISTS")]
    public async Task Refund_query_of_an_unknown_number_is_not_found(string code)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.NotFound, Error(code)));

        var outcome = await account.Refunds.QueryRefundAsync(new ChannelRefundReference("R1", "A", Currency.Cny), Ct.Token);

        Assert.Equal(ChannelRefundStatus.NotFound, Assert.IsType<ChannelOutcome<ChannelRefund>.Accepted>(outcome).Value.Status);
    }

    [Theory]
    [InlineData(400, "ORDER_PAID", ChannelCloseResult.AlreadyPaid)]
    [InlineData(400, "ORDERPAID", ChannelCloseResult.AlreadyPaid)]
    [InlineData(400, "ORDER_CLOSED", ChannelCloseResult.Closed)]
    [InlineData(202, "USERPAYING", ChannelCloseResult.PayerIsPaying)]
    [InlineData(404, "ORDER_NOT_EXIST", ChannelCloseResult.NothingToClose)]
    public async Task Close(int status, string code, ChannelCloseResult expected)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned((HttpStatusCode)status, Error(code)));

        var outcome = await account.Channel.CloseAsync(TestAccount.Reference(), Ct.Token);

        Assert.Equal(expected, Assert.IsType<ChannelOutcome<ChannelCloseResult>.Accepted>(outcome).Value);
    }

    [Fact]
    public async Task Close_is_closed_by_a_signed_empty_answer_only()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.NoContent, "");
        Assert.Equal(ChannelCloseResult.Closed, Assert.IsType<ChannelOutcome<ChannelCloseResult>.Accepted>(await account.Channel.CloseAsync(TestAccount.Reference(), Ct.Token)).Value);

        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.NoContent, ""));
        Assert.Equal(Unknown, Kind(await account.Channel.CloseAsync(TestAccount.Reference(), Ct.Token)).Kind);
    }

    [Theory]
    [InlineData("unsigned", nameof(VerificationFailureReason.Unsigned))]
    [InlineData("stranger", nameof(VerificationFailureReason.BodyChanged))]
    [InlineData("probe", nameof(VerificationFailureReason.SignatureProbe))]
    [InlineData("stale", nameof(VerificationFailureReason.ClockSkew))]
    [InlineData("serial", nameof(VerificationFailureReason.UnknownSerial))]
    [InlineData("changed", nameof(VerificationFailureReason.BodyChanged))]
    public async Task An_answer_that_cannot_be_trusted_is_unknown(string how, string reason)
    {
        using var account = new TestAccount();
        const string body = """{"code_url":"weixin://wxpay/bizpayurl?pr=1"}""";
        account.WeChat.Answers(_ =>
        {
            if (how == "unsigned")
            {
                return account.WeChat.Unsigned(HttpStatusCode.OK, body);
            }

            account.WeChat.SigningKey = how == "stranger" ? TestKeys.Stranger : TestKeys.Platform;
            account.WeChat.Serial = how == "serial" ? "PUB_KEY_ID_7" : WeChatSide.PublicKeyId;
            var response = account.WeChat.Signed(HttpStatusCode.OK, body);
            switch (how)
            {
                case "probe":
                    response.Headers.Remove("Wechatpay-Signature");
                    response.Headers.Add("Wechatpay-Signature", "WECHATPAY/SIGNTEST/abc");
                    break;
                case "stale":
                    response.Headers.Remove("Wechatpay-Timestamp");
                    response.Headers.Add("Wechatpay-Timestamp", "1735650000");
                    break;
                case "changed":
                    response.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.Replace("pr=1", "pr=2", StringComparison.Ordinal)));
                    break;
            }

            return response;
        });

        var (kind, error) = Kind(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));

        Assert.Equal((Unknown, PaymentErrorCodes.ChannelProtocol), (kind, error!.Code));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{\"code_url\":7}")]
    [InlineData("{\"code_url\":\"a\",\"code_url\":\"b\"}")]
    public async Task A_genuine_answer_without_a_credential_is_unknown(string body)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, body);

        Assert.Equal(Unknown, Kind(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token)).Kind);
    }

    [Theory]
    [InlineData("1900000002", "wx8888888888888888", "01JABCDEFGHJKMNPQRSTVWXYZ001")]
    [InlineData("1900000001", "wx0000000000000000", "01JABCDEFGHJKMNPQRSTVWXYZ001")]
    [InlineData("1900000001", "wx8888888888888888", "01JABCDEFGHJKMNPQRSTVWXYZ002")]
    public async Task A_genuine_answer_about_something_else_proves_nothing(string mchId, string appId, string number)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, WeChatSide.Payment(mchId: mchId, appId: appId).Replace("01JABCDEFGHJKMNPQRSTVWXYZ001", number, StringComparison.Ordinal));

        Assert.Equal(Unknown, Kind(await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token)).Kind);
    }

    [Fact]
    public async Task An_answer_of_two_megabytes_is_not_read()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, new string(' ', 2 << 20) + "{}");

        Assert.Equal(Unknown, Kind(await account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token)).Kind);
    }

    [Fact]
    public async Task Errors_and_logs_hold_no_payer_and_no_code()
    {
        using var account = new TestAccount(options => options.Barcode = new WeChatBarcodeOptions { Enabled = true, StoreId = "S1" });
        account.WeChat.Answers(request => account.WeChat.Unsigned(
            HttpStatusCode.BadRequest,
            """{"code":"PARAM_ERROR","message":"bad openid oUpF8uMuAJO_M2pxb1Q9zNjWeS6o or code 134567890123456789","detail":{"field":"/payer/openid","issue":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o is wrong","value":"oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"}}"""));

        var create = Kind(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Jsapi), Ct.Token)).Error!;
        var pay = Kind(await account.Barcode.PayAsync(TestAccount.Order(WeChatPaymentMethods.Barcode), Ct.Token)).Error!;

        Assert.Contains("/payer/openid", create.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("oUpF8uMuAJO", create.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("134567890123456789", pay.Message, StringComparison.Ordinal);
        var log = string.Join('\n', account.Log.Lines.Select(line => line.Text));
        Assert.NotEmpty(log);
        Assert.All(
            (string[])["oUpF8uMuAJO", "134567890123456789", WeChatSide.ApiV3Key, "PRIVATE KEY", "signature=\""],
            secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_are_checked_before_anything_is_sent()
    {
        using var account = new TestAccount();
        var order = TestAccount.Order(WeChatPaymentMethods.Jsapi);
        Assert.Empty(account.Channel.Validate(order));
        Assert.Equal("method", Problem(order with { Method = WeChatPaymentMethods.Barcode }));
        Assert.Equal("method", Problem(order with { Method = PaymentMethod.Parse("alipay.page") }));
        Assert.Equal("amount.currency", Problem(order with { Amount = Money.FromMinorUnits(100, Currency.Usd) }));
        Assert.Equal("amount.minorUnits", Problem(order with { Amount = Money.Zero(Currency.Cny) }));
        Assert.Equal("subject", Problem(order with { Subject = "咖啡\U0001F600" }));
        Assert.Equal("subject", Problem(order with { Subject = new string('x', 128) }));
        Assert.Equal("payer.id", Problem(order with { Payer = null }));
        Assert.Equal("payer.id", Problem(order with { Payer = new Payer { Id = new PayerId(new string('o', 129)) } }));
        Assert.Equal("payer.ipAddress", Problem(order with { Method = WeChatPaymentMethods.H5, Payer = new Payer { IpAddress = "127.0.0.1" } }));
        Assert.Equal("notifyUrl", Problem(order with { NotifyUrl = "https://shop.example.com/n?x=1" }));
        Assert.Equal("attemptNo", Problem(order with { AttemptNo = "short" }));

        string Problem(ChannelOrder bad) => Assert.Single(account.Channel.Validate(bad)).Field;
    }

    private static string Error(string code, string message = "message") => $$"""{"code":"{{code}}","message":"{{message}}"}""";

    private static (string Kind, PaymentError? Error) Kind<T>(ChannelOutcome<T> outcome) =>
        outcome.Match<(string, PaymentError?)>(_ => ("accepted", null), error => (Rejected, error), error => (Unknown, error));
}
