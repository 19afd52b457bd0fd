using System.Text;
using Payments.Channels.WeChat.Certificates;
using Payments.Channels.WeChat.Signing;
using Payments.Shared;

namespace Payments.Channels.WeChat.Options;

/// <summary>The keys of an account, read once.</summary>
internal static class AccountKeys
{
    public const int ApiV3KeyLength = 32;

    /// <summary>The serial number requests name: the configured one, else that of a certificate given with the key.</summary>
    public static string? SerialNo(WeChatOptions options, CertificateFacts? besideKey)
    {
        if (!string.IsNullOrWhiteSpace(options.MerchantSerialNo))
        {
            return NormaliseSerial(options.MerchantSerialNo);
        }

        if (besideKey is not null)
        {
            return besideKey.SerialNumber;
        }

        if (string.IsNullOrWhiteSpace(options.MerchantCertificate))
        {
            return null;
        }

        var read = RsaKeyReader.ReadPublic(options.MerchantCertificate);
        using var key = read.Key;
        return key?.Certificate?.SerialNumber;
    }

    /// <summary>Upper-case hex without colons or a leading 0x, as the channel wants it.</summary>
    public static string NormaliseSerial(string serial)
    {
        var text = serial.Trim().Replace(":", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return text.StartsWith("0X", StringComparison.Ordinal) ? text[2..] : text;
    }

    public static LocalSigner ReadSigner(string path, WeChatOptions options)
    {
        var read = RsaKeyReader.ReadPrivate(options.PrivateKey, options.PrivateKeyPassword);
        return read.IsRead
            ? new LocalSigner(read.Key)
            : throw new PaymentConfigurationException([new(path + ":PrivateKey", read.Fault.Cause, read.Fault.Remedy)]);
    }

    public static PlatformKey? ReadPublicKey(string path, WeChatOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.PublicKey) || string.IsNullOrWhiteSpace(options.PublicKeyId))
        {
            return null;
        }

        var read = RsaKeyReader.ReadPublic(options.PublicKey);
        return read.IsRead
            ? new PlatformKey(options.PublicKeyId.Trim(), read.Key, DateTimeOffset.MinValue, DateTimeOffset.MaxValue)
            : throw new PaymentConfigurationException([new(path + ":PublicKey", read.Fault.Cause, read.Fault.Remedy)]);
    }

    public static byte[] ReadApiV3Key(string path, WeChatOptions options)
    {
        var bytes = Encoding.UTF8.GetBytes(options.ApiV3Key ?? "");
        return bytes.Length == ApiV3KeyLength
            ? bytes
            : throw new PaymentConfigurationException([ApiV3KeyProblem(path, bytes.Length)]);
    }

    public static ConfigurationProblem ApiV3KeyProblem(string path, int length) => new(
        path + ":ApiV3Key",
        length == 0 ? "It is missing." : $"It has {length} bytes where 32 are wanted.",
        "Copy the APIv3 key (not the APIv2 key) from the merchant console's API security page, exactly 32 characters.");
}
