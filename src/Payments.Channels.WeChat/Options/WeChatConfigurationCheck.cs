using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Payments.Shared;

namespace Payments.Channels.WeChat.Options;

/// <summary>Every wrong setting of one account, by path, without any value that could be secret. No network.</summary>
internal sealed class WeChatConfigurationCheck(
    string account, string path, IConfigurationSection? section, bool hasOwnSigner, IOptionsMonitor<WeChatOptions> monitor) : IConfigurationCheck
{
    public IEnumerable<ConfigurationProblem> Check()
    {
        var problems = new ProblemList(path);
        if (account.Length is 0 or > 32 || !account.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            problems.Add("", "The account's name is not 1 to 32 lower-case letters, digits and hyphens.", "Rename it: the name is part of the callback's address.");
        }

        if (section is not null && !SettingNames.Check(section, problems))
        {
            return problems;
        }

        var options = monitor.Get(account);
        CheckIds(options, problems);
        CheckKeys(options, problems);
        CheckPlatform(options, problems);
        CheckAddresses(options, problems);
        CheckTimes(options, problems);
        CheckBarcode(options.Barcode, problems);
        return problems;
    }

    public static ConfigurationProblem SerialMissing(string path) => new(
        path + ":MerchantSerialNo", "It is missing.", "Copy the serial number of the merchant API certificate from the merchant console, or give MerchantCertificate.");

    private static void CheckIds(WeChatOptions options, ProblemList problems)
    {
        problems.Id("MchId", options.MchId, isRequired: true, digitsOnly: true);
        problems.Id("AppId", options.AppId, isRequired: true);
        problems.Id("MiniProgramAppId", options.MiniProgramAppId);
        problems.Id("AppAppId", options.AppAppId);
        problems.Id("SubMchId", options.SubMchId, digitsOnly: true);
        problems.Id("SubAppId", options.SubAppId);
        if (!string.IsNullOrWhiteSpace(options.SubAppId) && string.IsNullOrWhiteSpace(options.SubMchId))
        {
            problems.Add("SubMchId", "It is missing while SubAppId is set.", "Set the sub-merchant's number, or leave SubAppId out.");
        }

        if (options.H5SceneType is not ("Wap" or "iOS" or "Android"))
        {
            problems.Add("H5SceneType", "It is none of WeChat Pay's scenes.", "Set Wap, iOS or Android.");
        }
    }

    private void CheckKeys(WeChatOptions options, ProblemList problems)
    {
        var apiV3Length = System.Text.Encoding.UTF8.GetByteCount(options.ApiV3Key ?? "");
        if (apiV3Length != AccountKeys.ApiV3KeyLength)
        {
            problems.Add(AccountKeys.ApiV3KeyProblem(path, apiV3Length));
        }

        var certificate = CheckCertificate(options, problems);
        using var key = CheckPrivateKey(options, certificate, problems);
        CheckSerial(options, certificate?.Certificate ?? key?.Certificate, problems);
        certificate?.Dispose();
    }

    private static RsaKey? CheckCertificate(WeChatOptions options, ProblemList problems)
    {
        if (string.IsNullOrWhiteSpace(options.MerchantCertificate))
        {
            return null;
        }

        var read = RsaKeyReader.ReadPublic(options.MerchantCertificate);
        if (!read.IsRead)
        {
            problems.Add("MerchantCertificate", read.Fault.Cause, read.Fault.Remedy);
            return null;
        }

        if (read.Key.Certificate is null)
        {
            problems.Add("MerchantCertificate", "This is a public key, not a certificate.", "Give apiclient_cert.pem, or leave the setting out.");
        }

        return read.Key;
    }

    private RsaKey? CheckPrivateKey(WeChatOptions options, RsaKey? certificate, ProblemList problems)
    {
        if (hasOwnSigner)
        {
            return null;
        }

        var read = RsaKeyReader.ReadPrivate(options.PrivateKey, options.PrivateKeyPassword);
        if (!read.IsRead)
        {
            problems.Add("PrivateKey", read.Fault.Cause, read.Fault.Remedy);
            return null;
        }

        if (certificate is not null && !read.Key.IsSamePair(certificate))
        {
            problems.Add("MerchantCertificate", "It does not belong to PrivateKey.", "Give apiclient_key.pem and apiclient_cert.pem of the same application for a certificate.");
        }

        return read.Key;
    }

    private void CheckSerial(WeChatOptions options, CertificateFacts? facts, ProblemList problems)
    {
        if (string.IsNullOrWhiteSpace(options.MerchantSerialNo))
        {
            if (facts is null)
            {
                problems.Add(SerialMissing(path));
            }

            return;
        }

        var serial = AccountKeys.NormaliseSerial(options.MerchantSerialNo);
        if (serial.Length is 0 or > 64 || !serial.All(char.IsAsciiHexDigit))
        {
            problems.Add("MerchantSerialNo", "It is not a serial number in hex.", "Copy it from the merchant console, as 5157F09EFDC096DE15EBE81A47057A7232F1B8E1.");
        }
        else if (facts is not null && facts.SerialNumber != serial)
        {
            problems.Add("MerchantSerialNo", $"The merchant certificate's serial number is {facts.SerialNumber}.", "Set that one, or give the certificate that belongs to this number.");
        }
    }

    private static void CheckPlatform(WeChatOptions options, ProblemList problems)
    {
        var hasId = !string.IsNullOrWhiteSpace(options.PublicKeyId);
        var hasKey = !string.IsNullOrWhiteSpace(options.PublicKey);
        if (!hasId && !hasKey && !options.UsePlatformCertificates)
        {
            problems.Add(
                "PublicKey",
                "Nothing is configured to verify WeChat Pay with.",
                "Set PublicKeyId and PublicKey (merchants since the end of 2024), or UsePlatformCertificates, or, while moving, all of them.");
        }

        if (hasId != hasKey)
        {
            problems.Add(hasId ? "PublicKey" : "PublicKeyId", "It is missing while the other of the two is set.", "Set PublicKeyId and PublicKey together.");
        }

        if (hasId && (!options.PublicKeyId!.Trim().StartsWith(Certificates.PlatformKeys.PublicKeyPrefix, StringComparison.Ordinal) || options.PublicKeyId.Trim().Length > 64))
        {
            problems.Add("PublicKeyId", "It does not have the form PUB_KEY_ID_ and digits.", "Copy it from the merchant console's API security page.");
        }

        if (hasKey)
        {
            CheckPublicKey(options, problems);
        }
    }

    private static void CheckPublicKey(WeChatOptions options, ProblemList problems)
    {
        var read = RsaKeyReader.ReadPublic(options.PublicKey);
        if (!read.IsRead)
        {
            problems.Add("PublicKey", read.Fault.Cause, read.Fault.Remedy);
            return;
        }

        using var key = read.Key;
        var own = RsaKeyReader.ReadPrivate(options.PrivateKey, options.PrivateKeyPassword);
        using var ownKey = own.Key;
        if (ownKey is not null && ownKey.IsSamePair(key))
        {
            problems.Add("PublicKey", "This is the merchant's own public key.", "Give pub_key.pem: the WeChat Pay public key from the merchant console.");
        }
    }

    private static void CheckAddresses(WeChatOptions options, ProblemList problems)
    {
        problems.Address("BaseUrl", options.BaseUrl);
        if (options.EffectiveBackupBaseUrl is { } backup)
        {
            problems.Address("BackupBaseUrl", backup);
        }
    }

    private static void CheckTimes(WeChatOptions options, ProblemList problems)
    {
        problems.Range("Timeout", options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        problems.Range("TryTimeout", options.TryTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(60));
        if (options.MaxRetries is < 0 or > 5)
        {
            problems.Add("MaxRetries", $"It is {options.MaxRetries}, outside 0 to 5.", "Set a number in that range; the default is 2.");
        }

        problems.Range("ConnectTimeout", options.ConnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(30));
        problems.Range("StatementTimeout", options.StatementTimeout, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
        problems.Range("CertificateRefreshInterval", options.CertificateRefreshInterval, TimeSpan.FromMinutes(10), TimeSpan.FromHours(24));
        problems.Range("CertificateRefreshMinimumInterval", options.CertificateRefreshMinimumInterval, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1));
    }

    private static void CheckBarcode(WeChatBarcodeOptions barcode, ProblemList problems)
    {
        if (!barcode.Enabled)
        {
            return;
        }

        problems.Id("Barcode:StoreId", barcode.StoreId, isRequired: true, anyText: true);
        problems.Range("Barcode:PollInterval", barcode.PollInterval, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        problems.Range("Barcode:PollFor", barcode.PollFor, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(60));
    }
}
