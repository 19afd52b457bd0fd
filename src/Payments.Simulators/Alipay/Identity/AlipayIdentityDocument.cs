using System.Text.Json.Serialization;

namespace Payments.Simulators.Alipay.Identity;

/// <summary>The platform's keys as kept in the data folder, so that they outlive a restart.</summary>
internal sealed record AlipayPlatformDocument(
    string RootsPem, string IssuerPem, string IssuerKeyPem, string AlipayCertPem, string AlipayKeyPem);

/// <summary>A merchant's application as kept in the data folder.</summary>
internal sealed record AlipayMerchantDocument(
    string AppId, string SellerId, string SellerEmail, string ContentKey, string AppKeyPem, string AppCertPem);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(AlipayPlatformDocument))]
[JsonSerializable(typeof(AlipayMerchantDocument))]
internal sealed partial class AlipayIdentityJson : JsonSerializerContext;
