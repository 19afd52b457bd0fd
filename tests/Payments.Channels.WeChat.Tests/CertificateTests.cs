using System.Net;
using System.Security.Cryptography;
using System.Text;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;
using Reason = Payments.Channels.VerificationFailureReason;

namespace Payments.Channels.WeChat.Tests;

/// <summary>Platform certificates: the first fetch, rotation without a gap, and strangers who would have us fetch for ever.</summary>
public sealed class CertificateTests
{
    private const string CodeUrl = """{"code_url":"weixin://x"}""";

    private static readonly DateTimeOffset Now = TestAccount.Start;

    private static readonly Lazy<(string Serial, RSA Key, string Pem)> Old = new(() => Made(TestKeys.Platform, WeChatSide.CertificateSerial, Now.AddYears(-4), Now.AddDays(30)));
    private static readonly Lazy<(string Serial, RSA Key, string Pem)> Next = new(() => Made(TestKeys.NextPlatform, WeChatSide.NextCertificateSerial, Now.AddDays(-1), Now.AddYears(5)));
    private static readonly Lazy<(string Serial, RSA Key, string Pem)> Expired = new(() => Made(TestKeys.Stranger, "4157F09EFDC096DE15EBE81A47057A7232F1B8E0", Now.AddYears(-5), Now.AddDays(-1)));

