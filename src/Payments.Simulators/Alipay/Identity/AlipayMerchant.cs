using System.Security.Cryptography.X509Certificates;
using Payments.Simulators.Alipay.Signing;
using Payments.Simulators.Keys;

namespace Payments.Simulators.Alipay.Identity;

/// <summary>One application of one seller, as registered in the console.</summary>
internal sealed class AlipayMerchant : IDisposable
{
    public AlipayMerchant(AlipayMerchantDocument document)
    {
        AppId = document.AppId;
        SellerId = document.SellerId;
        SellerEmail = document.SellerEmail;
        ContentKey = document.ContentKey;
        AppCertPem = document.AppCertPem;
        AppKey = SimulatorKey.FromPrivatePem(document.AppKeyPem);
        using var certificate = X509Certificate2.CreateFromPem(document.AppCertPem);
        CertificateNumber = AlipayCertificateNumber.Of(certificate);
    }

    public string AppId { get; }

    /// <summary>The seller's PID: sixteen digits starting with 2088.</summary>
    public string SellerId { get; }

    public string SellerEmail { get; }

    /// <summary>The AES key of <c>encrypt_type=AES</c>, Base64 of sixteen bytes.</summary>
    public string ContentKey { get; }

    public SimulatorKey AppKey { get; }

    public string AppCertPem { get; }

    /// <summary><c>app_cert_sn</c>.</summary>
    public string CertificateNumber { get; }

    public static AlipayMerchantDocument Create(
        AlipayPlatform platform, string appId, string sellerId, string? appKeyPem, DateTimeOffset now)
    {
        using var key = appKeyPem is null ? SimulatorKey.Generate() : SimulatorKey.FromPrivatePem(appKeyPem);
        using var certificate = platform.IssueLeaf(AlipayNames.Merchant(appId), key, now);
        return new AlipayMerchantDocument(
            appId,
            sellerId,
            $"seller-{sellerId}@simulators.invalid",
            AlipayContent.NewKey(),
            key.PrivatePem,
            certificate.ExportCertificatePem());
    }

    public void Dispose() => AppKey.Dispose();
}
