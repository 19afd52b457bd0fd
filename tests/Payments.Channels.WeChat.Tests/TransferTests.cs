using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

/// <summary>Transfers: the wire byte for byte, and what each answer means.</summary>
public sealed class TransferTests
{
    private const string Number = "01JABCDEFGHJKMNPQRSTVWXYZ001T1";
    private const string OpenId = "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o";
    private const string Name = "张三丰";
    private const string Accepted = $$"""{"out_bill_no":"{{Number}}","transfer_bill_no":"1330000071100999991182020050700019480001","create_time":"2025-01-01T00:00:00.123+08:00","state":"WAIT_USER_CONFIRM","package_info":"affffddafdfafddffda=="}""";

    [Fact]
    public async Task The_wire()
    {
        using var account = new TestAccount(options => options.MiniProgramAppId = "wxmini00000000001");
        account.WeChat.Answers(HttpStatusCode.OK, Accepted);

        await account.Transfers.TransferAsync(Order() with { RealName = null }, Ct.Token);
        Golden.Matches(account.WeChat.Last, "transfer");
        await account.Transfers.TransferAsync(Order() with { RealName = null, NotifyUrl = null, Method = WeChatPaymentMethods.MiniProgram }, Ct.Token);
        Golden.Matches(account.WeChat.Last, "transfer-miniprogram");
        await account.Transfers.QueryTransferAsync(Reference(), Ct.Token);
        Golden.Matches(account.WeChat.Last, "transfer-query");
        await account.Transfers.CancelTransferAsync(Reference(), Ct.Token);
        Golden.Matches(account.WeChat.Last, "transfer-cancel");
    }

