using System.Net.Sockets;

namespace Payments.Channels.Alipay.Tests.Gateway;

public sealed class ClassificationTests
{
    [Theory]
    [InlineData("20000", "isp.unknow-error", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("20000", "aop.unknow-error", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("20000", "aop.ACQ.SYSTEM_ERROR", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("20000", null, "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("20001", "aop.invalid-app-auth-token", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40001", "isv.missing-signature", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40002", "isv.invalid-app-id", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40002", "isv.invalid-signature", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40002", "isv.invalid-timestamp", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40002", "isv.invalid-parameter", "Rejected", PaymentErrorCodes.ChannelRejected)]
    [InlineData("40002", "isv.decryption-error-unknown", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("40003", "isv.x", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40005", "isv.app-call-limited", "Rejected", PaymentErrorCodes.ChannelThrottled)]
    [InlineData("40005", "isv.method-call-limited", "Rejected", PaymentErrorCodes.ChannelThrottled)]
    [InlineData("40006", "isv.insufficient-isv-permissions", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40004", "ACQ.SYSTEM_ERROR", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("40004", "AQC.SYSTEM_ERROR", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("40004", "UNKNOWN_ERROR", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("40004", "REQUEST_PROCESSING", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("40004", "PROCESS_FAIL", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("40004", null, "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("40004", "ACQ.INVALID_PARAMETER", "Rejected", PaymentErrorCodes.ChannelRejected)]
    [InlineData("40004", "ACQ.ENTERPRISE_PAY_BIZ_ERROR", "Rejected", PaymentErrorCodes.ChannelRejected)]
    [InlineData("40004", "ACQ.ACCESS_FORBIDDEN", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40004", "ACQ.PARTNER_ERROR", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40004", "ACQ.SELLER_BEEN_BLOCKED", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40004", "ACQ.MERCHANT_STATUS_NOT_NORMAL", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40004", "ACQ.SECONDARY_MERCHANT_STATUS_ERROR", "Rejected", PaymentErrorCodes.ChannelAccountUnable)]
    [InlineData("40004", "ACQ.BUYER_ENABLE_STATUS_FORBID", "Rejected", PaymentErrorCodes.ChannelRejected)]
    [InlineData("40004", "ACQ.BUYER_SELLER_EQUAL", "Rejected", PaymentErrorCodes.ChannelRejected)]
    [InlineData("40004", "ACQ.SELLER_BALANCE_NOT_ENOUGH", "Rejected", PaymentErrorCodes.ChannelRejected)]
    [InlineData("40004", "ACQ.SOMETHING_NEW", "Rejected", PaymentErrorCodes.ChannelRejected)]
    [InlineData("50000", "ACQ.X", "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    [InlineData("10003", null, "Unknown", PaymentErrorCodes.PayerIsPaying)]
    [InlineData(null, null, "Unknown", PaymentErrorCodes.ChannelNoAnswer)]
    public async Task A_code_means(string? code, string? subCode, string outcome, string errorCode)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Node($$"""{{{(code is null ? "" : $"\"code\":\"{code}\",")}}"msg":"m"{{(subCode is null ? "" : $",\"sub_code\":\"{subCode}\"")}},"sub_msg":"secret words"}""");

        var result = await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token);
        var error = outcome == "Unknown" ? result.Unknown() : result.Rejected();

        Assert.Equal(errorCode, error.Code);
        Assert.NotEmpty(error.Remedy);
        Assert.DoesNotContain("secret words", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(errorCode == PaymentErrorCodes.ChannelThrottled, error.RetryAfter is not null);
    }

    [Theory]
    [InlineData("PARTNER_ERROR TOTAL_FEE_EXCEED PAYMENT_AUTH_CODE_INVALID BUYER_BALANCE_NOT_ENOUGH BUYER_BANKCARD_BALANCE_NOT_ENOUGH ERROR_BALANCE_PAYMENT_DISABLE BUYER_SELLER_EQUAL TRADE_BUYER_NOT_MATCH BUYER_ENABLE_STATUS_FORBID PULL_MOBILE_CASHIER_FAIL MOBILE_PAYMENT_SWITCH_OFF PAYMENT_FAIL BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR BEYOND_PAY_RESTRICTION SELLER_BEEN_BLOCKED PAYMENT_REQUEST_HAS_RISK NO_PAYMENT_INSTRUMENTS_AVAILABLE USER_FACE_PAYMENT_SWITCH_OFF INVALID_STORE_ID AGREEMENT_NOT_EXIST CURRENCY_NOT_SUPPORT NOW_TIME_AFTER_EXPIRE_TIME_ERROR REQUEST_AMOUNT_EXCEED TRADE_SETTLE_ERROR RISK_MERCHANT_IP_NOT_EXIST ACCESS_FORBIDDEN EXIST_FORBIDDEN_WORD INVALID_PARAMETER")]
    public async Task A_refused_charge_is_refused_after_one_call(string names)
    {
        foreach (var name in names.Split(' '))
        {
            using var harness = new AlipayHarness();
            harness.Gateway.Refusal("ACQ." + name);

            var error = (await harness.Barcode.PayAsync(AlipayHarness.BarcodeOrder(), Token)).Rejected();

            Assert.Equal("ACQ." + name, error.ChannelCode);
            Assert.Single(harness.Gateway.Requests);
        }
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public async Task What_never_left_throws_and_says_so(HttpRequestError cause)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Fault(new HttpRequestException(cause, "x", new SocketException()));

        var fault = await Assert.ThrowsAsync<ChannelUnreachableException>(() => harness.Channel.QueryAsync(AlipayHarness.Reference(), Token));

        Assert.False(fault.MayHaveBeenSent);
    }

    [Fact]
    public async Task What_may_have_arrived_is_unknown()
    {
        using var harness = new AlipayHarness();
        harness.Gateway
            .Fault(new HttpRequestException(HttpRequestError.ResponseEnded))
            .Fault(new IOException())
            .Fault(new SocketException())
            .Fault(new TaskCanceledException());

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(PaymentErrorCodes.ChannelNoAnswer, (await harness.Channel.CloseAsync(AlipayHarness.Reference(), Token)).Unknown().Code);
        }
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_told_so()
    {
        using var harness = new AlipayHarness();
        using var gaveUp = new CancellationTokenSource();
        harness.Gateway.Then(_ =>
        {
            gaveUp.Cancel();
            throw new OperationCanceledException(gaveUp.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => harness.Channel.QueryAsync(AlipayHarness.Reference(), gaveUp.Token));
    }
}
