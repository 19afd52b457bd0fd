using Payments.Channels.Alipay.Certificates;
using Payments.Channels.Alipay.Signing;
using Payments.Shared;

namespace Payments.Channels.Alipay.Options;

/// <summary>Turns settings into an <see cref="AlipayAccount"/>, or into the list of everything that is wrong with them.</summary>
internal sealed class AccountReader(string name, string path, AlipayOptions options, IAlipaySigner? signer, TimeProvider time)
{
    private readonly SettingProblems _problems = new(path);

    public IReadOnlyList<ConfigurationProblem> Problems => _problems.Found;

    /// <returns><see langword="null"/> when <see cref="Problems"/> tells why not.</returns>
    public AlipayAccount? Read()
    {
        PlainSettings.Check(options, _problems);
        var gateway = PlainSettings.Gateway(options, _problems);
        var aes = ReadAes();
        var own = ReadOwnKey();
        var keys = ReadPlatform(own, out var appCertificateNumber);
        var effective = signer ?? (own is null ? null : new KeySigner(own));
        if (Problems.Count > 0 || gateway is null || effective is null || keys is null)
        {
            own?.Dispose();
            return null;
        }

        return new AlipayAccount
        {
            Name = name,
            Path = path,
            Options = options,
            AppId = options.AppId!,
            SellerId = options.SellerId!,
            Gateway = gateway,
            Signer = effective,
            PlatformKeys = keys,
            AppCertificateNumber = appCertificateNumber,
            Aes = aes,
        };
    }

    private AesContent? ReadAes()
    {
        if (string.IsNullOrEmpty(options.AesKey))
        {
            return null;
        }

        var key = new byte[AesContent.KeyBytes];
        if (Convert.TryFromBase64String(options.AesKey, key, out var length) && length == AesContent.KeyBytes)
        {
            return new AesContent(key);
        }

        _problems.Add(nameof(AlipayOptions.AesKey), "It is not the Base64 of 16 bytes.", "Copy the content key (24 characters) from the console, or remove the setting to send content as it is.");
        return null;
    }

    private RsaKey? ReadOwnKey()
    {
        if (signer is not null)
        {
            return null;
        }

        var read = RsaKeyReader.ReadPrivate(options.AppPrivateKey, options.AppPrivateKeyPassword);
        if (!read.IsRead)
        {
            _problems.Add(nameof(AlipayOptions.AppPrivateKey), read.Fault);
        }

        return read.Key;
    }

    private PlatformKeys? ReadPlatform(RsaKey? own, out string? appCertificateNumber)
    {
        appCertificateNumber = null;
        var hasKey = !string.IsNullOrWhiteSpace(options.AlipayPublicKey);
        var hasCertificates = new[] { options.AppCertificate, options.AlipayCertificate, options.AlipayRootCertificate }.Any(static file => !string.IsNullOrWhiteSpace(file));
        if (hasKey && hasCertificates)
        {
            _problems.Add(
                nameof(AlipayOptions.AlipayPublicKey),
                "Both a public key and certificates are given, and an application uses one of the two.",
                "Keep AlipayPublicKey for public-key mode, or AppCertificate, AlipayCertificate and AlipayRootCertificate for certificate mode, as the console shows.");
            return null;
        }

        if (hasCertificates)
        {
            return new CertificateSettings(options, _problems, time).Read(own, out appCertificateNumber);
        }

        return ReadPublicKey(own);
    }

    private PlatformKeys? ReadPublicKey(RsaKey? own)
    {
        const string Setting = nameof(AlipayOptions.AlipayPublicKey);
        var read = RsaKeyReader.ReadPublic(options.AlipayPublicKey);
        if (!read.IsRead)
        {
            _problems.Add(Setting, read.Fault);
            return null;
        }

        if (read.Key.Certificate is not null)
        {
            _problems.Add(Setting, "This is a certificate where a bare public key is wanted.", "For certificate mode set AppCertificate, AlipayCertificate and AlipayRootCertificate instead.");
        }
        else if (own is not null && own.IsSamePair(read.Key))
        {
            _problems.Add(
                Setting,
                $"{nameof(VerificationFailureReason.WrongKeyKind)}: this is the application's own public key, the other half of AppPrivateKey; no word of Alipay's could be verified with it.",
                "Copy Alipay's public key (\"支付宝公钥\"), which the console shows once the application's key is saved.");
        }
        else
        {
            return new PlatformKeys(new PlatformKey(read.Key, CertificateNumber: null), trust: null);
        }

        read.Key.Dispose();
        return null;
    }
}
