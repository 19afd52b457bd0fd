using System.Net;
using System.Text;

namespace Payments.Channels.Alipay.Tests.Options;

public sealed class SelfTestTests
{
    private const string Absent = """{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}""";

    [Fact]
    public async Task The_expected_refusal_proves_everything()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Then(request => Dated(FakeGateway.Signed(request.Method, Absent), TestTime.Start.AddMinutes(2)));

        Assert.Empty(await harness.SelfTest.TestAsync(Token));
        Assert.Equal("alipay.trade.query", Assert.Single(harness.Gateway.Requests).Method);
    }

    [Theory]
    [InlineData("40002", "isv.invalid-signature", "AppPrivateKey")]
    [InlineData("40002", "isv.invalid-app-id", "AppId")]
    [InlineData("40002", "isv.invalid-encrypt", "AesKey")]
    [InlineData("40001", "isv.missing-app-cert-sn", "AppCertificate")]
    [InlineData("20001", "aop.invalid-app-auth-token", "AppAuthToken")]
    [InlineData("40006", "isv.insufficient-isv-permissions", "AppId")]
    [InlineData("20000", "isp.unknow-error", "GatewayUrl")]
    public async Task A_refusal_points_at_its_setting(string code, string subCode, string setting)
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Refusal(subCode, code);

        Assert.Equal("Payments:Alipay:alipay-main:" + setting, Assert.Single(await harness.SelfTest.TestAsync(Token)).Path);
    }

    [Fact]
    public async Task A_wrong_key_of_Alipays_is_found()
    {
        using var harness = new AlipayHarness();
        using var stranger = System.Security.Cryptography.RSA.Create(2048);
        harness.Gateway.Body(FakeGateway.Signed("alipay.trade.query", Absent, stranger));

        Assert.Equal("Payments:Alipay:alipay-main:AlipayPublicKey", Assert.Single(await harness.SelfTest.TestAsync(Token)).Path);
    }

    [Fact]
    public async Task A_clock_that_is_off_is_found_with_both_times()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Then(request => Dated(FakeGateway.Signed(request.Method, Absent), TestTime.Start.AddMinutes(-20)));

        var problem = Assert.Single(await harness.SelfTest.TestAsync(Token));
        Assert.Equal("Payments:Alipay:alipay-main:(clock)", problem.Path);
        Assert.Contains("2026-03-04 05:06:07Z", problem.Problem, StringComparison.Ordinal);
        Assert.Contains("2026-03-04 04:46:07Z", problem.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_gateway_is_found()
    {
        using var harness = new AlipayHarness();
        harness.Gateway.Fault(new HttpRequestException(HttpRequestError.NameResolutionError));

        Assert.Equal("Payments:Alipay:alipay-main:GatewayUrl", Assert.Single(await harness.SelfTest.TestAsync(Token)).Path);
    }

    private static HttpResponseMessage Dated(string body, DateTimeOffset date) => new(HttpStatusCode.OK)
    {
        Content = new StringContent(body, Encoding.UTF8),
        Headers = { Date = date },
    };
}
