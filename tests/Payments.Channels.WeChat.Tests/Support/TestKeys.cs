using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Channels.WeChat.Tests.Support;

/// <summary>Keys made once per run.</summary>
internal static class TestKeys
{
    private static readonly Lazy<RSA> MerchantKey = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> PlatformKey = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> NextPlatformKey = new(() => RSA.Create(2048));
    private static readonly Lazy<RSA> StrangerKey = new(() => RSA.Create(2048));

    public static RSA Merchant => MerchantKey.Value;

    public static RSA Platform => PlatformKey.Value;

    public static RSA NextPlatform => NextPlatformKey.Value;

    public static RSA Stranger => StrangerKey.Value;

    public static X509Certificate2 Certificate(RSA key, string serial, DateTimeOffset from, DateTimeOffset to)
    {
        var request = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.Create(
            new X500DistinguishedName("CN=Test root"),
            X509SignatureGenerator.CreateForRSA(key, RSASignaturePadding.Pkcs1),
            from,
            to,
            Convert.FromHexString(serial));
    }
}
