using Payments.Channels.Alipay.Certificates;
using Payments.Channels.Alipay.Signing;

namespace Payments.Channels.Alipay.Options;

/// <summary>One account's settings, read and checked: keys are handles from here on.</summary>
internal sealed class AlipayAccount
{
    /// <summary>The account's name.</summary>
    public required string Name { get; init; }

    /// <summary>The configuration path of the account's settings.</summary>
    public required string Path { get; init; }

    /// <summary>The settings that are no keys.</summary>
    public required AlipayOptions Options { get; init; }

    public required string AppId { get; init; }

    public required string SellerId { get; init; }

    public required Uri Gateway { get; init; }

    public required IAlipaySigner Signer { get; init; }

    public required PlatformKeys PlatformKeys { get; init; }

    /// <summary>Set in certificate mode.</summary>
    public string? AppCertificateNumber { get; init; }

    /// <summary>Set when content is encrypted.</summary>
    public AesContent? Aes { get; init; }

    public bool IsCertificateMode => AppCertificateNumber is not null;
}
