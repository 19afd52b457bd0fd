using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Payments.Channels;
using Payments.Channels.WeChat.Tests.Support;

namespace Payments.Channels.WeChat.Tests;

/// <summary>The official SDKs' own vectors.</summary>
public sealed class VectorTests
{
    private const string VectorApiV3Key = "a7cde1ZJB1kG2e7VfTs3jQzaWizur8Gb";

    [Fact]
    public async Task Signing_gives_the_official_signature()
    {
        using var account = Official();
        var vector = Java("sign_sha256_rsa2048");

        var signature = await account.Signer.SignAsync(Encoding.UTF8.GetBytes(vector["message"]), Ct.Token);

        Assert.Equal(vector["signature_base64"], Convert.ToBase64String(signature.Span));
    }

    [Fact]
    public async Task Oaep_decrypts_the_official_ciphertext()
    {
        using var account = Official();
        var vector = Java("oaep_sha1_mgf1sha1");

        Assert.Equal(vector["plaintext"], await account.Cipher.DecryptAsync(vector["ciphertext_base64"], Ct.Token));
    }

    [Fact]
    public void Aead_decrypts_the_official_ciphertext()
    {
        using var account = Official();
        var vector = Java("aes_256_gcm");

        var plaintext = account.Cipher.DecryptResource(vector["nonce"], vector["associated_data"], vector["ciphertext_base64"]);

        Assert.Equal(vector["plaintext"], Encoding.UTF8.GetString(plaintext));
    }

    [Fact]
    public void The_official_certificate_list_decrypts_to_the_official_certificate()
    {
        using var account = Official();
        using var list = JsonDocument.Parse(File.ReadAllText(SharedFiles.Vector("java/download_certificate_response.json")));
        var encrypted = list.RootElement.GetProperty("data")[0].GetProperty("encrypt_certificate");

        var plaintext = account.Cipher.DecryptResource(
            encrypted.GetProperty("nonce").GetString()!, encrypted.GetProperty("associated_data").GetString(), encrypted.GetProperty("ciphertext").GetString()!);

        Assert.Equal(File.ReadAllText(SharedFiles.Vector("java/download_certificate_plaintext.pem")).Trim(), Encoding.UTF8.GetString(plaintext).Trim());
    }

    [Fact]
    public async Task The_official_list_signed_by_nobody_in_it_is_not_trusted()
    {
        using var account = Official(options =>
        {
            options.PublicKey = options.PublicKeyId = null;
            options.UsePlatformCertificates = true;
        });
        var list = File.ReadAllText(SharedFiles.Vector("java/download_certificate_response.json"));
        account.WeChat.Serial = "5DEA10EF55877E3CF6C33255C2E7DEFFF7E427EC";
        account.WeChat.Answers(_ => account.WeChat.Signed(System.Net.HttpStatusCode.OK, list));

        var failure = await Assert.ThrowsAsync<ChannelUnreachableException>(() => account.Channel.QueryAsync(TestAccount.Reference(), Ct.Token));

        Assert.Contains("cannot be trusted", failure.Message, StringComparison.Ordinal);
        Assert.Single(account.WeChat.Sent);
    }

    [Fact]
    public async Task The_official_negative_is_refused()
    {
        // The vector's signature is the merchant's; the key named is WeChat Pay's.
        using var account = Official();
        var body = Encoding.UTF8.GetBytes("message");
        var headers = WeChatSide.Headers(body, TestAccount.Start);
        headers["Wechatpay-Signature"] = Java("negative_verify")["signature_base64"];

        var reading = await account.Channel.ReadNotificationAsync(new NotificationRequest(body, headers, TestAccount.Start), Ct.Token);

        Assert.Equal(VerificationFailureReason.BodyChanged, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
    }

    [Fact]
    public async Task The_official_partial_callback_does_not_decrypt_under_our_key()
    {
        using var account = new TestAccount();
        using var partial = JsonDocument.Parse(File.ReadAllText(SharedFiles.Vector("java/notification_body_partial.json")));
        var body = $$"""{"id":"EV-1","event_type":"PAYSCORE.USER_PAID","resource":{{partial.RootElement.GetProperty("resource").GetRawText()}}}""";

        var reading = await account.Channel.ReadNotificationAsync(WeChatSide.Callback(body, TestAccount.Start), Ct.Token);

        Assert.Equal(VerificationFailureReason.DecryptionFailed, Assert.IsType<NotificationReading.Refused>(reading).Failure.Reason);
    }

    [Theory]
    [InlineData("jsapi", "prepay_id=")]
    [InlineData("app", "")]
    public async Task PaySign_has_the_official_layout(string kind, string prefix)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(SharedFiles.Vector("docs/paysign.json")));
        var root = vectors.RootElement;
        var vector = root.GetProperty(kind);
        var layout = Layout(root.GetProperty("appId").GetString()!, root.GetProperty("timeStamp").GetString()!, root.GetProperty("nonceStr").GetString()!, prefix + root.GetProperty("prepay_id").GetString());
        using var official = RSA.Create();
        official.ImportFromPem(File.ReadAllText(SharedFiles.Vector("docs/paysign_public_key.pem")));
        Assert.Equal(vector.GetProperty("message").GetString(), layout);
        Assert.True(Verifies(official, layout, vector.GetProperty("signature_base64").GetString()!));

        // The same layout, over what our package says, verifies with our key.
        using var account = new TestAccount();
        account.WeChat.Answers(System.Net.HttpStatusCode.OK, """{"prepay_id":"wx201410272009395522657a690389285100"}""");
        var method = PaymentMethod.Parse("wechat." + kind);
        var outcome = await account.Channel.CreateAsync(TestAccount.Order(method), Ct.Token);
        var parameters = Assert.IsType<NextAction.InvokeClientSdk>(Assert.IsType<ChannelOutcome<NextAction>.Accepted>(outcome).Value).Parameters;
        var (app, time, nonce, sign) = kind == "app"
            ? (parameters["appid"], parameters["timestamp"], parameters["noncestr"], parameters["sign"])
            : (parameters["appId"], parameters["timeStamp"], parameters["nonceStr"], parameters["paySign"]);
        Assert.True(Verifies(TestKeys.Merchant, Layout(app, time, nonce, prefix + "wx201410272009395522657a690389285100"), sign));
    }

    private static string Layout(string appId, string time, string nonce, string package) => $"{appId}\n{time}\n{nonce}\n{package}\n";

    private static bool Verifies(RSA key, string message, string signature) =>
        key.VerifyData(Encoding.UTF8.GetBytes(message), Convert.FromBase64String(signature), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static TestAccount Official(Action<WeChatOptions>? configure = null) => new(options =>
    {
        options.PrivateKey = SharedFiles.Vector("java/merchant_private_key.pem");
        options.MerchantSerialNo = "5F1C72E2A8931B72A2E13AF8DEE92471EB397115";
        options.PublicKey = SharedFiles.Vector("java/wechat_pay_public_key.pem");
        options.ApiV3Key = VectorApiV3Key;
        configure?.Invoke(options);
    });

    private static Dictionary<string, string> Java(string name)
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(SharedFiles.Vector("java/vectors.json")));
        return vectors.RootElement.GetProperty(name).EnumerateObject().ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal);
    }
}