    [Fact]
    public async Task A_repetition_is_the_same_request()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, Accepted);
        var order = Order() with { RealName = null };

        await account.Transfers.TransferAsync(order, Ct.Token);
        await account.Transfers.TransferAsync(order, Ct.Token);

        Assert.Equal(account.WeChat.Sent[0].Body, account.WeChat.Sent[1].Body);
    }

    [Fact]
    public async Task The_real_name_goes_out_encrypted_to_the_key_the_request_names()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, Accepted);

        await account.Transfers.TransferAsync(Order(), Ct.Token);

        var sent = account.WeChat.Last;
        var sealedName = (string)JsonNode.Parse(sent.Body)!["user_name"]!;
        Assert.Equal(Name, Encoding.UTF8.GetString(TestKeys.Platform.Decrypt(Convert.FromBase64String(sealedName), RSAEncryptionPadding.OaepSHA1)));
        Assert.Equal(WeChatSide.PublicKeyId, sent.Header("Wechatpay-Serial"));
        Assert.DoesNotContain(Name, sent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_payee_confirms_with_exactly_what_the_sdk_takes()
    {
        using var account = new TestAccount(options => options.MiniProgramAppId = "wxmini00000000001");
        account.WeChat.Answers(HttpStatusCode.OK, Accepted);

        var transfer = Value(await account.Transfers.TransferAsync(Order() with { Method = WeChatPaymentMethods.MiniProgram }, Ct.Token));

        Assert.Equal((ChannelTransferStatus.AwaitingPayee, "1330000071100999991182020050700019480001"), (transfer.Status, transfer.ChannelTransferId));
        var sdk = Assert.IsType<NextAction.InvokeClientSdk>(transfer.NextAction);
        Assert.Equal("wechat.transfer", sdk.Sdk);
        Assert.Equal("mchId=1900000001 appId=wxmini00000000001 package=affffddafdfafddffda==", string.Join(' ', sdk.Parameters.Select(parameter => $"{parameter.Key}={parameter.Value}")));
    }

    [Theory]
    [InlineData("ACCEPTED", ChannelTransferStatus.Processing)]
    [InlineData("PROCESSING", ChannelTransferStatus.Processing)]
    [InlineData("WAIT_USER_CONFIRM", ChannelTransferStatus.AwaitingPayee)]
    [InlineData("TRANSFERING", ChannelTransferStatus.Processing)]
    [InlineData("SUCCESS", ChannelTransferStatus.Succeeded)]
    [InlineData("FAIL", ChannelTransferStatus.Failed)]
    [InlineData("CANCELING", ChannelTransferStatus.Cancelling)]
    [InlineData("CANCELLED", ChannelTransferStatus.Cancelled)]
    [InlineData("A_WORD_TO_COME", ChannelTransferStatus.Processing)]
    public async Task Each_state(string state, ChannelTransferStatus expected)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, Bill(state));

        var transfer = Value(await account.Transfers.QueryTransferAsync(Reference(), Ct.Token));

        Assert.Equal((expected, state), (transfer.Status, transfer.ChannelStatus));
        Assert.Equal((Money.FromMinorUnits(1_234, Currency.Cny), new PayerId(OpenId)), (transfer.Amount, transfer.Payee));
        Assert.Equal(expected == ChannelTransferStatus.Succeeded ? TestAccount.Start.AddMinutes(5) : null, transfer.SucceededAt);
        Assert.Equal(expected == ChannelTransferStatus.Failed ? "OVERDUE_CLOSE" : null, transfer.Error?.ChannelCode);
    }

    [Theory]
    [InlineData(400, "PARAM_ERROR", "rejected", 1)]
    [InlineData(401, "SIGN_ERROR", "rejected", 1)]
    [InlineData(403, "NO_AUTH", "rejected", 1)]
    [InlineData(400, "APPID_MCHID_NOT_MATCH", "rejected", 1)]
    [InlineData(400, "INVALID_REQUEST", "rejected", 2)]
    [InlineData(403, "NOT_ENOUGH", "rejected", 2)]
    [InlineData(403, "A_CODE_TO_COME", "unknown", 1)]
    [InlineData(404, "NOT_FOUND", "unknown", 1)]
    [InlineData(429, "FREQUENCY_LIMITED", "unknown", 1)]
    [InlineData(500, "SYSTEM_ERROR", "unknown", 1)]
    [InlineData(502, "", "unknown", 1)]
    [InlineData(202, "", "unknown", 1)]
    [InlineData(400, "", "unknown", 1)]
    public async Task Law03_what_a_refusal_means_while_the_number_is_not_known(int status, string code, string expected, int calls)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(request => account.WeChat.Unsigned(request.Method == "GET" ? HttpStatusCode.NotFound : (HttpStatusCode)status, request.Method == "GET" ? Error("NOT_FOUND") : code.Length == 0 ? "<html>" : Error(code)));

        var outcome = await account.Transfers.TransferAsync(Order(), Ct.Token);

        Assert.Equal((expected, calls), (outcome.Match(_ => "accepted", _ => "rejected", _ => "unknown"), account.WeChat.Sent.Count));
        Assert.All(account.WeChat.Sent, sent => Assert.Contains(Number, sent.Text + sent.PathAndQuery, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("INVALID_REQUEST", 1_234, "accepted")]
    [InlineData("NOT_ENOUGH", 1_234, "accepted")]
    [InlineData("NOT_ENOUGH", 1_235, "unknown")]
    [InlineData("INVALID_REQUEST", 123_400, "unknown")]
    public async Task Law03_a_refusal_beside_a_bill_of_this_number_tells_how_the_bill_stands(string code, long amount, string expected)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(request => request.Method == "GET"
            ? account.WeChat.Signed(HttpStatusCode.OK, Bill("PROCESSING", amount))
            : account.WeChat.Unsigned(HttpStatusCode.Forbidden, Error(code)));

        var outcome = await account.Transfers.TransferAsync(Order(), Ct.Token);

        Assert.Equal(expected, outcome.Match(transfer => transfer.Status == ChannelTransferStatus.Processing ? "accepted" : "?", _ => "rejected", _ => "unknown"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Law03_a_refusal_is_unknown_while_the_question_after_it_is_not_answered(bool isSent)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(request => request.Method == "GET"
            ? isSent ? account.WeChat.Unsigned(HttpStatusCode.BadGateway, "") : throw new HttpRequestException(HttpRequestError.ConnectionError)
            : account.WeChat.Unsigned(HttpStatusCode.Forbidden, Error("NOT_ENOUGH")));

        Assert.Equal("NOT_ENOUGH", Assert.IsType<ChannelOutcome<ChannelTransfer>.Unknown>(await account.Transfers.TransferAsync(Order(), Ct.Token)).Error.ChannelCode);
    }

    [Fact]
    public async Task A_number_that_stands_for_another_transfer_is_unknown_and_not_asked()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(HttpStatusCode.BadRequest, Error("INVALID_REQUEST", "单号已存在但信息不一致")));

        Assert.IsType<ChannelOutcome<ChannelTransfer>.Unknown>(await account.Transfers.TransferAsync(Order(), Ct.Token));
        Assert.Single(account.WeChat.Sent);
    }

    [Fact]
    public async Task Law03_a_refusal_by_the_backup_after_a_lost_answer_is_unknown()
    {
        using var account = new TestAccount(options => (options.BackupBaseUrl, options.MaxRetries) = (null, 1));
        account.WeChat.Answers(request => request.Address.Contains("api2", StringComparison.Ordinal)
            ? account.WeChat.Unsigned(HttpStatusCode.BadRequest, Error("PARAM_ERROR"))
            : throw new HttpRequestException(HttpRequestError.ResponseEnded));

        Assert.IsType<ChannelOutcome<ChannelTransfer>.Unknown>(await account.Transfers.TransferAsync(Order(), Ct.Token));
        Assert.Equal(account.WeChat.Sent[0].Body, account.WeChat.Sent[1].Body);
    }

    [Theory]
    [InlineData("""{"out_bill_no":"another","state":"SUCCESS"}""")]
    [InlineData("""{"out_bill_no":"01JABCDEFGHJKMNPQRSTVWXYZ001T1"}""")]
    [InlineData("""{"out_bill_no":"01JABCDEFGHJKMNPQRSTVWXYZ001T1","state":"SUCCESS","transfer_amount":-1}""")]
    [InlineData("""{"out_bill_no":"01JABCDEFGHJKMNPQRSTVWXYZ001T1","state":"SUCCESS","transfer_amount":12.34}""")]
    [InlineData("""{"out_bill_no":"01JABCDEFGHJKMNPQRSTVWXYZ001T1","state":"SUCCESS","state":"FAIL"}""")]
    [InlineData("""{"mch_id":"1999999999","out_bill_no":"01JABCDEFGHJKMNPQRSTVWXYZ001T1","state":"SUCCESS"}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task A_genuine_answer_that_is_not_the_transfer_asked_for_is_unknown(string body)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(HttpStatusCode.OK, body);

        Assert.IsType<ChannelOutcome<ChannelTransfer>.Unknown>(await account.Transfers.TransferAsync(Order(), Ct.Token));
        Assert.IsType<ChannelOutcome<ChannelTransfer>.Unknown>(await account.Transfers.QueryTransferAsync(Reference(), Ct.Token));
        Assert.IsType<ChannelOutcome<ChannelTransfer>.Unknown>(await account.Transfers.CancelTransferAsync(Reference(), Ct.Token));
    }

    [Theory]
    [InlineData("MCH_NOT_EXISTS", 404)]
    [InlineData("NOT_FOUND", 400)]
    public async Task Another_refusal_of_a_query_does_not_say_that_there_is_no_transfer(string code, int status)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned((HttpStatusCode)status, Error(code)));

        Assert.IsType<ChannelOutcome<ChannelTransfer>.Rejected>(await account.Transfers.QueryTransferAsync(Reference(), Ct.Token));
    }

    [Theory]
    [InlineData("SUCCESS", "accepted")]
    [InlineData("TRANSFERING", "accepted")]
    [InlineData("WAIT_USER_CONFIRM", "rejected")]
    public async Task A_refused_cancellation_tells_what_came_first(string state, string expected)
    {
        using var account = new TestAccount();
        account.WeChat.Answers(request => request.Method == "GET"
            ? account.WeChat.Signed(HttpStatusCode.OK, Bill(state))
            : account.WeChat.Unsigned(HttpStatusCode.BadRequest, Error("INVALID_REQUEST", "单据状态不支持撤销")));

        Assert.Equal(expected, (await account.Transfers.CancelTransferAsync(Reference(), Ct.Token)).Match(_ => "accepted", _ => "rejected", _ => "unknown"));
    }

    [Fact]
    public async Task Law10_what_the_channel_repeats_of_the_payee_is_masked()
    {
        using var account = new TestAccount();
        account.WeChat.Answers(_ => account.WeChat.Unsigned(
            HttpStatusCode.BadRequest, $$$"""{"code":"PARAM_ERROR","message":"用户{{{OpenId}}}与姓名{{{Name}}}不符","detail":{"field":"/openid","issue":"{{{OpenId}}} is not {{{Name}}}"} }"""));

        var error = Assert.IsType<ChannelOutcome<ChannelTransfer>.Rejected>(await account.Transfers.TransferAsync(Order(), Ct.Token)).Error;
        account.WeChat.Answers(HttpStatusCode.OK, Bill("FAIL").Replace("OVERDUE_CLOSE", $"{Name} 已注销", StringComparison.Ordinal));
        var failed = Value(await account.Transfers.QueryTransferAsync(Reference(), Ct.Token));

        Assert.Null(failed.Error!.ChannelCode);
        string[] texts = [error.ToString(), failed.ToString(), Order().ToString(), .. account.Log.Lines.Select(line => line.Text)];
        Assert.DoesNotContain(texts, text => text.Contains(OpenId, StringComparison.Ordinal) || text.Contains(Name, StringComparison.Ordinal));
        Assert.Contains("***", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_of_a_sub_merchant_sends_nothing()
    {
        using var account = new TestAccount(options => options.SubMchId = "1900000109");

        Assert.Equal("account", account.Transfers.ValidateTransfer(Order()).Single().Field);
        Assert.IsType<ChannelOutcome<ChannelTransfer>.Rejected>(await account.Transfers.TransferAsync(Order(), Ct.Token));
        Assert.Empty(account.WeChat.Sent);
    }

    [Theory]
    [InlineData("SUCCESS", ChannelTransferStatus.Succeeded)]
    [InlineData("FAIL", ChannelTransferStatus.Failed)]
    [InlineData("CANCELLED", ChannelTransferStatus.Cancelled)]
    public async Task The_end_is_told_by_callback(string state, ChannelTransferStatus expected)
    {
        using var account = new TestAccount();

        var reading = await account.Channel.ReadNotificationAsync(WeChatSide.Callback(WeChatSide.Envelope(Bill(state), "MCHTRANSFER.BILL.FINISHED"), account.Time.GetUtcNow()), Ct.Token);

        var transfer = Assert.IsType<ChannelNotification.Transfer>(Assert.IsType<NotificationReading.Verified>(reading).Notification);
        Assert.Equal(("EV-2018022511223320873", Number, expected), (transfer.NotificationId, transfer.Value.TransferNo, transfer.Value.Status));
        Assert.Equal(Money.FromMinorUnits(1_234, Currency.Cny), transfer.Value.Amount);
    }

    [Theory]
    [InlineData("1999999999", VerificationFailureReason.WrongMerchant)]
    [InlineData("1900000001\",\"state\":\"SUCCESS", VerificationFailureReason.MalformedBody)]
    public async Task A_callback_that_is_not_ours_or_not_whole_is_refused(string mchId, VerificationFailureReason expected)
    {
        using var account = new TestAccount();
        var content = Bill("FAIL").Replace("1900000001", mchId, StringComparison.Ordinal);

        var reading = await account.Channel.ReadNotificationAsync(WeChatSide.Callback(WeChatSide.Envelope(content, "MCHTRANSFER.BILL.FINISHED"), account.Time.GetUtcNow()), Ct.Token);

        Assert.Equal(expected, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
    }

    private static ChannelTransferOrder Order() => new()
    {
        TransferNo = Number,
        Amount = Money.FromMinorUnits(1_234, Currency.Cny),
        Payee = new PayerId(OpenId),
        RealName = new PayerId(Name),
        Title = "新会员有礼 & more",
        Remark = "for our own books",
        Scene = "1000",
        Reports = [new TransferReport("活动名称", "新会员有礼"), new TransferReport("奖励说明", "注册会员抽奖一等奖")],
        NotifyUrl = "https://shop.example.com/payments/notify/wechat-main",
    };

    private static ChannelTransferReference Reference() => new(Number);

    private static string Bill(string state, long amount = 1_234) =>
        $$"""{"mch_id":"1900000001","appid":"wx8888888888888888","out_bill_no":"{{Number}}","transfer_bill_no":"1330000071100999991182020050700019480001","state":"{{state}}","transfer_amount":{{amount}},"transfer_remark":"x","openid":"{{OpenId}}","fail_reason":"{{(state == "FAIL" ? "OVERDUE_CLOSE" : "")}}","create_time":"2025-01-01T00:00:00+08:00","update_time":"2025-01-01T00:05:00+08:00"}""";

    private static string Error(string code, string message = "x") => $$"""{"code":"{{code}}","message":"{{message}}"}""";

    private static ChannelTransfer Value(ChannelOutcome<ChannelTransfer> outcome) => Assert.IsType<ChannelOutcome<ChannelTransfer>.Accepted>(outcome).Value;
}