    [Fact]
    public async Task The_first_call_fetches_the_list_once_and_names_the_newest()
    {
        using var account = CertificateMode();
        Serve(account, Next.Value, Old.Value, Next.Value);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token)));

        Assert.Equal(1, Fetches(account));
        Assert.Null(account.WeChat.Sent[0].Header("Wechatpay-Serial"));
        Assert.All(account.WeChat.Sent.Skip(1), request => Assert.Equal(Next.Value.Serial, request.Header("Wechatpay-Serial")));
    }

    [Fact]
    public async Task Both_certificates_of_a_rotation_verify_callbacks()
    {
        using var account = CertificateMode();
        Serve(account, Old.Value, Old.Value, Next.Value);
        Assert.IsType<NotificationReading.Verified>(await CallbackAsync(account, Old.Value));
        Assert.IsType<NotificationReading.Verified>(await CallbackAsync(account, Next.Value));
        Assert.Equal(1, Fetches(account));
    }

    [Fact]
    public async Task A_new_serial_is_fetched_when_first_seen()
    {
        using var account = CertificateMode();
        Serve(account, Old.Value, Old.Value);
        Assert.IsType<NotificationReading.Verified>(await CallbackAsync(account, Old.Value));
        account.Time.Advance(TimeSpan.FromMinutes(2));
        Serve(account, Next.Value, Old.Value, Next.Value);

        Assert.IsType<NotificationReading.Verified>(await CallbackAsync(account, Next.Value));
        Assert.Equal(2, Fetches(account));
    }

    [Fact]
    public async Task A_new_serial_is_fetched_although_a_fetch_is_under_way_that_was_answered_before_it_was_there()
    {
        using var account = CertificateMode(options =>
        {
            options.CertificateRefreshMinimumInterval = TimeSpan.FromSeconds(10);
            options.TryTimeout = TimeSpan.FromSeconds(60);
        });
        var asked = new TaskCompletionSource();
        var answers = new TaskCompletionSource<HttpResponseMessage>();
        Serve(account, Old.Value, Old.Value);
        var late = account.WeChat.Signed(HttpStatusCode.OK, List(WeChatSide.ApiV3Key, Old.Value));
        account.WeChat.Answer = (_, _) =>
        {
            asked.TrySetResult();
            return answers.Task;
        };
        var first = CallbackAsync(account, Old.Value).AsTask();
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct.Token);
        account.Time.Advance(TimeSpan.FromSeconds(11));
        Serve(account, Next.Value, Old.Value, Next.Value);

        var second = CallbackAsync(account, Next.Value).AsTask();
        answers.SetResult(late);

        Assert.IsType<NotificationReading.Refused>(await first); // its patience was over
        Assert.IsType<NotificationReading.Verified>(await second);
        Assert.Equal(2, Fetches(account));
    }

    [Fact]
    public async Task A_thousand_forged_serials_cause_one_fetch_a_minute()
    {
        using var account = CertificateMode();
        Serve(account, Old.Value, Old.Value);
        await CallbackAsync(account, Old.Value);
        account.Time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 500; i++)
        {
            var reading = await CallbackAsync(account, (RandomNumberGenerator.GetHexString(40), TestKeys.Stranger, ""));
            Assert.Equal(Reason.UnknownSerial, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
        }

        Assert.Equal(2, Fetches(account));
        account.Time.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => CallbackAsync(account, (RandomNumberGenerator.GetHexString(40), TestKeys.Stranger, "")).AsTask()));
        Assert.Equal(3, Fetches(account));
    }

    [Fact]
    public async Task Forged_serials_cause_no_more_fetches_when_there_is_nothing_yet_and_none_succeeds()
    {
        using var account = CertificateMode();
        account.WeChat.Answers(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));
        for (var i = 0; i < 50; i++)
        {
            Assert.IsType<NotificationReading.Refused>(await CallbackAsync(account, Old.Value));
        }

        Assert.Equal(1, Fetches(account));
    }

    [Fact]
    public async Task Nobody_waits_for_a_routine_fetch_and_its_failure_changes_nothing()
    {
        using var account = CertificateMode();
        Serve(account, Old.Value, Old.Value);
        await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token);
        account.Time.Advance(TimeSpan.FromHours(13));
        var asked = new TaskCompletionSource();
        account.WeChat.SigningKey = Old.Value.Key;
        account.WeChat.Serial = Old.Value.Serial;
        account.WeChat.Answer = async (request, token) =>
        {
            if (request.PathAndQuery == "/v3/certificates")
            {
                asked.TrySetResult();
                await Task.Delay(Timeout.Infinite, token);
            }

            return account.WeChat.Signed(HttpStatusCode.OK, CodeUrl);
        };

        Assert.IsType<ChannelOutcome<NextAction>.Accepted>(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10), Ct.Token);
        account.Time.Advance(TimeSpan.FromSeconds(11));
        Assert.IsType<ChannelOutcome<NextAction>.Accepted>(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));
        Assert.Equal(2, Fetches(account));
    }

    [Fact]
    public async Task When_all_that_was_known_has_expired_the_list_proves_itself()
    {
        using var account = CertificateMode();
        Serve(account, Old.Value, Old.Value);
        await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token);
        account.Time.Advance(TimeSpan.FromDays(60));
        Serve(account, Next.Value, Next.Value);

        Assert.IsType<ChannelOutcome<NextAction>.Accepted>(await account.Channel.CreateAsync(
            TestAccount.Order(WeChatPaymentMethods.Native) with { ExpiresAt = account.Time.GetUtcNow().AddHours(1) }, Ct.Token));
    }

    [Fact]
    public async Task An_expired_certificate_is_not_kept()
    {
        using var account = CertificateMode();
        Serve(account, Old.Value, Expired.Value, Old.Value);

        var reading = await CallbackAsync(account, Expired.Value);

        Assert.Equal(Reason.UnknownSerial, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
    }

    [Fact]
    public async Task A_certificate_that_expired_since_it_was_fetched_verifies_nothing()
    {
        using var account = CertificateMode();
        Serve(account, Old.Value, Old.Value, Next.Value);
        Assert.IsType<NotificationReading.Verified>(await CallbackAsync(account, Old.Value));
        account.Time.Advance(TimeSpan.FromDays(60));
        account.WeChat.Answers(_ => throw new HttpRequestException(HttpRequestError.ConnectionError));

        var reading = await CallbackAsync(account, Old.Value);

        Assert.Equal(Reason.UnknownSerial, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
        Assert.IsType<NotificationReading.Verified>(await CallbackAsync(account, Next.Value));
    }

    [Theory]
    [InlineData("other key")]
    [InlineData("stranger signs")]
    [InlineData("unsigned")]
    [InlineData("empty")]
    [InlineData("only expired")]
    [InlineData("not JSON")]
    [InlineData("404")]
    public async Task A_list_that_cannot_be_trusted_is_not_taken_and_nothing_else_is_sent(string how)
    {
        using var account = CertificateMode();
        var body = how switch
        {
            "other key" => List("ffffffffffffffffffffffffffffffff", Old.Value),
            "empty" => """{"data":[]}""",
            "only expired" => List(WeChatSide.ApiV3Key, Expired.Value),
            "not JSON" => "<html>",
            _ => List(WeChatSide.ApiV3Key, Old.Value),
        };
        account.WeChat.SigningKey = how == "stranger signs" ? TestKeys.Merchant : how == "only expired" ? Expired.Value.Key : Old.Value.Key;
        account.WeChat.Serial = how == "only expired" ? Expired.Value.Serial : Old.Value.Serial;
        account.WeChat.Answers(_ => how switch
        {
            "unsigned" => account.WeChat.Unsigned(HttpStatusCode.OK, body),
            "404" => account.WeChat.Unsigned(HttpStatusCode.NotFound, """{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}"""),
            _ => account.WeChat.Signed(HttpStatusCode.OK, body),
        });

        var thrown = await Assert.ThrowsAsync<ChannelUnreachableException>(() => account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));

        Assert.All(account.WeChat.Sent, request => Assert.Equal("/v3/certificates", request.PathAndQuery));
        if (how == "404")
        {
            Assert.Contains("PublicKeyId", thrown.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task While_moving_both_kinds_of_key_are_recognised_and_requests_name_the_public_key()
    {
        using var account = new TestAccount(options =>
        {
            options.UsePlatformCertificates = true;
            options.PublicKey = TestKeys.NextPlatform.ExportSubjectPublicKeyInfoPem();
        });
        account.WeChat.Answers(request =>
        {
            account.WeChat.SigningKey = TestKeys.NextPlatform;
            account.WeChat.Serial = WeChatSide.PublicKeyId;
            return account.WeChat.Signed(HttpStatusCode.OK, request.PathAndQuery == "/v3/certificates" ? List(WeChatSide.ApiV3Key, Old.Value) : CodeUrl);
        });

        Assert.IsType<ChannelOutcome<NextAction>.Accepted>(await account.Channel.CreateAsync(TestAccount.Order(WeChatPaymentMethods.Native), Ct.Token));
        Assert.IsType<NotificationReading.Verified>(await CallbackAsync(account, Old.Value));
        Assert.IsType<NotificationReading.Verified>(await CallbackAsync(account, (WeChatSide.PublicKeyId, TestKeys.NextPlatform, "")));
        Assert.All(account.WeChat.Sent, request => Assert.Equal(WeChatSide.PublicKeyId, request.Header("Wechatpay-Serial")));
    }

    [Fact]
    public async Task A_field_is_sealed_to_the_newest_certificate_and_its_serial_goes_with_it()
    {
        using var account = CertificateMode();
        Serve(account, Next.Value, Old.Value, Next.Value);

        var sealer = await account.Cipher.GetSealerAsync(Ct.Token);

        Assert.Equal(Next.Value.Serial, sealer.Serial);
        Assert.Equal("张三", Encoding.UTF8.GetString(TestKeys.NextPlatform.Decrypt(Convert.FromBase64String(sealer.Encrypt("张三")), RSAEncryptionPadding.OaepSHA1)));
        Assert.Throws<ArgumentException>(() => sealer.Encrypt(new string('x', 215)));
        sealer.Encrypt(new string('x', 214));
    }

    private static TestAccount CertificateMode(Action<WeChatOptions>? configure = null) => new(options =>
    {
        options.PublicKey = options.PublicKeyId = null;
        options.UsePlatformCertificates = true;
        configure?.Invoke(options);
    });

    private static (string, RSA, string) Made(RSA key, string serial, DateTimeOffset from, DateTimeOffset to)
    {
        using var certificate = TestKeys.Certificate(key, serial, from, to);
        return (serial, key, certificate.ExportCertificatePem());
    }

    private static void Serve(TestAccount account, (string Serial, RSA Key, string Pem) signer, params (string Serial, RSA Key, string Pem)[] listed)
    {
        account.WeChat.SigningKey = signer.Key;
        account.WeChat.Serial = signer.Serial;
        account.WeChat.Answers(request => account.WeChat.Signed(
            HttpStatusCode.OK, request.PathAndQuery == "/v3/certificates" ? List(WeChatSide.ApiV3Key, listed) : CodeUrl));
    }

    private static string List(string apiV3Key, params (string Serial, RSA Key, string Pem)[] listed) =>
        "{\"data\":[" + string.Join(',', listed.Select(certificate =>
            $$$"""{"serial_no":"{{{certificate.Serial}}}","effective_time":"2018-06-08T10:34:56+08:00","expire_time":"2018-12-08T10:34:56+08:00","encrypt_certificate":{"algorithm":"AEAD_AES_256_GCM","nonce":"61f9c719728a","associated_data":"certificate","ciphertext":"{{{WeChatSide.Seal(certificate.Pem, "61f9c719728a", "certificate", apiV3Key)}}}"}}""")) + "]}";

    private static int Fetches(TestAccount account) => account.WeChat.Sent.Count(request => request.PathAndQuery == "/v3/certificates");

    private static ValueTask<NotificationReading> CallbackAsync(TestAccount account, (string Serial, RSA Key, string Pem) signer) =>
        account.Channel.ReadNotificationAsync(
            WeChatSide.Callback(WeChatSide.Envelope(WeChatSide.Payment()), account.Time.GetUtcNow(), signer.Key, signer.Serial), Ct.Token);
}
