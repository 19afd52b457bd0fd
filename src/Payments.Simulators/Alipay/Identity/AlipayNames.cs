using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Payments.Simulators.Alipay.Identity;

/// <summary>Distinguished names as Alipay shapes them: encoded C, O, OU, CN.</summary>
internal static class AlipayNames
{
    public const string Root = "CN=Simulated Financial Certification Authority R1, OU=Certification Authority, O=Payments Simulators, C=CN";
    public const string Issuer = "CN=Simulated Financial Certification Authority Class 2 R1, OU=Certification Authority, O=Payments Simulators, C=CN";
    public const string Platform = "CN=Simulated Alipay, OU=Alipay, O=Payments Simulators, C=CN";
    private const string EcdsaRoot = "CN=Simulated Financial Certification Authority E1, OU=Certification Authority, O=Payments Simulators, C=CN";

    public static string Merchant(string appId) => $"CN={appId}, OU=Merchants, O=Payments Simulators, C=CN";

    /// <summary>A root with no RSA signature: the real root file holds such, and the root number must skip them.</summary>
    public static X509Certificate2 IssueEcdsaRoot(DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(EcdsaRoot, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(notBefore, notAfter);
    }
}
