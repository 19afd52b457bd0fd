using System.Security.Cryptography;
using System.Text;

namespace Payments.Channels.Alipay.Tests.Signing;

public sealed class CertificateRotationTests
{
    private static readonly TestCertificates Authority = new();
    private static readonly RSA App = FakeGateway.Load("app");
    private static readonly RSA NewKey = RSA.Create(2048);
    private static readonly string OldPem = Authority.Issue(TestCertificates.Alipay, FakeGateway.PlatformKey, 1);
    private static readonly string NewPem = Authority.Issue(TestCertificates.Alipay, NewKey, 2);
    private static readonly string AppPem = Authority.Issue("CN=2088000000000001-2021000000000001, OU=Alipay, O=Tests, C=CN", App, 3);

    [Fact]
    public async Task Requests_name_both_certificates()
    {
        using var harness = Harness();
        harness.Gateway.Body(Answer(OldPem, FakeGateway.PlatformKey));

        (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted();

        Assert.Equal(TestCertificates.NumberOf(AppPem), harness.Gateway.Requests[0].Fields["app_cert_sn"]);
        Assert.Equal(TestCertificates.NumberOf(Authority.RootPem), harness.Gateway.Requests[0].Fields["alipay_root_cert_sn"]);
    }

    [Fact]
    public async Task A_new_certificate_is_fetched_once_proved_and_used_from_then_on()
    {
        using var harness = Harness();
        harness.Gateway.Body(Answer(NewPem, NewKey)).Node(Download(NewPem)).Body(Answer(NewPem, NewKey)).Body(Answer(OldPem, FakeGateway.PlatformKey));

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(ChannelPaymentStatus.Succeeded, (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted().Status);
        }

        Assert.Equal(4, harness.Gateway.Requests.Count);
        Assert.Equal($$"""{"alipay_cert_sn":"{{TestCertificates.NumberOf(NewPem)}}"}""", harness.Gateway.Requests[1].Content);
        var notice = new Notice();
        Assert.IsType<NotificationReading.Verified>(await harness.Channel.ReadNotificationAsync(Notice.Request(notice.Bytes(notice.Signature(NewKey))), Token));
        Assert.IsType<NotificationReading.Verified>(await harness.Channel.ReadNotificationAsync(Notice.Request(notice.Bytes()), Token));
    }

    public static TheoryData<string, string> NotAlipays => new()
    {
        { "issued by a stranger", new TestCertificates().Issue(TestCertificates.Alipay, NewKey, 2) },
        { "a merchant's certificate of the same authority", Authority.Issue("CN=2088000000000002-2021000000000002, OU=Alipay, O=Tests, C=CN", NewKey, 4) },
        { "expired", Authority.Issue(TestCertificates.Alipay, NewKey, 5, days: 9) },
        { "self-signed", SelfSigned() },
    };

    [Theory]
    [MemberData(nameof(NotAlipays))]
    public async Task A_certificate_that_is_not_Alipays_is_not_taken(string what, string pem)
    {
        using var harness = Harness();
        harness.Gateway.Body(Answer(pem, NewKey)).Node(Download(pem));

        var error = (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown();

        Assert.Contains("UnknownSerial", error.Message, StringComparison.Ordinal);
        Assert.True(harness.Log.Any(static line => line.StartsWith("4011 ", StringComparison.Ordinal)), what);
    }

    [Fact]
    public async Task A_certificate_other_than_the_one_asked_for_is_not_taken()
    {
        using var harness = Harness();
        harness.Gateway.Body(Answer(NewPem, NewKey)).Node(Download(OldPem));

        (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown();
    }

    [Fact]
    public async Task A_known_number_does_not_excuse_a_wrong_signature()
    {
        using var harness = Harness();
        harness.Gateway.Body(Answer(OldPem, NewKey));

        Assert.Contains("BodyChanged", (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Unknown().Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forged_callbacks_cause_one_fetch_a_minute_and_do_not_hold_up_answers()
    {
        using var harness = Harness();
        harness.Gateway.Refusal("isv.alipay-cert-not-exist", "40002");
        for (var i = 0; i < 50; i++)
        {
            var forged = Notice.With(("alipay_cert_sn", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))));
            var reading = await harness.Channel.ReadNotificationAsync(Notice.Request(forged.Bytes()), Token);
            Assert.Equal(VerificationFailureReason.UnknownSerial, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
        }

        Assert.Single(harness.Gateway.Requests);
        harness.Gateway.Body(Answer(NewPem, NewKey)).Node(Download(NewPem));
        (await harness.Channel.QueryAsync(AlipayHarness.Reference(), Token)).Accepted();
        harness.Time.Advance(TimeSpan.FromMinutes(1));
        harness.Gateway.Refusal("isv.alipay-cert-not-exist", "40002");
        await harness.Channel.ReadNotificationAsync(Notice.Request(Notice.With(("alipay_cert_sn", new string('a', 32))).Bytes()), Token);
        Assert.Equal(4, harness.Gateway.Requests.Count);
    }

    [Fact]
    public async Task A_number_that_is_none_is_not_asked_for()
    {
        using var harness = Harness();
        var reading = await harness.Channel.ReadNotificationAsync(Notice.Request(Notice.With(("alipay_cert_sn", "../../etc")).Bytes()), Token);

        Assert.Equal(VerificationFailureReason.UnknownSerial, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
        Assert.Empty(harness.Gateway.Requests);
    }

    private static AlipayHarness Harness() => new(static options =>
    {
        options.AlipayPublicKey = null;
        options.AppCertificate = AppPem;
        options.AlipayCertificate = OldPem;
        options.AlipayRootCertificate = Authority.RootPem;
    });

    private static string Answer(string pem, RSA key) =>
        FakeGateway.Signed("alipay.trade.query", AlipayHarness.Paid(), key, $",\"alipay_cert_sn\":\"{TestCertificates.NumberOf(pem)}\"");

    private static string Download(string pem) =>
        $$"""{"code":"10000","alipay_cert_content":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes(pem))}}"}""";

    private static string SelfSigned()
    {
        var request = new System.Security.Cryptography.X509Certificates.CertificateRequest(TestCertificates.Alipay, NewKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(TestTime.Start.AddDays(-1), TestTime.Start.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
