using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Http;
using Payments.Fuzz.Cases;
using Payments.Fuzz.Genuine;

namespace Payments.Fuzz.WeChat;

/// <summary>Answers <c>GET /v3/certificates</c> in place of the network, and counts how often it is asked.</summary>
internal sealed class CertificateServer : IHttpMessageHandlerBuilderFilter
{
    public const string Serial = "5157F09EFDC096DE15EBE81A47057A7232F1B8E2";

    private const string Nonce = "61f9c719728a";

    private readonly WeChatPlatform _platform;
    private readonly byte[] _body;
    private int _calls;

    public CertificateServer(RSA key, string apiV3Key)
    {
        _platform = new WeChatPlatform(key, apiV3Key, Serial);
        var request = new CertificateRequest("CN=Tenpay.com", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.Create(
            request.SubjectName,
            X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1),
            FuzzTarget.Now.AddYears(-1),
            FuzzTarget.Now.AddYears(4),
            Convert.FromHexString(Serial));
        var box = _platform.Seal(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), Encoding.ASCII.GetBytes(Nonce), "certificate"u8);
        _body = Encoding.UTF8.GetBytes(
            $$$"""
            {"data":[{"serial_no":"{{{Serial}}}","effective_time":"2025-03-05T13:29:40+08:00","expire_time":"2030-03-05T13:29:40+08:00","encrypt_certificate":{"algorithm":"AEAD_AES_256_GCM","nonce":"{{{Nonce}}}","associated_data":"certificate","ciphertext":"{{{box}}}"}}]}
            """);
    }

    public int Calls => Volatile.Read(ref _calls);

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        builder.PrimaryHandler.Dispose();
        builder.PrimaryHandler = new Handler(this);
    };

    private HttpResponseMessage Answer()
    {
        Interlocked.Increment(ref _calls);
        var answer = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(_body) };
        answer.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var header in _platform.Send(_body, FuzzTarget.Now, "answer0123456789").Headers.Where(header => header.Key.StartsWith("Wechatpay-", StringComparison.Ordinal)))
        {
            answer.Headers.TryAddWithoutValidation(header.Key, header.Value.ToString());
        }

        return answer;
    }

    private sealed class Handler(CertificateServer server) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(server.Answer());
    }
}
